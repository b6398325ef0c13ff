/** Facts of hosts that keep this stack from working: conflicting services, and agents that differ. */
import type { Check } from '../../../check/check.ts';
import { familyOf } from '../../../catalogue/fence.ts';
import { defineDiagnostic, keyAt } from '../../../diag/diagnostic.ts';
import { releaseOf } from '../../../resolve/facts.ts';
import type { Host, Model } from '../../../model/model.ts';
import { hostsWithFacts } from '../../../check/facts/hosts.ts';

export const bootService = defineDiagnostic<{ host: string; service: string; danger: string }>({
  code: 'facts/boot',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.service} starts when ${f.host} boots: ${f.danger}`,
  help: (f) => `chkconfig ${f.service} off; service ${f.service} stop`,
  explain:
    'Red Hat wants NetworkManager, acpid with fencing through a management board, and libvirt-guests off on every node. clusterc stops no service by itself. Domain reference, 0; RH-FENCE-007.',
});

export const agents = defineDiagnostic<{ first: string; others: readonly string[] }>({
  code: 'facts/agents',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the resource agents of ${f.others.join(', ')} are not those of ${f.first}`,
  help: () => 'install the same version of rgmanager and resource-agents on every host, and run clusterc facts again',
  explain:
    'Each rgmanager compares the old and the new configuration by the metadata of its own agents, so that a change may restart a service on one node and not on another. A push is predicted by those of the first. Domain reference, 2.1 and 12.',
});

/** Conflicting services, and on which hosts. */
const UNWANTED: readonly (readonly [service: string, danger: string, of: (host: Host) => boolean])[] = [
  ['NetworkManager', 'cman does not start beside it', () => true],
  ['acpid', 'a power-off by the management board becomes a slow shutdown, and fencing waits for it', isFencedByBoard],
  ['libvirt-guests', 'it starts guests that may run on another host already', () => true],
];

/** Is it the management board of the node or its chassis? Such a device has no outlets. */
function isFencedByBoard({ fence }: Host): boolean {
  const families = fence.flatMap(({ uses }) => uses.map(({ agent }) => familyOf(agent)));
  return families.some((family) => family.class === 'power' && !family.outlets);
}

function* unwantedServicesAreOff(model: Model) {
  for (const { host, facts } of hostsWithFacts(model)) {
    for (const [service, danger, isUnwanted] of UNWANTED) {
      if (facts.boot?.includes(service) === true && isUnwanted(host))
        yield bootService(keyAt([...facts.at, 'boot']), { host: host.name, service, danger });
    }
  }
}

/** Among hosts of one release. Other releases have other agents, and a cluster of two releases is being upgraded. */
function* agentsAreTheSame(model: Model) {
  const asked = hostsWithFacts(model).flatMap(({ facts }) => (facts.agents === null ? [] : [facts]));
  const releases = new Set(asked.map((facts) => JSON.stringify(releaseOf(facts))));
  for (const release of releases) {
    const [first, ...rest] = asked.filter((facts) => JSON.stringify(releaseOf(facts)) === release);
    const others = rest.filter((facts) => JSON.stringify(facts.agents) !== JSON.stringify(first?.agents));
    const [other] = others;
    if (first === undefined || other === undefined) continue;
    const related = [{ at: keyAt([...first.at, 'agents']), message: `those of ${first.host} are here` }];
    yield agents(
      keyAt([...other.at, 'agents']),
      { first: first.host, others: others.map(({ host }) => host) },
      related,
    );
  }
}

export const factsChecks: readonly Check[] = [unwantedServicesAreOff, agentsAreTheSame];
