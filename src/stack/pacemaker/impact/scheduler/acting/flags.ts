/** Flags of an action; those of a group or clone follow from what is in it. */
import { own } from '../../../../../base/json.ts';
import { has, newestAction } from './action-store.ts';
import type { Action, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';

/** As a member performs the task: `running` of a group is the start of a primitive. */
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

/** The task as far as it is one that members share; anything else matches none of theirs. */
export function sharedTask(member: Resource, task: string): string {
  const own = memberTask(member, task);
  return KNOWN.includes(own) ? own : 'no_action';
}

/** Flags of an action, on one node only if that is given. Updates those of collectives. */
export function actionFlags(action: Action, node: Node | null): number {
  const { resource } = action;
  if (resource === null || resource.kind === 'primitive') return action.flags;
  return resource.kind === 'group' ? groupFlags(action, resource, node) : cloneFlags(action, resource, node);
}

/** A group starts if all its members can. */
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

/** A clone starts if any of its instances can. */
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

/** What instances do for it; of a notification, what it is about. */
export function cloneTask(action: Action, clone: Resource): string {
  const [child] = clone.children;
  const task = action.task === 'notify' || action.task === 'notified' ? (action.notifies?.task ?? '') : action.task;
  return child === undefined ? 'no_action' : sharedTask(child, task);
}

/** For clones, whether the action is possible counts for all nodes, and whether it is needed for one. */
export function flagsForOrder(action: Action, node: Node | null): number {
  if (action.resource === null) return action.flags;
  const flags = actionFlags(action, null);
  if (node === null || action.resource.kind !== 'clone') return flags;
  return actionFlags(action, node) | (flags & Is.runnable);
}
