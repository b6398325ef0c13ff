/** Problems of the cluster as a whole: membership, quorum, versions, fencing. */
import type { Diagnostic, Place } from '../../../diag/diagnostic.ts';
import { grouped } from '../../../base/grouped.ts';
import { partitioned } from '../../../status/findings.ts';
import { valueOf } from '../../../status/reply.ts';
import { isSuspended } from './cman-tool.ts';
import { isFencing } from './fence-domain.ts';
import * as finding from './findings.ts';
import { isInCluster, isSound, reachedOf, saidBy, type CmanNodeSaid, type CmanReached } from './said.ts';
import { reporterOf } from './view.ts';

const CLUSTER: Place = { in: 'nowhere', because: 'it is about several nodes' };

type View = {
  readonly nodes: readonly CmanNodeSaid[];
  readonly reached: readonly CmanReached[];
  /** See `reporterOf`. */
  readonly reporter: CmanReached | undefined;
};

export function clusterFindings(nodes: readonly CmanNodeSaid[]): readonly Diagnostic[] {
  const view = { nodes, reached: reachedOf(nodes), reporter: reporterOf(nodes) };
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
    const said = valueOf(saidBy(node).cman);
    if (said !== undefined && isSuspended(said))
      yield finding.suspended({ in: 'node', node: node.host }, { node: node.host, ...node.configVersion });
  }
}

function* quorum({ reached }: View): Generator<Diagnostic> {
  const without = reached.filter((node) => isInCluster(node) && valueOf(saidBy(node).cman)?.quorate === false);
  const [first] = without;
  if (first === undefined) return;
  const { totalVotes: votes = null, quorum: needed = null } = valueOf(saidBy(first).cman) ?? {};
  yield finding.notQuorate(CLUSTER, { nodes: names(without), votes, quorum: needed });
}

function names(nodes: readonly CmanNodeSaid[]): readonly string[] {
  return nodes.map(({ host }) => host);
}

/** The state in which a node sees another one; undefined if unknown. */
function seen(by: CmanReached, other: CmanNodeSaid): 'M' | 'X' | 'd' | '?' | undefined {
  return valueOf(saidBy(by).nodes)?.find(({ id }) => id === other.nodeId)?.status;
}

/** A node where cman is down has a separate finding. */
function* membership(view: View): Generator<Diagnostic> {
  const { nodes, reporter } = view;
  if (reporter === undefined) return;
  const others = nodes.filter((node) => node !== reporter && isOutside(node, reporter));
  const alive = others.filter((node) => node.reachable && isSound(node));
  if (isSound(reporter) && alive.length > 0)
    yield partitioned(CLUSTER, { left: sideOf(view, reporter), right: names(alive) });
  const gone = [reporter, ...others].filter((node) => !alive.includes(node) && isReported(node, reporter));
  for (const node of gone)
    yield finding.notMember(
      { in: 'node', node: node.host },
      { node: node.host, says: reporter.host, state: stateOf(node) },
    );
}

/** Is it outside the reporter's cluster, according to either of them? */
function isOutside(node: CmanNodeSaid, reporter: CmanReached): boolean {
  const status = seen(reporter, node);
  const joining = node.reachable && saidBy(node).cman.is === 'answer' && !isInCluster(node);
  return (
    joining || (saidBy(reporter).nodes.is === 'answer' && isInCluster(reporter) && status !== 'M' && status !== 'd')
  );
}

function isReported(node: CmanNodeSaid, reporter: CmanReached): boolean {
  if (node === reporter) return !isInCluster(reporter);
  return !node.reachable || ['answer', 'no-answer', 'not-asked'].includes(saidBy(node).cman.is);
}

/** cman's own state; null if it does not answer, or is a member. */
function stateOf(node: CmanNodeSaid): string | null {
  return node.reachable && !isInCluster(node) ? (valueOf(saidBy(node).cman)?.state ?? null) : null;
}

function sideOf({ nodes }: View, reporter: CmanReached): readonly string[] {
  return names(nodes.filter((node) => seen(reporter, node) === 'M'));
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

/** A node that is down counts as well, since it will join with the file that it has. */
function* versionsOnDisk({ reached, reporter }: View): Generator<Diagnostic> {
  const groups = grouped(reached, ({ configVersion: { file, running } }) => {
    const runs = running ?? reporter?.configVersion.running ?? null;
    return file === null || runs === null || file === runs ? '' : `${file} ${runs}`;
  });
  for (const [versions, nodes] of groups) {
    const [file = 0, running = 0] = versions.split(' ').map(Number);
    if (versions !== '') yield finding.versionOnDisk(CLUSTER, { nodes: names(nodes), file, running });
  }
}

function* fencing({ nodes, reached }: View): Generator<Diagnostic> {
  const sayer = reached.find((node) => {
    const said = valueOf(saidBy(node).fence);
    return said !== undefined && isFencing(said);
  });
  const domain = sayer && valueOf(saidBy(sayer).fence);
  if (sayer === undefined || domain === undefined) return;
  const { victim: id, victims, wait } = domain;
  const victim = nodes.find(({ nodeId }) => nodeId === id)?.host ?? null;
  yield finding.fencing({ in: 'node', node: sayer.host }, { says: sayer.host, victim, victims, wait: waiting(wait) });
}

function waiting(wait: string): string {
  return wait === 'none' ? 'it has just begun' : `the fence domain waits: ${wait}`;
}
