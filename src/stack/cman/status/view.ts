/** The cluster as a whole, before it is judged: whose word counts, who is a member, what runs where. */
import type { Digest, HostName } from '../../../base/brand.ts';
import type { Bundle, BundleNode } from '../../../bundle/bundle.ts';
import { isInCluster, isSound, type NodeStatus, type ReachedStatus } from '../../../status/node.ts';
import { serviceStatus, type Expected, type ServiceStatus } from '../../../status/services.ts';
import { valueOf } from '../../../status/answer.ts';

export type View = {
  readonly cluster: string;
  /** What the nodes should have. */
  readonly bundle: Digest;
  /** All nodes of the cluster, by node_id, and those of them that were to be looked at. */
  readonly all: readonly BundleNode[];
  readonly nodes: readonly NodeStatus[];
  readonly reached: readonly ReachedStatus[];
  /** The node whose word counts: a sound one, or else one that is in the cluster, or else any that answers. */
  readonly speaker: ReachedStatus | undefined;
  /** What the speaker says; null when no node knows. */
  readonly quorate: boolean | null;
  readonly members: readonly HostName[] | null;
  /** Null when no node knows. */
  readonly services: readonly ServiceStatus[] | null;
  readonly expected: Expected;
};

export function viewOf(nodes: readonly NodeStatus[], { id, cluster, nodes: all }: Bundle, expected: Expected): View {
  const reached = nodes.filter((node) => node.reachable);
  const answering = reached.filter(({ cman }) => cman.is === 'told');
  const speaker = answering.find(isSound) ?? answering.find(isInCluster) ?? answering[0];
  const said = speaker === undefined ? undefined : valueOf(speaker.nodes);
  const members = new Set(said?.filter(({ status }) => status === 'M').map((node) => node.id));
  return {
    cluster,
    bundle: id,
    all,
    nodes,
    quorate: (speaker && valueOf(speaker.cman)?.quorate) ?? null,
    members: said === undefined ? null : all.filter(({ nodeId }) => members.has(nodeId)).map(({ host }) => host),
    services: serviceStatus(nodes, all, expected),
    reached,
    speaker,
    expected,
  };
}
