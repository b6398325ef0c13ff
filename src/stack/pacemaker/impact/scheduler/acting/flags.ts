/** Flags of an action. Those of a group or clone are derived from its members. */
import { own } from '../../../../../base/json.ts';
import { has, newestAction } from './action-store.ts';
import type { Action, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';

/** The task of a member: for `running` of a group, the start of a primitive. */
export function memberTask(member: Resource, task: string): string {
  if (member.kind !== 'primitive') return task;
  return own({ stopped: 'stop', running: 'start', demoted: 'demote', promoted: 'promote' }, task) ?? task;
}

const KNOWN = [
  'stop',
  'stopped',
  'start',
  'running',
  'monitor',
  'notify',
  'notified',
  'promote',
  'promoted',
  'demote',
  'demoted',
];

/** The task if members share it. Any other value matches none of their tasks. */
export function sharedTask(member: Resource, task: string): string {
  const own = memberTask(member, task);
  return KNOWN.includes(own) ? own : 'no_action';
}

/** Flags of an action, limited to `node` if given. Updates the flags of collectives. */
export function actionFlags(action: Action, node: Node | null): number {
  const { resource } = action;
  if (resource === null || resource.kind === 'primitive') return action.flags;
  return resource.kind === 'group' ? groupFlags(action, resource, node) : cloneFlags(action, resource, node);
}

/** A group is runnable if all its members are. */
function groupFlags(action: Action, group: Resource, node: Node | null): number {
  let flags = Is.optional | Is.runnable | Is.pseudo;
  for (const member of group.children) {
    const task = sharedTask(member, action.task);
    const own = newestAction(member, task, node);
    if (own === undefined) {
      if (task !== 'stop' && task !== 'demote') flags &= ~Is.runnable;
      continue;
    }
    const memberFlags = actionFlags(own, node);
    if (has(flags, Is.optional) && !has(memberFlags, Is.optional)) {
      flags &= ~Is.optional;
      action.flags &= ~Is.optional;
    }
    if (task !== action.task && has(flags, Is.runnable) && !has(memberFlags, Is.runnable)) {
      flags &= ~Is.runnable;
      action.flags &= ~Is.runnable;
    }
  }
  return flags;
}

/** A clone is runnable if any of its instances is. */
function cloneFlags(action: Action, clone: Resource, node: Node | null): number {
  let flags = Is.optional | Is.runnable | Is.pseudo;
  let runnable = false;
  const task = cloneTask(action, clone);
  for (const child of clone.children) {
    const own = newestAction(child, task, child.children.length > 0 ? null : node);
    if (own === undefined) continue;
    const childFlags = actionFlags(own, node);
    if (has(flags, Is.optional) && !has(childFlags, Is.optional)) {
      flags &= ~Is.optional;
      action.flags &= ~Is.optional;
    }
    if (has(childFlags, Is.runnable)) runnable = true;
  }
  if (runnable) return flags;
  if (node === null) action.flags &= ~Is.runnable;
  return flags & ~Is.runnable;
}

/** The task of the instances; for a notification, its subject. */
export function cloneTask(action: Action, clone: Resource): string {
  const [child] = clone.children;
  const task = action.task === 'notify' || action.task === 'notified' ? (action.notifies?.task ?? '') : action.task;
  return child === undefined ? 'no_action' : sharedTask(child, task);
}

/** Flags for an order. For clones, `runnable` applies to all nodes and `optional` to one. */
export function flagsForOrder(action: Action, node: Node | null): number {
  if (action.resource === null) return action.flags;
  const flags = actionFlags(action, null);
  if (node === null || action.resource.kind !== 'clone') return flags;
  return actionFlags(action, node) | (flags & Is.runnable);
}
