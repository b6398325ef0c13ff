/** Fencing and shutdown of nodes, with their effects on the resources there. */
import { actionsWithKey, clusterAction, newestAction, orderActions } from './action-store.ts';
import { canFence, fenceAction } from './fence-actions.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { topOf } from '../input/tree.ts';
import { notifyAfterFencing } from './notifications.ts';
import { addOrder, endAt } from '../constraints/order.ts';

export function addFencing(cluster: Cluster): void {
  const managed = cluster.resources.some(anyManaged);
  let dcDown: Action | null = null;
  const [fencings, shutdowns]: [Action[], Action[]] = [[], []];
  for (const node of cluster.nodes) {
    const fence = managed && node.unclean && canFence(cluster, node);
    const down = fence ? fenceUnclean(cluster, node) : node.online && node.shutdown ? shutDown(cluster, node) : null;
    if (down === null) continue;
    if (node.isDc) dcDown = down;
    else if (!fence) shutdowns.unshift(down);
    else {
      if (!cluster.options.concurrentFencing) orderActions(fencings[0], down, Before.optional);
      fencings.unshift(down);
    }
  }
  if (dcDown === null) return;
  const before = cluster.options.concurrentFencing ? fencings : fencings.slice(0, 1);
  for (const action of [...(dcDown.task === 'do_shutdown' ? shutdowns : []), ...before])
    orderActions(action, dcDown, Before.optional);
}

function anyManaged({ is, children }: Resource): boolean {
  return is.managed || children.some(anyManaged);
}

function fenceUnclean(cluster: Cluster, node: Node): Action {
  const fencing = fenceAction(cluster, node, { required: true, reason: 'node is unclean' });
  for (const resource of cluster.resources) orderAround(cluster, resource, node, fencing);
  return fencing;
}

function orderAround(cluster: Cluster, resource: Resource, node: Node, fencing: Action): void {
  for (const child of resource.children) orderAround(cluster, child, node, fencing);
  if (resource.children.length > 0 || !resource.is.managed) return;
  orderStarts(resource, node, fencing);
  orderStops(cluster, resource, node, fencing);
}

/** Orders starts that depend on fencing after it. */
function orderStarts(resource: Resource, node: Node, fencing: Action): void {
  const known =
    resource.knownOn.has(node.id) ||
    (resource.parent?.kind === 'clone' && !resource.parent.is.unique && resource.parent.knownOn.has(node.id));
  for (const action of resource.actions.toReversed()) {
    if (action.needs === 'fencing') orderActions(fencing, action, Before.optional);
    if (action.needs === 'quorum' && action.task === 'start' && resource.allowed.has(node.id) && !known)
      orderActions(fencing, action, Before.optional | Before.runnableFirst);
  }
}

/** Fencing implies the stops of all resources on the node. */
function orderStops(cluster: Cluster, resource: Resource, node: Node, fencing: Action): void {
  const stops = actionsWithKey(resource, 'stop_0', node);
  const outer = stops.length > 0 && resource.is.needsFencing ? newestAction(topOf(resource), 'stop') : undefined;
  for (const stop of stops) {
    stop.flags |= Is.pseudo | Is.runnable;
    if (resource.is.needsFencing) {
      orderActions(fencing, stop, Before.preserve);
      orderActions(fencing, outer, Before.preserve);
    }
    if (resource.is.notify) notifyAfterFencing(cluster, resource, fencing);
  }
  for (const demote of actionsWithKey(resource, 'demote_0', node)) {
    if (node.online && !node.unclean && !resource.is.failed) continue;
    demote.flags |= Is.pseudo | Is.runnable;
    if (resource.is.needsFencing) orderActions(fencing, demote, Before.preserve | Before.optional);
  }
}

/** A clean shutdown of a node, after the stops of its resources. */
function shutDown(cluster: Cluster, node: Node): Action {
  const shutdown = clusterAction(cluster, `do_shutdown-${node.name}`, { task: 'do_shutdown', node, required: true });
  for (const action of cluster.actions.toReversed()) {
    const { resource } = action;
    if (resource === null || action.node !== node || action.task !== 'stop') continue;
    if (resource.is.maintenance || node.maintenance || (!resource.is.managed && !resource.is.blocked)) continue;
    action.flags &= ~Is.optional;
    addOrder(cluster, { first: endAt(action), later: endAt(shutdown), flags: Before.optional | Before.runnableFirst });
  }
  return shutdown;
}
