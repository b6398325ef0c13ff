/** Facts of the hosts that keep a cluster from working: names, clocks, fence agents. */
import { own } from '../../base/json.ts';
import { familyOf } from '../../catalogue/fence.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { HostFacts } from '../../model/host-facts.ts';
import type { Host, Model } from '../../model/model.ts';
import type { Check } from '../check.ts';
import { hostsWithFacts } from './hosts.ts';

export const clocks = defineDiagnostic<{ first: string; second: string; seconds: number }>({
  code: 'facts/clocks',
  severity: 'warning',
  acceptable: true,
  message: (f) => `the clocks of ${f.first} and ${f.second} are ${f.seconds} s apart`,
  help: () => 'run ntpd on every host, and clusterc facts again',
  explain:
    'A guest that migrates takes over the time of the other host, and logs of several nodes cannot be correlated. More than 5 s is reported: our choice, as clocks are read in whole seconds.',
});

export const nodeName = defineDiagnostic<{
  name: string;
  hosts: readonly string[];
  problem: string;
  address: string | null;
}>({
  code: 'facts/node-name',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.name} ${f.problem} on ${f.hosts.join(', ')}`,
  help: (f) =>
    f.address === null
      ? `write its address on the second ring and ${f.name} into /etc/hosts of every host`
      : `write ${f.address} ${f.name} into /etc/hosts of every host, and into no other line there`,
  explain:
    'The cluster binds to the address that the name of its node resolves to. With a loopback address it refuses to start, with another one the nodes do not find each other. Red Hat article 5934 and solution 81123.',
});

export const fenceAgent = defineDiagnostic<{ agent: string; hosts: readonly string[]; device: string }>({
  code: 'facts/fence-agent',
  severity: 'warning',
  acceptable: true,
  message: (f) => `there is no ${f.agent} on ${f.hosts.join(', ')}, so ${f.device} cannot be used there`,
  help: () => 'install the package that has the agent, and run clusterc facts again',
  explain:
    'Any node may have to fence any other one; fenced(8) runs the agent on the node that does. A missing one fails like a wrong password.',
});

/** Seconds. Our choice: clocks are read in whole seconds, over ssh. */
const APART = 5;

function* clocksAgree(model: Model) {
  const read = hostsWithFacts(model).flatMap(({ facts }) =>
    facts.timeOffset === null ? [] : [{ facts, offset: facts.timeOffset }],
  );
  const [slow, ...others] = read.toSorted((a, b) => a.offset - b.offset);
  const fast = others.at(-1);
  if (slow === undefined || fast === undefined || fast.offset - slow.offset <= APART) return;
  const seconds = fast.offset - slow.offset;
  const at = ({ at: place }: HostFacts) => valueAt([...place, 'time_offset']);
  const related = [{ at: at(slow.facts), message: `the clock of ${slow.facts.host} is here` }];
  yield clocks(at(fast.facts), { first: slow.facts.host, second: fast.facts.host, seconds }, related);
}

type Meant = { readonly host: Host; readonly name: string; readonly address: string | null };

function* nodeNamesLeadToTheCluster(model: Model) {
  const names = model.hosts.flatMap((host): readonly Meant[] => [
    { host, name: host.nodeName, address: host.addresses.cluster },
    ...(host.altName === null ? [] : [{ host, name: host.altName, address: null }]),
  ]);
  const known = hostsWithFacts(model);
  for (const meant of names) {
    const wrong = known.flatMap(({ facts }) => {
      const problem = problemOf(own(facts.resolves, meant.name), meant);
      return problem === undefined ? [] : [{ facts, problem }];
    });
    for (const problem of new Set(wrong.map((one) => one.problem))) {
      const found = wrong.filter((one) => one.problem === problem).map(({ facts }) => facts);
      const related = found.map(({ at, host }) => ({
        at: keyAt([...at, 'resolves', meant.name]),
        message: `on ${host}`,
      }));
      const { name, host } = meant;
      const facts = { name, problem, hosts: found.map((one) => one.host), address: meant.address };
      yield nodeName(keyAt([...host.at, meant.address === null ? 'alt_name' : 'node_name']), facts, related);
    }
  }
}

/** Undefined if it is correct or was not asked. Only IPv4 addresses count, as no release has a cluster over IPv6 alone. */
function problemOf(found: readonly string[] | undefined, { address }: Meant): string | undefined {
  if (found === undefined) return undefined;
  if (found.length === 0) return 'resolves to nothing';
  const own = found.find((one) => one.startsWith('127.') || one === '::1');
  if (own !== undefined) return `resolves to ${own}, which is a loopback address,`;
  const other = found.find((one) => !one.includes(':') && one !== address);
  const first = other ?? (found.includes(address ?? '') ? undefined : found[0]);
  return address === null || first === undefined ? undefined : `resolves to ${first} instead of ${address}`;
}

function* fenceAgentsAreThere(model: Model) {
  const uses = model.hosts.flatMap(({ fence, unfence }) => [...fence.flatMap(({ uses: all }) => all), ...unfence]);
  const used = new Set(uses.map(({ device }) => device));
  const asked = hostsWithFacts(model);
  for (const { name, agent, at } of model.fenceDevices) {
    if (familyOf(agent).class === 'manual' || !used.has(name)) continue;
    const lacking = asked.filter(({ facts }) => facts.fenceAgents?.includes(agent) === false);
    const related = lacking.map(({ facts }) => ({
      at: keyAt([...facts.at, 'fence_agents']),
      message: `the agents of ${facts.host} are here`,
    }));
    const hosts = lacking.map(({ host }) => host.name);
    if (hosts.length > 0) yield fenceAgent(valueAt([...at, 'agent']), { agent, hosts, device: name }, related);
  }
}

export const factsClusterChecks: readonly Check[] = [clocksAgree, nodeNamesLeadToTheCluster, fenceAgentsAreThere];
