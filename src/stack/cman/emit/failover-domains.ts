/** `<failoverdomain>`: where rgmanager may run its members. rgmanager, fo_domain.c. */
import type { SourcePath } from '../../../base/brand.ts';
import { grouped } from '../../../base/grouped.ts';
import { element, madeFrom, present, type Xml } from '../../../emit/draft.ts';
import type { FailoverDomain } from '../../../model/service.ts';
import type { Host, Model } from '../../../model/model.ts';
import { bit } from './attribute-text.ts';

export function failoverDomains({ failoverDomains: domains, hosts, services, vms }: Model): Xml {
  const users = grouped([...vms, ...services], ({ failoverDomain }) => failoverDomain);
  const from = ({ name, at }: FailoverDomain) =>
    at === null ? (users.get(name) ?? []).map((user) => [...user.at, 'run_on']) : [at];
  return element(
    'failoverdomains',
    {},
    domains.map((domain) => domainXml(domain, hosts, from(domain))),
  );
}

/** Nodes by node_id with their priority, 1 is best. nofailback needs an ordered domain. */
function domainXml(domain: FailoverDomain, hosts: readonly Host[], from: readonly SourcePath[]): Xml {
  const { name, ordered, restricted, failback, members } = domain;
  const nodes = hosts.flatMap((host) =>
    members.filter((member) => member.host === host.name).map(({ priority }) => nodeXml(host, priority)),
  );
  const flags = { ordered: bit(ordered), restricted: bit(restricted), nofailback: bit(ordered && !failback) };
  return madeFrom(from, element('failoverdomain', present({ name, ...flags }), nodes));
}

function nodeXml({ nodeName }: Host, priority: number | null): Xml {
  return element('failoverdomainnode', present({ name: nodeName, priority }));
}
