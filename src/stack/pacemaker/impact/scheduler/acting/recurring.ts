/** Monitors and other recurring operations. */
import { actionsOn, actionsWithKey, has, orderActions } from './action-store.ts';
import { resourceAction } from './actions.ts';
import { cancelAction } from '../history/changes.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { recurringOperations } from '../input/operations.ts';
import { addOrder, endAt } from '../constraints/order.ts';
import { Role } from '../input/text.ts';

type Operation = { readonly name: string; readonly interval: number; readonly role: Role };

/** Schedules the recurring operations of a resource. */
export function addRecurring(cluster: Cluster, resource: Resource): void {
  const { is, assigned } = resource;
  if (is.blocked || is.maintenance) return;
  const runs = assigned !== null && !assigned.maintenance && (resource.nextRole !== Role.stopped || !is.managed);
  const start = runs ? resourceAction(cluster, resource, { task: 'start', node: assigned }) : null;
  for (const operation of recurringOperations(resource)) {
    if (start !== null) addForActive(cluster, resource, start, operation);
    if (operation.role === Role.stopped && is.unique) addForStopped(cluster, resource, operation);
  }
}

const keyOf = ({ name, interval }: Operation): string => `${name}_${interval}`;

/** True if the monitor already runs, and neither its definition nor the resource changes. */
function runsOn(resource: Resource, start: Action, operation: Operation): boolean {
  if (!has(start.flags, Is.optional)) return false;
  const running = actionsOn(resource, keyOf(operation), resource.assigned);
  return running.length > 0 && !running.some(({ flags }) => has(flags, Is.reschedule));
}

function addForActive(cluster: Cluster, resource: Resource, start: Action, operation: Operation): void {
  if (operation.role === Role.stopped) return;
  const { assigned: node, nextRole } = resource;
  const optional = runsOn(resource, start, operation);
  const otherRole = operation.role === Role.unknown ? nextRole === Role.promoted : nextRole !== operation.role;
  if (otherRole) {
    if (optional && node !== null) cancelForRole(cluster, resource, node, operation);
    return;
  }
  const { name, interval } = operation;
  const monitor = resourceAction(cluster, resource, { task: name, interval, node, required: !optional });
  if (!has(start.flags, Is.runnable) || node === null || !node.online || node.unclean) monitor.flags &= ~Is.runnable;
  if (nextRole === Role.promoted) monitor.expected = 8;
  if (node === null || resource.is.managed) orderMonitor(cluster, resource, monitor);
}

function orderMonitor(cluster: Cluster, resource: Resource, monitor: Action): void {
  const after = (task: string, flags: number) =>
    addOrder(cluster, { first: { resource, task, action: null }, later: endAt(monitor), flags });
  after('start', Before.impliesThen | Before.runnableFirst);
  after('reload-agent', Before.impliesThen | Before.runnableFirst);
  if (resource.nextRole === Role.promoted) after('promote', Before.optional | Before.runnableFirst);
  else if (resource.role === Role.promoted) after('demote', Before.optional | Before.runnableFirst);
}

/** Cancels the monitor of a role that the resource leaves. */
function cancelForRole(cluster: Cluster, resource: Resource, node: Node, { name, interval }: Operation): void {
  const cancel = cancelAction(cluster, resource, node, { task: name, interval });
  const task = taskThatEnds(resource);
  if (task === null) return;
  addOrder(cluster, { first: endAt(cancel), later: { resource, task, action: null }, flags: Before.runnableFirst });
}

function taskThatEnds({ role, nextRole }: Resource): string | null {
  if (role === Role.promoted) return 'demote';
  if (role !== Role.unpromoted && role !== Role.started) return null;
  if (nextRole === Role.promoted) return 'promote';
  return nextRole === Role.stopped ? 'stop' : null;
}

/** Adds a monitor for the role Stopped on all nodes except the resource's next one. */
function addForStopped(cluster: Cluster, resource: Resource, operation: Operation): void {
  const { name, interval } = operation;
  for (const node of cluster.nodes) {
    const running = actionsOn(resource, keyOf(operation), node).length > 0;
    if (node === resource.assigned) {
      if (running) cancelBeforeStart(cluster, resource, node, operation);
      continue;
    }
    const monitor = resourceAction(cluster, resource, { task: name, interval, node, required: !running });
    monitor.expected = 7;
    if (resource.is.managed)
      for (const probe of actionsWithKey(resource, 'monitor_0', node))
        orderActions(probe, monitor, Before.runnableFirst);
    orderAfterStops(cluster, resource, node, monitor);
    if (!node.online || node.unclean) monitor.flags &= ~Is.runnable;
  }
}

function cancelBeforeStart(cluster: Cluster, resource: Resource, node: Node, { name, interval }: Operation): void {
  const cancel = cancelAction(cluster, resource, node, { task: name, interval });
  if (resource.nextRole === Role.started || resource.nextRole === Role.unpromoted)
    addOrder(cluster, {
      first: endAt(cancel),
      later: { resource, task: 'start', action: null },
      flags: Before.runnableFirst,
    });
}

function orderAfterStops(cluster: Cluster, resource: Resource, node: Node, monitor: Action): void {
  const { managed } = resource.is;
  for (const stop of actionsOn(resource, 'stop_0', node)) {
    if (!has(stop.flags, Is.optional) && !has(monitor.flags, Is.optional) && !managed) monitor.flags |= Is.optional;
    if (!has(stop.flags, Is.runnable)) monitor.flags &= ~Is.runnable;
    if (managed)
      addOrder(cluster, {
        first: endAt(stop),
        later: endAt(monitor),
        flags: Before.impliesThen | Before.runnableFirst,
      });
  }
}
