/** Implicit orders and colocations: restarts, groups, clones, unfencing, capacity. */
import { pseudoAction } from './action-store.ts';
import { colocate } from '../constraints/colocations.ts';
import { fenceAction } from './fence-actions.ts';
import { byNumber } from '../placing/instances.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { topOf } from '../input/tree.ts';
import { addOrder, endAt, orderTasks } from '../constraints/order.ts';
import { INFINITY, Role } from '../input/text.ts';

export function addInternalOrders(cluster: Cluster, resource: Resource): void {
  if (resource.kind === 'primitive') addForPrimitive(cluster, resource);
  else if (resource.kind === 'group') addForGroup(cluster, resource);
  else addForClone(cluster, resource);
}

function addForPrimitive(cluster: Cluster, resource: Resource): void {
  const { is } = resource;
  if (!is.managed) return;
  const order = (first: string, later: string, flags: number) =>
    orderTasks(cluster, [resource, first], [resource, later], flags);
  order('stop', 'start', Before.optional | Before.impliesThen | Before.restart);
  if (topOf(resource).is.promotable || resource.role > Role.unpromoted) {
    order('demote', 'stop', Before.promotedImpliesFirst);
    order('start', 'promote', Before.runnableFirst);
  }
  order('lrm_delete', 'monitor', Before.sameNode | Before.thenCancelsFirst);
  const nodes = [...resource.allowed.values()]
    .map(({ node }) => node)
    .sort((a, b) => cluster.nodes.indexOf(a) - cluster.nodes.indexOf(b));
  if (!is.fenceDevice && cluster.enableUnfencing && is.needsUnfencing)
    for (const node of nodes) orderAroundUnfencing(cluster, resource, node);
  if (resource.utilization.size > 0 && cluster.options.placement !== 'default') orderByRoom(cluster, resource, nodes);
}

function orderAroundUnfencing(cluster: Cluster, resource: Resource, node: Node): void {
  const unfence = fenceAction(cluster, node, { operation: 'on' });
  addOrder(cluster, {
    first: { resource, task: 'stop', action: null },
    later: endAt(unfence),
    flags: Before.optional | Before.sameNode,
  });
  addOrder(cluster, {
    first: endAt(unfence),
    later: { resource, task: 'start', action: null },
    flags: Before.impliesThenOnNode | Before.sameNode,
  });
}

/** Orders stops that free a node's capacity before starts that need it. */
function orderByRoom(cluster: Cluster, resource: Resource, allowed: readonly Node[]): void {
  for (const node of resource.runningOn)
    addOrder(cluster, {
      first: { resource, task: 'stop', action: null },
      later: endAt(roomOn(cluster, node)),
      flags: Before.load,
    });
  for (const node of allowed) {
    const room = roomOn(cluster, node);
    for (const task of ['start', 'migrate_to'])
      addOrder(cluster, { first: endAt(room), later: { resource, task, action: null }, flags: Before.load });
  }
}

function roomOn(cluster: Cluster, node: Node): Action {
  const room = pseudoAction(cluster, `load_stopped_${node.name}`);
  if (room.node === null) {
    room.node = node;
    room.flags &= ~Is.optional;
  }
  return room;
}

function addForGroup(cluster: Cluster, group: Resource): void {
  orderTasks(cluster, [group, 'stop'], [group, 'stopped'], Before.runnableFirst);
  orderTasks(cluster, [group, 'stopped'], [group, 'start'], Before.optional);
  orderTasks(cluster, [group, 'start'], [group, 'running'], Before.runnableFirst);
  const promotable = topOf(group).is.promotable;
  let [previous, lastActive]: [Resource | null, Resource | null] = [null, null];
  for (const member of group.children) {
    addInternalOrders(cluster, member);
    addForMember(cluster, member, { group, previous, promotable });
    if (member.runningOn.length > 0) {
      const gap = group.group?.ordered === true && previous !== null && previous.runningOn.length === 0;
      if (gap && lastActive !== null && lastActive.runningOn.length > 0)
        orderTasks(cluster, [member, 'stop'], [lastActive, 'stop'], Before.optional);
      lastActive = member;
    }
    previous = member;
  }
}

type Place = { readonly group: Resource; readonly previous: Resource | null; readonly promotable: boolean };

function addForMember(cluster: Cluster, member: Resource, { group, previous, promotable }: Place): void {
  const ordered = group.group?.ordered === true;
  const first = previous === null && ordered;
  const down = Before.showsFirst | (first ? Before.optional : 0);
  const afterDown = first ? Before.impliesThen : Before.showsThen;
  const order = (from: readonly [Resource, string], to: readonly [Resource, string], flags: number) =>
    orderTasks(cluster, from, to, flags);
  if (previous !== null && group.group?.colocated === true)
    colocate(cluster, { dependent: member, primary: previous, score: INFINITY, influence: member.is.critical });
  const up = Before.runnableFirst | Before.impliesThen | Before.showsThen;
  if (promotable) {
    order([group, 'demote'], [member, 'demote'], down);
    order([member, 'demote'], [group, 'demoted'], afterDown);
    order([member, 'promote'], [group, 'promoted'], up);
    order([group, 'promote'], [member, 'promote'], Before.showsFirst);
  }
  order([group, 'stop'], [member, 'stop'], down);
  order([member, 'stop'], [group, 'stopped'], afterDown);
  order([group, 'start'], [member, 'start'], Before.showsFirst);
  order([member, 'start'], [group, 'running'], up);
  if (!ordered) {
    const together = Before.impliesThen | Before.runnableFirst | Before.showsFirst;
    order([group, 'start'], [member, 'start'], together);
    if (promotable) order([group, 'promote'], [member, 'promote'], together);
  } else if (previous === null) {
    order([group, 'start'], [member, 'start'], Before.none);
    if (promotable) order([group, 'promote'], [member, 'promote'], Before.none);
  } else {
    order([previous, 'start'], [member, 'start'], Before.impliesThen | Before.runnableFirst);
    order([member, 'stop'], [previous, 'stop'], Before.optional | Before.restart);
    if (promotable) {
      order([previous, 'promote'], [member, 'promote'], Before.impliesThen | Before.runnableFirst);
      order([member, 'demote'], [previous, 'demote'], Before.optional);
    }
  }
}

function addForClone(cluster: Cluster, clone: Resource): void {
  const own = (first: string, later: string, flags: number) =>
    orderTasks(cluster, [clone, first], [clone, later], flags);
  own('stopped', 'start', Before.optional);
  own('start', 'running', Before.runnableFirst);
  own('stop', 'stopped', Before.runnableFirst);
  if (clone.is.promotable) {
    own('demoted', 'stop', Before.optional);
    own('running', 'promote', Before.runnableFirst);
  }
  const ordered = clone.clone?.ordered === true;
  if (ordered) clone.children.sort(byNumber);
  let previous: Resource | null = null;
  for (const child of clone.children) {
    addInternalOrders(cluster, child);
    orderTasks(cluster, [clone, 'start'], [child, 'start'], Before.runnableFirst | Before.showsFirst);
    orderTasks(cluster, [child, 'start'], [clone, 'running'], Before.showsThen);
    if (ordered && previous !== null) orderTasks(cluster, [previous, 'start'], [child, 'start'], Before.optional);
    orderTasks(cluster, [clone, 'stop'], [child, 'stop'], Before.showsFirst);
    orderTasks(cluster, [child, 'stop'], [clone, 'stopped'], Before.showsThen);
    if (ordered && previous !== null) orderTasks(cluster, [child, 'stop'], [previous, 'stop'], Before.optional);
    previous = child;
  }
  if (clone.is.promotable) addForPromotable(cluster, clone, ordered);
}

function addForPromotable(cluster: Cluster, clone: Resource, ordered: boolean): void {
  const own = (first: string, later: string) => orderTasks(cluster, [clone, first], [clone, later], Before.optional);
  own('stopped', 'start');
  own('stopped', 'promote');
  own('demoted', 'stop');
  own('demoted', 'start');
  own('demoted', 'promote');
  own('running', 'promote');
  own('demote', 'demoted');
  let previous: Resource | null = null;
  for (const child of clone.children) {
    orderTasks(cluster, [child, 'demote'], [child, 'promote'], Before.optional);
    orderTasks(cluster, [clone, 'promote'], [child, 'promote'], Before.optional);
    orderTasks(cluster, [child, 'promote'], [clone, 'promoted'], Before.optional);
    if (ordered && previous !== null) orderTasks(cluster, [previous, 'promote'], [child, 'promote'], Before.optional);
    orderTasks(cluster, [clone, 'demote'], [child, 'demote'], Before.showsFirst);
    orderTasks(cluster, [child, 'demote'], [clone, 'demoted'], Before.showsThen);
    if (ordered && previous !== null) orderTasks(cluster, [child, 'demote'], [previous, 'demote'], Before.optional);
    previous = child;
  }
}
