/** Membership: node ids, names, addresses, votes. */
import type { SourcePath } from '../../base/brand.ts';
import { defineDiagnostic, keyAt, valueAt, type Related } from '../../diag/diagnostic.ts';
import type { Host, Model, Quorum } from '../../model/model.ts';
import { dialectOf } from '../../platform/platform.ts';
import { addressPlaces, notOfAMachine } from './address.ts';
import { shared, type Check } from '../check.ts';

export const duplicateNodeId = defineDiagnostic<{ nodeId: number; host: string; other: string }>({
  code: 'cluster/nodeid',
  severity: 'error',
  message: (f) => `node_id ${f.nodeId} is used by ${f.other} and ${f.host}`,
  help: (f) => `give ${f.host} a number that no node has ever had`,
  explain:
    'Two nodes with one number are one node to the cluster. corosync.conf(5), nodeid. A node never changes its number: members remember the old owner.',
});

export const hostAddress = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/address',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The address is how a host is reached and what its node name resolves to; two hosts with one address shadow each other, ' +
    'and the cluster does not start on a host whose name resolves to itself ("Node name resolves to localhost"). Red Hat article 5934.',
});

export const nodeNameUnfit = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/node-name',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The cluster, the failover domains and the commands that move services know a node by its name only, and the name has to lead to the same host everywhere. RFC 6761, 6.3.',
});

export const twoNode = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'cluster/two-node',
  severity: 'error',
  acceptable: true,
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'With two_node=1 the cluster starts only if there are exactly two nodes with one vote each and expected_votes is 1. ' +
    'Without it, two nodes need each other: the loss of one stops everything. votequorum(5), two_node; Red Hat solution 30398.',
});

export const expectedVotes = defineDiagnostic<{ expected: number; nodes: number; disk: number | null }>({
  code: 'cluster/expected-votes',
  severity: 'error',
  message: (f) =>
    f.disk === null
      ? `expected_votes is ${f.expected}, but the nodes have ${counted(f.nodes)}`
      : `expected_votes is ${f.expected}, but the nodes have ${counted(f.nodes)} and the tie-breaker ${f.disk}`,
  help: () => 'remove expected_votes; it is derived',
  explain:
    'Fewer than the sum, and two halves of the cluster may both be quorate; more, and it never is. votequorum(5), expected_votes.',
});

function counted(votes: number): string {
  return `${votes} ${votes === 1 ? 'vote' : 'votes'}`;
}

export const evenNodes = defineDiagnostic<{ hosts: number }>({
  code: 'cluster/even-nodes',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `${f.hosts} hosts without a tie-breaker: when the network splits them in halves, neither half continues`,
  help: () =>
    'add a host or a tie-breaker below cluster.quorum, or accept it with the reason why halves cannot lose contact',
  explain:
    'Half of the votes is no majority. An even number of nodes survives no more losses than the odd number below it. votequorum(5).',
});

export const tooFewHosts = defineDiagnostic<{ hosts: number; most: number | null }>({
  code: 'cluster/size',
  severity: 'error',
  message: (f) =>
    f.hosts < 2
      ? 'a cluster needs at least two hosts'
      : `a cluster has at most ${f.most} hosts; this one has ${f.hosts}`,
  help: (f) => (f.hosts < 2 ? 'add a second host' : 'split the site into two clusters'),
  explain:
    'One host cannot take over from another. More than 16 are not supported with RHEL 5 and 6; Red Hat article 40051.',
});

function* nodeIdsAreUnique({ hosts }: Model) {
  for (const [nodeId, [first, ...others]] of shared(hosts, (host) => host.nodeId)) {
    for (const host of others) {
      const facts = { nodeId: Number(nodeId), host: host.name, other: first?.name ?? '' };
      yield duplicateNodeId(valueAt([...host.at, 'node_id']), facts, sameAs(first, 'node_id'));
    }
  }
}

function* addressesAreUnique({ hosts }: Model) {
  const written = hosts.flatMap((host) => addressPlaces(host).map((one) => ({ host, ...one })));
  // The address of a host itself is more likely to be right than that of one of its networks.
  const all = written.toSorted((a, b) => Number(b.at.includes('address')) - Number(a.at.includes('address')));
  for (const [address, [first, ...others]] of shared(all, (one) => one.address)) {
    for (const { host, at } of others)
      yield hostAddress(
        valueAt(at),
        {
          problem: `${first?.host.name} and ${host.name} both have the address ${address}`,
          cure: `write the address of ${host.name} itself`,
        },
        first === undefined ? [] : [{ at: valueAt(first.at), message: `${first.host.name} has it here` }],
      );
  }
}

function* addressesAreOfAMachine({ hosts }: Model) {
  for (const host of hosts) {
    const { general, ...others } = host.addresses;
    const written: readonly (readonly [SourcePath, string])[] = [
      [['address'], general],
      ...Object.entries(others).map(([key, address]) => [['addresses', key], address] as const),
    ];
    for (const [key, address] of written) {
      const other = notOfAMachine(address);
      if (other !== undefined && (key.length === 1 || address !== general))
        yield hostAddress(valueAt([...host.at, ...key]), {
          problem: `${host.name} cannot have the address ${address}, which is ${other}`,
          cure: 'write the address under which the other hosts reach it',
        });
    }
  }
}

function* nodeNamesAreUnique({ hosts }: Model) {
  for (const [nodeName, [first, ...others]] of shared(hosts, (host) => host.nodeName)) {
    for (const host of others)
      yield nodeNameUnfit(
        valueAt([...host.at, 'node_name']),
        {
          problem: `${first?.name ?? ''} and ${host.name} are both called ${nodeName} in the cluster`,
          cure: `give ${host.name} another node_name`,
        },
        sameAs(first, 'node_name'),
      );
  }
}

/** Names by which every machine calls itself. RFC 6761, 6.3. */
const ITSELF = /^(ip6-)?(localhost|loopback)(\.|$)/i;

function* nodeNamesAreNotLoopback({ hosts }: Model) {
  for (const { at, name, nodeName } of hosts.filter((host) => ITSELF.test(host.nodeName)))
    yield nodeNameUnfit(valueAt([...at, 'node_name']), {
      problem: `the node_name of ${name} is ${nodeName}, by which every machine calls itself`,
      cure: 'write the name that leads to its address in the network of the cluster, or leave node_name out',
    });
}

function sameAs(host: Host | undefined, key: string): readonly Related[] {
  return host === undefined ? [] : [{ at: valueAt([...host.at, key]), message: `${host.name} has it here` }];
}

/** The rules of two_node, in the order in which the cluster would report them. */
function* twoNodeFits({ cluster: { quorum }, hosts }: Model) {
  if (quorum?.twoNode === true) yield* twoNodeIsPossible(quorum, hosts);
  else if (quorum !== null && hosts.length === 2 && quorum.tieBreaker === null)
    yield twoNode(valueAt([...QUORUM, 'two_node']), withoutTwoNode(hosts));
}

function withoutTwoNode(hosts: readonly Host[]): { readonly problem: string; readonly cure: string } {
  const [light, heavy] = hosts.toSorted((a, b) => a.votes - b.votes);
  if (light === undefined || heavy === undefined || light.votes === heavy.votes)
    return {
      problem: 'two hosts without two_node: when one fails, the other one stops too',
      cure: 'remove two_node: false',
    };
  return {
    problem: `two hosts without two_node: when ${heavy.name} fails, ${light.name} stops too, as it has ${light.votes} of ${light.votes + heavy.votes} votes`,
    cure: 'remove votes and two_node, so that each host has one vote and either may continue',
  };
}

const QUORUM: SourcePath = ['cluster', 'quorum'];

function* twoNodeIsPossible({ expectedVotes: expected, tieBreaker }: Quorum, hosts: readonly Host[]) {
  const many = hosts.find(({ votes }) => votes !== 1);
  if (hosts.length !== 2)
    yield twoNode(valueAt([...QUORUM, 'two_node']), {
      problem: `two_node needs exactly two hosts; this cluster has ${hosts.length}`,
      cure: 'remove two_node; it is derived',
    });
  if (many !== undefined)
    yield twoNode(valueAt([...many.at, 'votes']), {
      problem: `${many.name} has ${many.votes} votes; with two_node each node has one`,
      cure: 'remove votes',
    });
  if (expected !== 1)
    yield twoNode(valueAt([...QUORUM, 'expected_votes']), {
      problem: `expected_votes is ${expected}; with two_node it is 1`,
      cure: 'remove expected_votes; it is derived',
    });
  if (tieBreaker !== null)
    yield twoNode(valueAt([...QUORUM, 'two_node']), {
      problem: 'two_node and a tie-breaker both decide which node continues',
      cure: 'remove two_node; it is derived',
    });
}

function* expectedVotesAreTheSum({ cluster: { quorum }, hosts }: Model) {
  if (quorum === null || quorum.twoNode) return;
  const { expectedVotes: expected, tieBreaker } = quorum;
  const nodes = hosts.reduce((total, { votes }) => total + votes, 0);
  const disk = tieBreaker?.votes ?? null;
  if (expected !== nodes + (disk ?? 0))
    yield expectedVotes(valueAt([...QUORUM, 'expected_votes']), { expected, nodes, disk });
}

function* halvesCannotHappen({ cluster: { quorum }, hosts }: Model) {
  if (quorum !== null && hosts.length > 2 && hosts.length % 2 === 0 && quorum.tieBreaker === null)
    yield evenNodes(keyAt(['hosts']), { hosts: hosts.length });
}

function* sizeIsSupported({ hosts, cluster }: Model) {
  const most = dialectOf(cluster.platform).mostHosts;
  if (hosts.length < 2 || (most !== null && hosts.length > most))
    yield tooFewHosts(keyAt(['hosts']), { hosts: hosts.length, most });
}

export const clusterChecks: readonly Check[] = [
  nodeIdsAreUnique,
  addressesAreUnique,
  addressesAreOfAMachine,
  nodeNamesAreUnique,
  nodeNamesAreNotLoopback,
  twoNodeFits,
  expectedVotesAreTheSum,
  halvesCannotHappen,
  sizeIsSupported,
];
