/** Expands orders between tasks to orders between actions, and propagates them. */
import { actionsWithKey, newestFirst, orderActions } from './action-store.ts';
import { resourceAction } from './actions.ts';
import { hasLoop } from '../result/graph.ts';
import type { Action, Cluster, Order, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { stateOf } from '../input/tree.ts';
import { orderProbes } from './probes.ts';
import { blockDependents } from './block-dependents.ts';
import { update } from './propagate.ts';
import { Role } from '../input/text.ts';

export function applyOrders(cluster: Cluster): void {
  for (const order of cluster.orders.slice()) applyOrder(cluster, order);
  for (const action of newestActions(cluster)) blockDependents(action, (changed) => update(cluster, changed));
  orderProbes(cluster);
  for (const action of newestActions(cluster)) update(cluster, action);
  for (const action of newestActions(cluster)) dropLoops(action);
}

/** A snapshot; actions that are created meanwhile are excluded. */
function newestActions({ actions }: Cluster): readonly Action[] {
  return actions.toReversed();
}

function applyOrder(cluster: Cluster, order: Order): void {
  const { first, later, flags } = order;
  if (first.resource === null) {
    if (later.resource !== null) orderAfter(first.action, later.resource, order);
    else orderActions(first.action, later.action, flags);
    return;
  }
  const other = later.resource ?? later.action?.resource ?? null;
  for (const action of firstActions(cluster, order, first.resource)) {
    if (other !== null) orderAfter(action, other, order);
    else orderActions(action, later.action, flags);
  }
}

/** The earlier actions of an order. If there is none, an anchor is created, unless the task is already done. */
function firstActions(cluster: Cluster, { first, later }: Order, resource: Resource): readonly Action[] {
  if (first.action !== null) return [first.action];
  const found = actionsWithKey(resource, `${first.task}_0`);
  if (found.length > 0 || resource === later.resource) return found;
  const role = stateOf(resource, 'now');
  if ((role === Role.stopped && first.task === 'stop') || (role === Role.unpromoted && first.task === 'demote'))
    return [];
  return [resourceAction(cluster, resource, { task: first.task })];
}

function orderAfter(first: Action | null, resource: Resource, { later, flags }: Order): void {
  const dangling = first !== null && first.resource === resource && (first.flags & Is.dangling) !== 0;
  const type = dangling ? flags & ~Before.impliesThen : flags;
  if (first === null && (type & Before.impliesThen) === 0) return;
  for (const action of later.action === null ? actionsWithKey(resource, `${later.task}_0`) : [later.action]) {
    if (first === null) action.flags &= ~Is.runnable;
    else orderActions(first, action, type);
  }
}

/** Removes cyclic waits of two resources that exchange nodes and need each other's capacity. */
function dropLoops(action: Action): void {
  for (const link of newestFirst(action.before))
    if (
      link.type === Before.load &&
      action.resource !== null &&
      action.task === 'migrate_to' &&
      hasLoop(action, action, link)
    )
      link.type = Before.none;
}
