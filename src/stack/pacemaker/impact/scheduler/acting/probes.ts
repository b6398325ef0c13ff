/** Probes: monitors that find out if a resource is active on a node of unknown state. */
import { actionsWithKey, has, orderActions } from './action-store.ts';
import { resourceAction } from './actions.ts';
import { matchingInstance } from '../placing/colocate.ts';
import { orderAfterUnfencing } from './fence-actions.ts';
import { byNumber } from '../placing/instances.ts';
import {
  Discovery,
  type Action,
  type Cluster,
  type Following,
  type Node,
  type Order,
  type Resource,
} from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { singlePlace, topOf } from '../input/tree.ts';
import { addOrder, endAt } from '../constraints/order.ts';
import { booleanOf, isTrue, Role } from '../input/text.ts';

/** Schedules the probes that are missing on each node. */
export function addProbes(cluster: Cluster): void {
  if (!cluster.options.probes) return;
  for (const node of cluster.nodes) {
    if (!node.online || node.unclean || booleanOf(node.attributes.get('probe_complete')) === false) continue;
    for (const resource of cluster.resources) probe(cluster, resource, node);
  }
}

function probe(cluster: Cluster, resource: Resource, node: Node): void {
  if (resource.kind === 'clone') probeClone(cluster, resource, node);
  else if (resource.children.length > 0) for (const child of resource.children) probe(cluster, child, node);
  else if (needsProbe(resource, node)) addProbe(cluster, resource, node);
}

/** Probes one instance of an anonymous clone in place of all. */
function probeClone(cluster: Cluster, clone: Resource, node: Node): void {
  clone.children.sort(byNumber);
  const discovery = clone.allowed.get(node.id)?.discovery;
  if (clone.exclusiveDiscovery && discovery !== undefined && discovery !== Discovery.exclusive) {
    clone.allowed.delete(node.id);
    return;
  }
  if (clone.is.unique) {
    for (const child of clone.children) probe(cluster, child, node);
    return;
  }
  const known = clone.children.find((child) => isKnown(child, node));
  const child = known ?? clone.children.find((each) => singlePlace(each, 'next') === node) ?? clone.children[0];
  if (child !== undefined) probe(cluster, child, node);
}

function isKnown(resource: Resource, node: Node): boolean {
  return resource.children.length > 0
    ? resource.children.some((child) => isKnown(child, node))
    : resource.knownOn.has(node.id);
}

function needsProbe(resource: Resource, node: Node): boolean {
  if (resource.is.orphan || resource.knownOn.has(node.id)) return false;
  const discovery = resource.allowed.get(node.id)?.discovery;
  const exclusive = resource.exclusiveDiscovery || topOf(resource).exclusiveDiscovery;
  if (exclusive && discovery !== Discovery.exclusive) return false;
  return discovery !== Discovery.never;
}

function addProbe(cluster: Cluster, resource: Resource, node: Node): void {
  const action = resourceAction(cluster, resource, { task: 'monitor', node, required: true });
  action.flags &= ~Is.optional;
  orderAfterUnfencing(cluster, resource, node, action, Before.optional);
  if (!resource.runningOn.includes(node)) action.expected = 7;
  else if (resource.role === Role.promoted) action.expected = 8;
  const outer = topOf(resource);
  const top = (resource.is.fenceDevice && cluster.enableUnfencing) || outer.kind !== 'clone' ? resource : outer;
  const blocks = !has(action.flags, Is.runnable) && resource.runningOn.length === 0;
  const flags = Before.optional | (blocks ? Before.runnableFirst : 0);
  addOrder(cluster, { first: endAt(action), later: { resource: top, task: 'start', action: null }, flags });
  addOrder(cluster, {
    first: endAt(action),
    later: { resource: top, task: 'reload-agent', action: null },
    flags: Before.optional,
  });
}

/** Orders actions after probes: restarts, and actions that wait for a stop that a probe can make necessary. */
export function orderProbes(cluster: Cluster): void {
  for (const resource of cluster.resources) orderRestarts(cluster, resource);
  for (const order of cluster.orders) orderLikeStop(order);
}

function orderRestarts(cluster: Cluster, resource: Resource): void {
  for (const child of resource.children) orderRestarts(cluster, child);
  if (resource.kind !== 'primitive') return;
  for (const action of actionsWithKey(resource, 'monitor_0'))
    for (const { action: after } of action.after.toReversed()) followRestart(cluster, action, after, new Set());
}

/** Follows restarts recursively: an action waits for a probe if the probe can start what it depends on. */
function followRestart(cluster: Cluster, probeAction: Action, after: Action, seen: Set<Action>): void {
  if (seen.has(after) || probeAction.task !== 'monitor') return;
  seen.add(after);
  const { resource } = after;
  if (resource?.kind === 'primitive' && resource !== probeAction.resource) {
    const undo = after.task === 'start' ? 'stop_0' : after.task === 'promote' ? 'demote_0' : null;
    for (const action of undo === null ? [] : actionsWithKey(resource, undo))
      if (!has(action.flags, Is.pseudo)) orderActions(probeAction, action, Before.optional);
  }
  const interleaved = resource?.kind === 'clone' && isTrue(resource.meta.get('interleave'));
  const partner =
    interleaved && probeAction.resource !== null
      ? matchingInstance(cluster, probeAction.resource, resource, 'next')
      : null;
  for (const link of after.after.toReversed())
    if (isFollowed(probeAction, after, link, { interleaved, partner }))
      followRestart(cluster, probeAction, link.action, seen);
}

type Interleaved = { readonly interleaved: boolean; readonly partner: Resource | null };

/** True if the order requires the next action, or leads from a member into its group or clone. */
function isFollowed(
  { resource: probed }: Action,
  { resource }: Action,
  { type, action }: Following,
  { interleaved, partner }: Interleaved,
): boolean {
  if ((type & Before.impliesThen) !== 0) return true;
  const other = action.resource;
  if (resource === null || resource.kind === 'primitive' || probed?.parent === resource) return false;
  if (other === null || other.kind === 'clone' || other.parent !== resource) return false;
  return !(resource.kind === 'clone' && interleaved && (partner === null || partner !== other));
}

/** Actions after the stop of a resource also follow its probes, which can find it active. */
function orderLikeStop({ first, later, flags }: Order): void {
  const { resource, task } = first;
  if (flags === Before.none || resource === null || resource === later.resource || task !== 'stop') return;
  const probes = actionsWithKey(resource, 'monitor_0');
  if (probes.length === 0) return;
  const kept = flags & (Before.firstNotMigrating | Before.sameNode);
  const type = flags === Before.antiColocation || flags === Before.load ? flags : Before.optional | kept;
  const actions =
    later.action === null
      ? later.resource === null
        ? []
        : actionsWithKey(later.resource, `${later.task}_0`)
      : [later.action];
  for (const probeAction of probes)
    for (const action of actions) if (isBefore(probeAction, action)) orderActions(probeAction, action, type);
}

function isBefore(probeAction: Action, later: Action): boolean {
  const same = probeAction.node !== null && probeAction.node === later.node;
  if (later.task === 'stonith' && same && later.fencing === 'on') return false;
  return !(later.task === 'do_shutdown' && probeAction.node !== null && later.node !== null && !same);
}
