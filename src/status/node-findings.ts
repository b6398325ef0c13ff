/** What is wrong on a node alone: it cannot be looked at, a program says nothing, a daemon or a session is missing. */
import type { Diagnostic } from '../diag/diagnostic.ts';
import { interrupted } from '../deploy/plan/findings.ts';
import { unreachedFinding } from '../deploy/node/unreached.ts';
import { hasRgmanager } from '../stack/cman/status/clustat.ts';
import * as finding from './findings.ts';
import { grouped } from '../base/grouped.ts';
import type { Target } from './iscsiadm.ts';
import { isInCluster, type ReachedStatus } from './node.ts';
import type { Expected } from './services.ts';
import type { Silence, Told } from './answer.ts';
import type { View } from '../stack/cman/status/view.ts';

export function nodeFindings({ nodes, expected }: View): readonly Diagnostic[] {
  return nodes.flatMap((node) => {
    if (node.reachable) return [...findingsOn(node, expected)];
    return [unreachedFinding({ node: node.host, reason: node.reason, cause: node.cause })];
  });
}

function* findingsOn(node: ReachedStatus, expected: Expected): Generator<Diagnostic> {
  const { host, lock, interrupted: cutOff } = node;
  const at = { in: 'node', node: host } as const;
  // Whoever holds the lock may still be at work.
  if (cutOff !== null && lock === null) yield interrupted(at, { node: host, after: cutOff.after });
  yield* silences(node, expected);
  yield* daemons(node, expected);
  yield* sessions(node);
}

type Question = readonly [program: string, told: Told<unknown>];

/** Those of which something depends on the answer. */
function questions(node: ReachedStatus, expected: Expected): readonly Question[] {
  const all: readonly (Question | null)[] = [
    ['cman_tool status', node.cman],
    ['cman_tool nodes', node.nodes],
    ['fence_tool ls', node.fence],
    runsServices(expected) ? ['clustat -x', node.clustat] : null,
    needsTargets(node) ? ['iscsiadm -m session', node.sessions] : null,
    runsVms(expected) ? ['virsh list --all', node.guests] : null,
  ];
  return all.filter((question) => question !== null);
}

function runsVms({ vms }: Expected): boolean {
  return vms === undefined || vms.length > 0;
}

function runsServices(expected: Expected): boolean {
  return runsVms(expected) || expected.services === undefined || expected.services.length > 0;
}

function needsTargets({ targets }: ReachedStatus): boolean {
  return targets !== null && targets.length > 0;
}

function* silences(node: ReachedStatus, expected: Expected): Generator<Diagnostic> {
  const { host } = node;
  const at = { in: 'node', node: host } as const;
  const asked = questions(node, expected);
  const silent = asked.filter(([, told]) => told.is === 'no-answer').map(([program]) => program);
  if (silent.length > 0) yield finding.noAnswer(at, { node: host, programs: silent });
  for (const [program, told] of asked)
    if (told.is === 'not-understood') yield finding.notUnderstood(at, { node: host, program, said: told.said });
}

/** What nothing can be asked of is reported once: without cman there is no fence domain and no rgmanager to talk to. */
function* daemons(node: ReachedStatus, expected: Expected): Generator<Diagnostic> {
  const { host, cman, fence, clustat, guests } = node;
  if (isDown(cman)) yield down(node, 'cman', cman, 'it is no member of the cluster');
  if (isInCluster(node)) {
    if (isDown(fence)) yield finding.fenceDomain({ in: 'node', node: host }, { node: host, running: false });
    if (fence.is === 'told' && !fence.value.members.includes(node.nodeId))
      yield finding.fenceDomain({ in: 'node', node: host }, { node: host, running: true });
    if (runsServices(expected) && isDown(clustat)) yield down(node, 'rgmanager', clustat, NO_SERVICES);
    // Without quorum that is said instead: what clustat then shows of rgmanager is not known.
    if (runsServices(expected) && clustat.is === 'told' && clustat.value.quorate && !hasRgmanager(clustat.value))
      yield down(node, 'rgmanager', null, NO_SERVICES);
  }
  if (runsVms(expected) && isDown(guests))
    yield down(node, 'libvirtd', guests, 'no VM can be started or looked at there');
  if (needsTargets(node) && isDown(node.sessions))
    yield down(node, 'iscsid', node.sessions, 'its sessions cannot be looked at');
}

const NO_SERVICES = 'no service or VM can run there';

function isDown(told: Told<unknown>): told is Silence {
  return told.is === 'not-running' || told.is === 'not-installed';
}

function down({ host }: ReachedStatus, daemon: string, silence: Silence | null, loses: string): Diagnostic {
  const installed = silence?.is !== 'not-installed';
  return finding.daemonDown({ in: 'node', node: host }, { node: host, daemon, installed, loses });
}

/** A target is lost when none of what is wanted of it is there. */
function* sessions({ host, targets, missing }: ReachedStatus): Generator<Diagnostic> {
  const at = { in: 'node', node: host } as const;
  for (const [iqn, gone] of byIqn(missing ?? [])) {
    const wanted = (targets ?? []).filter((target) => target.iqn === iqn).length;
    if (gone.length === wanted) yield finding.targetLost(at, { node: host, iqn });
    else yield finding.sessionMissing(at, { node: host, iqn, portals: gone.map(portal) });
  }
}

function byIqn(targets: readonly Target[]): ReadonlyMap<string, readonly Target[]> {
  return grouped(targets, ({ iqn }) => iqn);
}

function portal({ address, port }: Target): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
