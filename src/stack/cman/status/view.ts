/** The running cluster as its nodes see it: members, quorum, spare votes, services. */
import type { HostName } from '../../../base/brand.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import type { ClusterView } from '../../../status/reader.ts';
import { valueOf } from '../../../status/reply.ts';
import type { CmanStatus } from './cman-tool.ts';
import { isInCluster, isSound, reachedOf, saidBy, type CmanNodeSaid, type CmanReached } from './said.ts';
import { clustatOf, runningService } from './services.ts';

export function viewOf(nodes: readonly CmanNodeSaid[], all: readonly BundleNode[]): ClusterView {
  const reporter = reporterOf(nodes);
  const said = reporter === undefined ? undefined : valueOf(saidBy(reporter).nodes);
  const members = new Set(said?.filter(({ status }) => status === 'M').map(({ id }) => id));
  return {
    quorate: (reporter && valueOf(saidBy(reporter).cman)?.quorate) ?? null,
    members: said === undefined ? null : all.filter(({ nodeId }) => members.has(nodeId)).map(({ host }) => host),
    spare: sparesOf(reachedOf(nodes)),
    strangers: strangersOf(reachedOf(nodes), all),
    services: clustatOf(reachedOf(nodes))?.services.map((one) => runningService(one, all)) ?? null,
  };
}

/** The node whose view of the cluster is used: the first healthy member, else any member, else any node where cman runs. */
export function reporterOf(nodes: readonly CmanNodeSaid[]): CmanReached | undefined {
  const answering = reachedOf(nodes).filter((node) => saidBy(node).cman.is === 'answer');
  return answering.find(isSound) ?? answering.find(isInCluster) ?? answering[0];
}

/** Members whose votes are not needed: with two_node either one, else by counting. cman, commands.c. */
function sparesOf(nodes: readonly CmanReached[]): readonly HostName[] | null {
  const members = nodes.flatMap((node) => {
    const status = valueOf(saidBy(node).cman);
    return status === undefined ? [] : [{ host: node.host, status }];
  });
  return members.length === 0 ? null : members.filter(({ status }) => isSpare(status)).map(({ host }) => host);
}

function isSpare({ flags, totalVotes, nodeVotes, quorum }: CmanStatus): boolean {
  return flags.includes('2node') || (totalVotes ?? 0) - (nodeVotes ?? 1) >= (quorum ?? Infinity);
}

/** From the first node that knows its members. */
function strangersOf(nodes: readonly CmanReached[], all: readonly BundleNode[]): ClusterView['strangers'] {
  const known = new Set(all.map(({ nodeName }) => nodeName));
  for (const node of nodes) {
    const members = (valueOf(saidBy(node).nodes) ?? []).filter(({ status }) => status === 'M');
    if (members.length > 0) return members.flatMap(({ name }) => (known.has(name) ? [] : [{ name, says: node.host }]));
  }
  return [];
}
