/** Notifications of the instances of a clone with notify=true: before and after each start, stop, promote and demote. */
import { has, newestAction, orderActions } from './action-store.ts';
import { resourceAction } from './actions.ts';
import type { Action, Cluster, Node, Notification, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { topOf } from '../input/tree.ts';
import { INFINITY, Role } from '../input/text.ts';

type Points = { readonly task: string; readonly before: Action | null; readonly after: Action };

/** The pseudo actions around a task. Undefined for a clone without notify. */
export function notificationPoints(
  cluster: Cluster,
  clone: Resource,
  { task, before, after }: Points,
): Notification | undefined {
  if (!clone.is.notify) return undefined;
  const early = before === null ? null : pointsBefore(cluster, clone, task, before);
  const late = pointsAfter(cluster, clone, task, after);
  orderActions(early?.preDone, late.post, Before.optional);
  return { task, ...early, ...late };
}

function point(
  cluster: Cluster,
  clone: Resource,
  task: string,
  { of, type, done }: { of: Action; type: 'pre' | 'post'; done: boolean },
): Action {
  const key = `${done ? `confirmed-${type}` : type}_notify_${of.task}_0`;
  const action = resourceAction(cluster, clone, {
    task: done ? 'notified' : 'notify',
    key,
    required: !has(of.flags, Is.optional),
  });
  action.flags |= Is.pseudo;
  action.notifies = { type, task: of.task, of: task };
  return action;
}

function pointsBefore(
  cluster: Cluster,
  clone: Resource,
  task: string,
  before: Action,
): { readonly pre: Action; readonly preDone: Action } {
  const pre = point(cluster, clone, task, { of: before, type: 'pre', done: false });
  const preDone = point(cluster, clone, task, { of: before, type: 'pre', done: true });
  pre.flags |= Is.runnable;
  preDone.flags |= Is.runnable;
  orderActions(pre, preDone, Before.optional);
  orderActions(preDone, before, Before.optional);
  return { pre, preDone };
}

function pointsAfter(
  cluster: Cluster,
  clone: Resource,
  task: string,
  after: Action,
): { readonly post: Action; readonly postDone: Action } {
  const post = point(cluster, clone, task, { of: after, type: 'post', done: false });
  const postDone = point(cluster, clone, task, { of: after, type: 'post', done: true });
  for (const action of [post, postDone]) {
    action.priority = INFINITY;
    action.flags = has(after.flags, Is.runnable) ? action.flags | Is.runnable : action.flags & ~Is.runnable;
  }
  orderActions(after, post, Before.impliesThen);
  orderActions(post, postDone, Before.impliesThen);
  return { post, postDone };
}

/** Creates the notifications of a clone, after its actions are final. */
export function notifyInstances(cluster: Cluster, clone: Resource): void {
  const { start, stop, promote, demote } = clone.clone?.notifications ?? {};
  for (const notification of [start, stop, promote, demote]) {
    if (notification === undefined) continue;
    const happens = anyDoes(clone, notification.task);
    if (happens) for (const action of pointsOf(notification)) action.flags &= ~Is.optional;
    notifyMembers(cluster, clone, notification, happens);
  }
}

function pointsOf({ pre, preDone, post, postDone }: Notification): readonly Action[] {
  return [pre, preDone, post, postDone].filter((action) => action !== undefined);
}

function anyDoes(resource: Resource, task: string): boolean {
  if (resource.children.length > 0) return resource.children.some((child) => anyDoes(child, task));
  return resource.actions.some((action) => {
    if (action.task !== task || has(action.flags, Is.optional) || action.node === null) return false;
    return has(action.flags, Is.runnable) || (task === 'stop' && action.node.unclean);
  });
}

function notifyMembers(cluster: Cluster, resource: Resource, notification: Notification, happens: boolean): void {
  for (const child of resource.children) notifyMembers(cluster, child, notification, happens);
  const { task } = notification;
  if (resource.children.length > 0 || (task !== 'stop' && !happens)) return;
  if ((task === 'stop' || task === 'demote') && resource.role !== Role.stopped)
    notifyGoing(cluster, resource, notification);
  if ((task === 'start' || task === 'promote') && resource.nextRole !== Role.stopped && resource.assigned !== null)
    notifyComing(cluster, resource, resource.assigned, notification);
}

function notifyGoing(cluster: Cluster, resource: Resource, notification: Notification): void {
  const stop = newestAction(resource, 'stop');
  for (const node of resource.runningOn) {
    if (stop !== undefined && has(stop.flags, Is.pseudo) && node.unclean) continue;
    notify(cluster, resource, node, notification, 'pre');
    if (notification.task === 'demote' || stop === undefined || has(stop.flags, Is.optional))
      notifyAfter(cluster, resource, node, notification);
  }
}

function notifyComing(cluster: Cluster, resource: Resource, node: Node, notification: Notification): void {
  const start = newestAction(resource, 'start');
  if (notification.task !== 'start' || start === undefined || has(start.flags, Is.optional))
    notify(cluster, resource, node, notification, 'pre');
  notifyAfter(cluster, resource, node, notification);
}

function notify(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  notification: Notification,
  type: 'pre' | 'post',
): Action | null {
  const [on, done] =
    type === 'pre' ? [notification.pre, notification.preDone] : [notification.post, notification.postDone];
  if (on === undefined || done === undefined || !node.online || !has(on.flags, Is.runnable)) return null;
  const key = `${type}_notify_${notification.task}_0`;
  const action = resourceAction(cluster, resource, {
    task: 'notify',
    key,
    node,
    required: !has(on.flags, Is.optional),
  });
  action.notifies = { type, task: notification.task, of: notification.task };
  orderActions(on, action, Before.optional);
  orderActions(action, done, Before.optional);
  return action;
}

/** Orders monitors after notifications. */
function notifyAfter(cluster: Cluster, resource: Resource, node: Node, notification: Notification): void {
  const action = notify(cluster, resource, node, notification, 'post');
  if (action !== null) action.priority = INFINITY;
  for (const monitor of resource.actions.toReversed())
    if (monitor.interval > 0 && monitor.task !== 'cancel')
      orderActions(notification.postDone, monitor, Before.optional);
}

/** Creates notifications for a stop that fencing implies. */
export function notifyAfterFencing(cluster: Cluster, resource: Resource, fencing: Action): void {
  const notification = notificationPoints(cluster, resource, { task: 'stop', before: null, after: fencing });
  if (notification !== undefined) notifyMembers(cluster, topOf(resource), notification, true);
}
