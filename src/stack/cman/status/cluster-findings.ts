/** What is wrong with the cluster as a whole: membership, quorum, versions, fencing. */
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import { isSuspended } from './cman-tool.ts';
import { isFencing } from './fence-domain.ts';
import * as finding from '../../../status/findings.ts';
import { grouped } from '../../../base/grouped.ts';
import { isInCluster, isSound, type NodeStatus, type ReachedStatus } from '../../../status/node.ts';
import { valueOf } from '../../../status/answer.ts';
import type { View } from './view.ts';

const CLUSTER: Place = { in: 'nowhere', because: 'it is about several nodes' };

export function clusterFindings(view: View): readonly Diagnostic[] {
  return [
    ...suspended(view),
    ...quorum(view),
    ...membership(view),
    ...disallowed(view),
    ...versionSplit(view),
    ...versionsOnDisk(view),
    ...fencing(view),
  ];
}

function* suspended({ reached }: View): Generator<Diagnostic> {
  for (const node of reached) {
    const said = valueOf(node.cman);
    if (said !== undefined && isSuspended(said))
      yield finding.suspended({ in: 'node', node: node.host }, { node: node.host, ...node.configVersion });
  }
}

function* quorum({ reached }: View): Generator<Diagnostic> {
  const without = reached.filter((node) => isInCluster(node) && valueOf(node.cman)?.quorate === false);
  const [first] = without;
  if (first === undefined) return;
  const { totalVotes: votes = null, quorum: needed = null } = valueOf(first.cman) ?? {};
  yield finding.notQuorate(CLUSTER, { nodes: names(without), votes, quorum: needed });
}

function names(nodes: readonly NodeStatus[]): readonly string[] {
  return nodes.map(({ host }) => host);
}

/** How a node sees another one; undefined when it does not know it. */
function seen(by: ReachedStatus, other: NodeStatus): 'M' | 'X' | 'd' | '?' | undefined {
  return valueOf(by.nodes)?.find(({ id }) => id === other.nodeId)?.status;
}

/** Of a node whose cman does not run that is said already. */
function* membership(view: View): Generator<Diagnostic> {
  const { nodes, speaker } = view;
  if (speaker === undefined) return;
  const others = nodes.filter((node) => node !== speaker && isOutside(node, speaker));
  const alive = others.filter((node) => node.reachable && isSound(node));
  if (isSound(speaker) && alive.length > 0)
    yield finding.partitioned(CLUSTER, { left: sideOf(view, speaker), right: names(alive) });
  const gone = [speaker, ...others].filter((node) => !alive.includes(node) && isToldApart(node, speaker));
  for (const node of gone)
    yield finding.notMember(
      { in: 'node', node: node.host },
      { node: node.host, says: speaker.host, state: stateOf(node) },
    );
}

/** Not in the cluster of the speaker, by its word or by its own. */
function isOutside(node: NodeStatus, speaker: ReachedStatus): boolean {
  const status = seen(speaker, node);
  const joining = node.reachable && node.cman.is === 'told' && !isInCluster(node);
  return joining || (speaker.nodes.is === 'told' && isInCluster(speaker) && status !== 'M' && status !== 'd');
}

function isToldApart(node: NodeStatus, speaker: ReachedStatus): boolean {
  if (node === speaker) return !isInCluster(speaker);
  return !node.reachable || node.cman.is === 'told' || node.cman.is === 'no-answer' || node.cman.is === 'not-asked';
}

/** cman's own word for where the node is; null when it cannot be asked, or takes itself for a member. */
function stateOf(node: NodeStatus): string | null {
  return node.reachable && !isInCluster(node) ? (valueOf(node.cman)?.state ?? null) : null;
}

function sideOf({ nodes }: View, speaker: ReachedStatus): readonly string[] {
  return names(nodes.filter((node) => seen(speaker, node) === 'M'));
}

function* disallowed({ nodes, reached }: View): Generator<Diagnostic> {
  for (const node of nodes) {
    const sayer = reached.find((by) => seen(by, node) === 'd');
    if (sayer !== undefined)
      yield finding.disallowed({ in: 'node', node: node.host }, { node: node.host, says: sayer.host });
  }
}

function* versionSplit({ reached }: View): Generator<Diagnostic> {
  const groups = grouped(reached.filter(isInCluster), ({ configVersion }) => configVersion.running ?? 0);
  groups.delete(0);
  const versions = [...groups].map(([version, nodes]) => ({ version, nodes: names(nodes) }));
  if (versions.length > 1)
    yield finding.versionSplit(CLUSTER, { versions: versions.sort((a, b) => a.version - b.version) });
}

/** A node that is down counts as well: it joins with what it has. */
function* versionsOnDisk({ reached, speaker }: View): Generator<Diagnostic> {
  const groups = grouped(reached, ({ configVersion: { file, running } }) => {
    const runs = running ?? speaker?.configVersion.running ?? null;
    return file === null || runs === null || file === runs ? '' : `${file} ${runs}`;
  });
  for (const [versions, nodes] of groups) {
    const [file = 0, running = 0] = versions.split(' ').map(Number);
    if (versions !== '') yield finding.versionOnDisk(CLUSTER, { nodes: names(nodes), file, running });
  }
}

function* fencing({ nodes, reached }: View): Generator<Diagnostic> {
  const sayer = reached.find(({ fence }) => fence.is === 'told' && isFencing(fence.value));
  const domain = sayer && valueOf(sayer.fence);
  if (sayer === undefined || domain === undefined) return;
  const { victim: id, victims, wait } = domain;
  const victim = nodes.find(({ nodeId }) => nodeId === id)?.host ?? null;
  yield finding.fencing({ in: 'node', node: sayer.host }, { says: sayer.host, victim, victims, wait: waiting(wait) });
}

function waiting(wait: string): string {
  return wait === 'none' ? 'it has just begun' : `the fence domain waits: ${wait}`;
}
