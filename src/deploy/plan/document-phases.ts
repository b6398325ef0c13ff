/** The change of a document that the cluster keeps, in a plan: its parts, the waits between them, and what comes after it. */
import type { HostName } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Change } from './changes.ts';
import type { DocumentChange } from './document.ts';
import type { Needed, Phase } from './plan.ts';
import { each, phaseOf } from './phases.ts';

type Task = {
  readonly bundle: Bundle;
  readonly changes: readonly Change[];
  readonly members: readonly HostName[];
  readonly actions: readonly Needed[];
  readonly document: DocumentChange | null;
};

/**
 * What comes when the cluster has its document and is at rest: starts by which nodes join it, what follows them, and what changes the document
 * by itself. A restart of a guest does so for a while, after which the document has a higher version than the plan saw.
 */
export function afterDocument({ bundle, document, members }: Task, actions: readonly Needed[]): readonly Needed[] {
  if (document === null || members.length === 0) return [];
  const member = JSON.stringify(bundle.member);
  const starts = actions.filter(({ action }) => action.when.includes('new') && JSON.stringify(action.probe) === member);
  const ids = starts.map(({ action }) => action.id);
  const amends = ({ action }: Needed) => action.amends === true || action.disruption === 'restart-vm';
  const follows = (needed: Needed) => amends(needed) || needed.action.after.some((id) => ids.includes(id));
  return [...starts, ...actions.filter((needed) => !starts.includes(needed) && follows(needed))];
}

/** A push waits for the cluster between the parts of a change, and before nodes join or files go; else when all is committed. */
export function amendingTime(task: Task): number {
  const { document } = task;
  if (document === null) return 0;
  const waits = document.parts.length - 1 + (isWaitedFor(task) ? 1 : 0);
  return waits === 0 ? AMENDING : waits * document.within;
}

/** Milliseconds until all members have a change of the document. Our choice. */
const AMENDING = 30_000;

function isWaitedFor(task: Task): boolean {
  return task.changes.some(({ change }) => change === 'remove') || afterDocument(task, task.actions).length > 0;
}

/** Files that go are removed last, when nothing runs any more that needs them. Measured with pacemaker 2.1.5: without its file a running guest counts as stopped. */
export function amending(task: Task, nodes: readonly HostName[], members: readonly HostName[]): readonly Phase[] {
  const { document, changes } = task;
  const [first] = members;
  if (document === null || first === undefined) return [];
  const losing = nodes.filter((node) => changes.some((one) => one.node === node && one.change === 'remove'));
  return [
    ...document.parts.flatMap((_part, part) => [
      ...(part === 0 ? [] : [rest(first, part - 1)]),
      phaseOf('patch', [{ do: 'patch', node: first, part }]),
    ]),
    each('verify', members),
    ...(isWaitedFor(task) ? [rest(first, document.parts.length - 1)] : []),
    each('clear', losing),
  ];
}

function rest(node: HostName, part: number): Phase {
  return phaseOf('rest', [{ do: 'rest', node, part }]);
}
