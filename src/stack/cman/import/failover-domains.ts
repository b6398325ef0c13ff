/** Converts `<failoverdomains>` to `run_on` lists where these are equivalent, else to `failover_domains`. */
import type { Json } from '../../../base/brand.ts';
import { sha256, type JsonMap } from '../../../base/json.ts';
import { attributeOf, type XmlElement } from '../../../base/xml.ts';
import { noteOthers, readAttributes, type Reading, type Rules } from '../../../import/attributes.ts';
import { nameOf } from './cluster-conf.ts';
import { atoi, flag } from './rules/values.ts';
import { commentOn, named } from '../../../import/xml.ts';

type Member = { readonly host: string; readonly priority: number };

export type Domain = {
  readonly name: string;
  readonly element: XmlElement;
  /** Sorted, the preferred one first. */
  readonly members: readonly Member[];
  readonly ordered: boolean;
  readonly restricted: boolean;
  readonly nofailback: boolean;
};

export const DOMAIN: Rules = {
  name: null,
  ordered: ['ordered', flag],
  restricted: ['restricted', flag],
  nofailback: ['nofailback', flag],
};

/** The failover domains. `hosts`: node name -> host name. Parts that rgmanager ignores are noted. rgmanager, fo_domain.c. */
export function readDomains(
  failoverdomains: XmlElement | undefined,
  hosts: ReadonlyMap<string, string>,
  reading: Reading,
): readonly Domain[] {
  if (failoverdomains === undefined) return [];
  noteOthers(failoverdomains, ['failoverdomain'], reading);
  const domains: Domain[] = [];
  for (const element of named(failoverdomains, 'failoverdomain')) {
    const name = nameOf(element);
    if (domains.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
      const message = `a second failover domain "${name}": rgmanager drops it and all that follow; this one was left out, those that follow are back`;
      reading.notes.note('changed', { file: reading.file, line: element.line }, message, 'warning');
      continue;
    }
    domains.push(domainOf(element, hosts, reading));
    const remark = commentOn(element, failoverdomains);
    if (remark !== undefined) reading.notes.above([...reading.at, name], remark);
  }
  return domains;
}

function domainOf(element: XmlElement, hosts: ReadonlyMap<string, string>, reading: Reading): Domain {
  noteOthers(element, ['failoverdomainnode'], reading);
  const { ordered, restricted, nofailback } = readAttributes(element, DOMAIN, reading, 'lost');
  const members: Member[] = [];
  for (const node of named(element, 'failoverdomainnode')) {
    readAttributes(node, { name: null, priority: null }, reading, 'lost');
    const host = hosts.get(nameOf(node));
    const place = { file: reading.file, line: node.line };
    if (host === undefined)
      reading.notes.note(
        'lost',
        place,
        `${nameOf(element)}: "${nameOf(node)}" is not a node of the cluster; left out`,
        'warning',
      );
    else if (members.some((one) => one.host === host))
      reading.notes.note(
        'changed',
        place,
        `${nameOf(element)}: a second "${nameOf(node)}": rgmanager drops it and the nodes that follow; left out, those that follow are back`,
        'warning',
      );
    else members.push({ host, priority: priorityOf(node, element, ordered === true, reading) });
  }
  return {
    name: nameOf(element),
    element,
    members: ordered === true ? members.toSorted((a, b) => a.priority - b.priority) : members,
    ordered: ordered === true,
    restricted: restricted === true,
    nofailback: nofailback === true,
  };
}

/**
 * The priority. rgmanager reads a missing one, or one outside 1 to 100, as 0, which precedes all. Only ordered domains use it.
 */
function priorityOf(node: XmlElement, domain: XmlElement, ordered: boolean, { file, notes }: Reading): number {
  const written = attributeOf(node, 'priority');
  const priority = atoi(written ?? '');
  if (priority >= 1 && priority <= 100) return priority;
  if (ordered) {
    const said = written === undefined ? 'no priority' : `the priority "${written}"`;
    const message = `${nameOf(domain)}: ${nameOf(node)} has ${said}, which counts as the best; written as 1`;
    notes.note('changed', { file, line: node.line }, message, 'warning');
  }
  return 1;
}

/** How a VM or service refers to its domain: `run_on`, `failover_domain`, or neither. */
export type Placement = {
  readonly keysFor: (domain: string | undefined) => JsonMap;
  /** The section `failover_domains`. */
  readonly section: JsonMap;
};

/**
 * Domains that `run_on` would generate become `run_on`: ordered, restricted, no failback, named after the first host. Others keep
 * their names. `users`: domains that VMs and services name.
 */
export function placementOf(domains: readonly Domain[], users: readonly (string | undefined)[]): Placement {
  const used = domains.filter(({ name }) => users.includes(name));
  const alike = used.filter(isAsRunOn);
  const derived = new Map(alike.filter((one) => one.name === derivedName(one, alike)).map((one) => [one.name, one]));
  const written = domains.filter(({ name }) => !derived.has(name));
  return {
    keysFor: (name) => {
      if (name === undefined) return {};
      const own = derived.get(name);
      return own === undefined ? { failover_domain: name } : { run_on: own.members.map(({ host }) => host) };
    },
    section: Object.fromEntries(written.map((one) => [one.name, inWords(one)])),
  };
}

function isAsRunOn({ members, ordered, restricted, nofailback }: Domain): boolean {
  return ordered && restricted && nofailback && members.length > 0 && inPlace(members);
}

/** The name that resolve/vm/vms.ts derives: the preferred host, with six digits of a digest if ambiguous. */
function derivedName({ members }: Domain, alike: readonly Domain[]): string {
  const [best] = members;
  const ambiguous = alike.filter(({ members: [first] }) => first?.host === best?.host).length > 1;
  const digest = sha256(members.map(({ host }) => host).join(' ')).slice(0, 6);
  return `prefer-${best?.host ?? ''}${ambiguous ? `-${digest}` : ''}`;
}

function inPlace(members: readonly Member[]): boolean {
  return members.every(({ priority }, index) => priority === index + 1);
}

function inWords({ members, ordered, restricted, nofailback }: Domain): JsonMap {
  const plain = !ordered || inPlace(members);
  const hosts = members.map(({ host, priority }): Json => (plain ? host : { host, priority }));
  return { hosts, ordered, restricted, failback: !nofailback };
}
