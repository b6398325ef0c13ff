/** What is wrong on one node: it cannot be reached, a program does not answer, a daemon or a session is missing. */
import type { Diagnostic } from '../diag/diagnostic.ts';
import { interrupted } from '../deploy/plan/findings.ts';
import { unreachedFinding } from '../deploy/node/unreached.ts';
import * as finding from './findings.ts';
import { grouped } from '../base/grouped.ts';
import { runsVms, type Expected } from './expected.ts';
import type { WantedSession } from './iscsiadm.ts';
import type { NodeStatus, ReachedStatus } from './node.ts';
import type { Needed, StatusReader } from './reader.ts';
import { isDown, valueOf } from './reply.ts';

export function nodeFindings(
  nodes: readonly NodeStatus[],
  expected: Expected,
  reader: StatusReader,
): readonly Diagnostic[] {
  return nodes.flatMap((node) => {
    if (node.reachable) return [...findingsOn(node, expected, reader)];
    return [unreachedFinding({ node: node.host, reason: node.reason, cause: node.cause })];
  });
}

function* findingsOn(node: ReachedStatus, expected: Expected, reader: StatusReader): Generator<Diagnostic> {
  const { host, lock, interrupted: cutOff } = node;
  const at = { in: 'node', node: host } as const;
  // The owner of a lock may still be at work.
  if (cutOff !== null && lock === null) yield interrupted(at, { node: host, after: cutOff.after });
  yield* unanswered(node, expected, reader);
  yield* reader.nodeFindings(node, expected);
  yield* daemons(node, expected, reader);
  yield* sessions(node, reader);
  yield* definedGuests(node, expected);
}

/** Only a guest that is defined is listed while it does not run. */
function* definedGuests({ host, guests }: ReachedStatus, { vms = [] }: Expected): Generator<Diagnostic> {
  for (const { name, state } of valueOf(guests) ?? [])
    if (state === 'shut off' && vms.includes(name))
      yield finding.definedGuest({ in: 'node', node: host }, { node: host, vm: name });
}

function needed(node: ReachedStatus, expected: Expected, reader: StatusReader): readonly Needed[] {
  return [
    ...(node.said === null ? [] : reader.needed(node.said, expected)),
    ...(needsTargets(node) ? [['iscsiadm -m session', node.sessions] as const] : []),
    ...(runsVms(expected) ? [['virsh list --all', node.guests] as const] : []),
  ];
}

function needsTargets({ targets }: ReachedStatus): boolean {
  return targets !== null && targets.length > 0;
}

function* unanswered(node: ReachedStatus, expected: Expected, reader: StatusReader): Generator<Diagnostic> {
  const { host } = node;
  const at = { in: 'node', node: host } as const;
  const asked = needed(node, expected, reader);
  const silent = asked.filter(([, reply]) => reply.is === 'no-answer').map(([program]) => program);
  if (silent.length > 0) yield finding.noAnswer(at, { node: host, programs: silent });
  for (const [program, reply] of asked)
    if (reply.is === 'not-understood') yield finding.notUnderstood(at, { node: host, program, said: reply.said });
}

function* daemons(node: ReachedStatus, expected: Expected, reader: StatusReader): Generator<Diagnostic> {
  const { host, guests, sessions: open } = node;
  const down = (daemon: string, installed: boolean, loses: string) =>
    reader.daemonDown(host, { daemon, installed, loses });
  if (runsVms(expected) && isDown(guests))
    yield down('libvirtd', guests.is === 'not-running', 'no VM can be started or inspected there');
  if (needsTargets(node) && isDown(open))
    yield down('iscsid', open.is === 'not-running', 'its sessions cannot be inspected');
}

/** A target is lost when it has none of its wanted sessions. */
function* sessions({ host, targets, missing }: ReachedStatus, { rescan }: StatusReader): Generator<Diagnostic> {
  const at = { in: 'node', node: host } as const;
  for (const [iqn, gone] of byIqn(missing ?? [])) {
    const wanted = (targets ?? []).filter((target) => target.iqn === iqn).length;
    if (gone.length === wanted) yield finding.targetLost(at, { node: host, iqn, rescan });
    else yield finding.sessionMissing(at, { node: host, iqn, portals: gone.map(portal) });
  }
}

function byIqn(targets: readonly WantedSession[]): ReadonlyMap<string, readonly WantedSession[]> {
  return grouped(targets, ({ iqn }) => iqn);
}

function portal({ address, port }: WantedSession): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
