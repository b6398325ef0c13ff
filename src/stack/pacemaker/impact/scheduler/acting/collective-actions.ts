/** Actions of groups and clones: those of their members, and pseudo actions for orders. */
import { actionsWithKey, has, orderActions } from './action-store.ts';
import { collectivePoint } from './actions.ts';
import { byNumber } from '../placing/instances.ts';
import type { Action, Cluster, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { notificationPoints } from './notifications.ts';
import { addPrimitiveActions } from './role-changes.ts';
import { INFINITY, isTrue } from '../input/text.ts';

export function addActions(cluster: Cluster, resource: Resource): void {
  if (resource.kind === 'primitive') addPrimitiveActions(cluster, resource);
  else if (resource.kind === 'group') addGroupActions(cluster, resource);
  else addCloneActions(cluster, resource);
}

function addGroupActions(cluster: Cluster, group: Resource): void {
  for (const member of group.children) addActions(cluster, member);
  const tasks = ['start', 'running', 'stop', 'stopped'];
  const more = isTrue(group.meta.get('promotable')) ? ['demote', 'demoted', 'promote', 'promoted'] : [];
  for (const task of [...tasks, ...more]) collectivePoint(cluster, group, { task }, true);
}

function addCloneActions(cluster: Cluster, clone: Resource): void {
  const { clone: data } = clone;
  if (data === null) return;
  const seen = { starting: false, stopping: false, active: false, restarting: false };
  for (const child of clone.children) {
    addActions(cluster, child);
    const own = { starting: false, stopping: false, active: false };
    look(child, own);
    seen.starting ||= own.starting;
    seen.stopping ||= own.stopping;
    seen.active ||= own.active;
    seen.restarting ||= own.starting && own.stopping;
  }
  const point = (task: string, required: boolean, runnable: boolean) =>
    collectivePoint(cluster, clone, { task, required }, runnable);
  const start = point('start', seen.starting, true);
  const started = point('running', seen.starting, false);
  started.priority = INFINITY;
  if (seen.active || seen.starting) started.flags |= Is.runnable;
  const { notifications } = data;
  notifications.start ??= notificationPoints(cluster, clone, { task: 'start', before: start, after: started });
  const stop = point('stop', seen.stopping, true);
  const stopped = point('stopped', seen.stopping, true);
  stopped.priority = INFINITY;
  if (!seen.restarting) stop.flags |= Is.migratable;
  notifications.stop ??= notificationPoints(cluster, clone, { task: 'stop', before: stop, after: stopped });
  orderActions(notifications.stop?.postDone, notifications.start?.pre, Before.optional);
  if (data.ordered) orderInstances(clone);
  if (clone.is.promotable) addPromotableActions(cluster, clone);
}

type Seen = { starting: boolean; stopping: boolean; active: boolean };

/** Collects the pending tasks of a member. */
function look(resource: Resource, seen: Seen): void {
  for (const child of resource.children) look(child, seen);
  if (resource.children.length > 0) return;
  if (resource.runningOn.length > 0) seen.active = true;
  for (const { flags, task } of resource.actions) {
    if (has(flags, Is.optional) || (flags & (Is.pseudo | Is.runnable)) === 0) continue;
    if (task === 'stop') seen.stopping = true;
    else if (task === 'start' && has(flags, Is.runnable)) seen.starting = true;
  }
}

/** Orders instances sequentially by number. */
function orderInstances(clone: Resource): void {
  clone.children.sort(byNumber);
  let [lastStop, lastStart]: [Action | undefined, Action | undefined] = [undefined, undefined];
  for (const child of clone.children) {
    const [stop, start] = [onlyRequired(child, 'stop_0'), onlyRequired(child, 'start_0')];
    orderActions(stop, stop && lastStop, Before.optional);
    orderActions(start && lastStart, start, Before.optional);
    lastStop = stop ?? lastStop;
    lastStart = start ?? lastStart;
  }
}

function onlyRequired(resource: Resource, key: string): Action | undefined {
  const required = actionsWithKey(resource, key).filter(({ flags }) => !has(flags, Is.optional));
  return required.length === 1 ? required[0] : undefined;
}

function addPromotableActions(cluster: Cluster, clone: Resource): void {
  const { clone: data } = clone;
  if (data === null) return;
  const seen = { promoting: false, demoting: false };
  for (const child of clone.children) {
    addActions(cluster, child);
    lookAtRoles(child, seen);
  }
  const point = (task: string, required: boolean) => collectivePoint(cluster, clone, { task, required }, true);
  const { notifications } = data;
  const promote = point('promote', seen.promoting);
  const promoted = point('promoted', seen.promoting);
  promoted.priority = INFINITY;
  notifications.promote ??= notificationPoints(cluster, clone, { task: 'promote', before: promote, after: promoted });
  const demote = point('demote', seen.demoting);
  const demoted = point('demoted', seen.demoting);
  demoted.priority = INFINITY;
  if (notifications.demote === undefined) {
    notifications.demote = notificationPoints(cluster, clone, { task: 'demote', before: demote, after: demoted });
    orderNotifications(data.notifications);
  }
  for (const child of clone.children) child.priority = clone.priority;
}

function orderNotifications({ start, stop, promote, demote }: NonNullable<Resource['clone']>['notifications']): void {
  if (promote !== undefined) {
    orderActions(stop?.postDone, promote.pre, Before.optional);
    orderActions(start?.postDone, promote.pre, Before.optional);
    orderActions(demote?.postDone, promote.pre, Before.optional);
  }
  orderActions(demote?.postDone, start?.pre, Before.optional);
  orderActions(demote?.postDone, stop?.pre, Before.optional);
}

function lookAtRoles(resource: Resource, seen: { promoting: boolean; demoting: boolean }): void {
  for (const child of resource.children) lookAtRoles(child, seen);
  for (const { flags, task } of resource.children.length > 0 ? [] : resource.actions) {
    if (has(flags, Is.optional)) continue;
    if (task === 'demote') seen.demoting = true;
    if (task === 'promote') seen.promoting = true;
  }
}
