/** Fencing and unfencing of nodes, as actions. */
import { clusterAction, orderActions, setReason } from './action-store.ts';
import { unfencingChanged } from './unfencing.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';

/** True if fencing is possible: enabled, with a device, and with quorum, no-quorum-policy=ignore or an online target. */
export function canFence({ options, haveFenceDevice, quorate }: Cluster, node: Node | null): boolean {
  if (!options.fencing || !haveFenceDevice) return false;
  return quorate || options.quorumPolicy === 'ignore' || (node !== null && node.online);
}

/** Marks a node for fencing. */
export function fenceNode(cluster: Cluster, node: Node, reason: string): void {
  if (node.unclean) return;
  node.unclean = true;
  fenceAction(cluster, node, { reason });
}

type Fencing = { readonly operation?: string; readonly required?: boolean; readonly reason?: string };

/** The fencing action of a node. Optional until it is both required and possible. */
export function fenceAction(cluster: Cluster, node: Node, { operation, required = false, reason }: Fencing): Action {
  const what = operation ?? cluster.options.fencingAction;
  const key = `stonith-${node.name}-${what}`;
  let needed = required;
  let action = cluster.singletons.get(key);
  if (action === undefined) {
    action = clusterAction(cluster, key, { task: 'stonith', node });
    action.fencing = what;
    if (cluster.enableUnfencing && unfencingChanged(cluster, node)) needed = true;
  }
  if (needed && canFence(cluster, node)) {
    action.flags &= ~Is.optional;
    setReason(action, reason ?? null, false);
  } else if (reason !== undefined) action.reason ??= reason;
  return action;
}

/** Schedules unfencing of a node after a device change. Without a node: all nodes where the device may run. */
export function triggerUnfencing(cluster: Cluster, resource: Resource | null, node: Node | null, reason: string): void {
  if (!cluster.enableUnfencing || (resource !== null && !resource.is.fenceDevice)) return;
  const isUp = (candidate: Node) => candidate.online && !candidate.unclean && !candidate.shutdown;
  if (node !== null && isUp(node)) fenceAction(cluster, node, { operation: 'on', required: true, reason });
  else if (resource !== null)
    for (const { node: candidate } of resource.allowed.values())
      if (isUp(candidate)) triggerUnfencing(cluster, resource, candidate, reason);
}

/** True if an attribute of the node records its unfencing. */
export function isUnfenced({ attributes }: Node): boolean {
  return (attributes.get('#node-unfenced') ?? '0') !== '0';
}

/** Orders an action after the unfencing of its node, if the resource requires it. */
export function orderAfterUnfencing(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  action: Action,
  type: number,
): void {
  const isDevice = resource.is.fenceDevice && cluster.enableUnfencing;
  if (!isDevice && !resource.is.needsUnfencing) return;
  orderActions(fenceAction(cluster, node, { operation: 'on' }), action, type);
  if (!isUnfenced(node)) triggerUnfencing(cluster, null, node, `required by ${resource.id} ${action.task}`);
}
