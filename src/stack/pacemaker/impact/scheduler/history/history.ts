/** Reads the status of a CIB: active resources and failures. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { addRunning, block } from '../input/active.ts';
import { actionsWithKey } from '../acting/action-store.ts';
import { resourceAction } from '../acting/actions.ts';
import { fenceNode } from '../acting/fence-actions.ts';
import { clearHistory } from './failures.ts';
import { activePart, inOrder, type Entry, type Record } from './history-entries.ts';
import { baseOf } from './history-names.ts';
import { readResult } from './history-results.ts';
import type { Outcome } from './expiry.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { isAnonymousClone, topOf } from '../input/tree.ts';
import { applyState, nodeOfState } from '../input/nodes.ts';
import { addInstance, applyTargetRole, findResource, newResource } from '../input/resources.ts';
import { addLocation } from '../input/score-on.ts';
import { INFINITY, integerOf, isTrue, Role } from '../input/text.ts';

/** Applies the whole status: tickets, nodes, then the history of each node. */
export function applyStatus(cluster: Cluster, status: XmlElement | undefined): void {
  if (status === undefined) return;
  for (const tickets of elementsIn(status, 'tickets')) applyTickets(cluster, tickets);
  const states = elementsIn(status, 'node_state');
  for (const state of states) applyState(cluster, state);
  for (const state of states) applyHistory(cluster, state);
}

function applyTickets({ tickets }: Cluster, section: XmlElement): void {
  for (const state of elementsIn(section, 'ticket_state')) {
    const id = attributeOf(state, 'id');
    if (id === undefined) continue;
    tickets.set(id, {
      id,
      granted: isTrue(attributeOf(state, 'granted')),
      standby: isTrue(attributeOf(state, 'standby')),
    });
  }
}

/** Without fencing, resources on a node that is down do not count. */
function applyHistory(cluster: Cluster, state: XmlElement): void {
  const node = nodeOfState(cluster, state);
  const { fencing, shutdownLock } = cluster.options;
  if (node === undefined || node.unpacked || (!fencing && !shutdownLock && !node.online)) return;
  node.unpacked = true;
  for (const record of cluster.history.on(attributeOf(state, 'uname') ?? '')) applyRecord(cluster, node, record);
}

function applyRecord(cluster: Cluster, node: Node, record: Record): void {
  if (record.entries.length === 0 && !cluster.options.shutdownLock) return;
  const found = resourceOf(cluster, node, record);
  if (found === null && record.entries.length === 0) return;
  const resource = found ?? orphan(cluster, record);
  if (resource === null) return;
  if (cluster.options.shutdownLock) applyLock(cluster, resource, node, record);
  const before = resource.role;
  resource.role = Role.unknown;
  const entries = inOrder(record.entries);
  const outcome: Outcome = { onFail: 'ignore', lastFailure: null };
  for (const entry of entries) readResult(cluster, { resource, node, entry, outcome });
  rememberMonitors(cluster, resource, node, entries);
  applyOutcome(cluster, resource, node, outcome);
  applyTargetRole(resource, false);
  if (before > resource.role) resource.role = before;
}

function applyLock(cluster: Cluster, resource: Resource, node: Node, { xml }: Record): void {
  const time = integerOf(attributeOf(xml, 'shutdown-lock'));
  if (time === 0) return;
  const limit = cluster.options.shutdownLockLimit;
  if (limit > 0 && cluster.now > time + limit) clearHistory(cluster, resource, node);
  else resource.lock = { node, time };
}

/** The resource of a record; for an anonymous clone, the instance that is assigned to it. */
function resourceOf(cluster: Cluster, node: Node, { id }: Record): Resource | null {
  let resource = findResource(cluster, id) ?? null;
  if (resource === null) {
    const first = findResource(cluster, `${baseOf(id)}:0`) ?? null;
    if (first !== null && !first.is.unique) resource = first;
  } else if (resource.kind !== 'primitive') return null;
  const top = resource === null ? null : topOf(resource);
  if (top !== null && isAnonymousClone(top)) resource = instanceFor(cluster, node, top, baseOf(id));
  if (resource !== null && id !== resource.id && id !== resource.historyName) {
    resource.historyName = id;
    if (!cluster.inHistory.has(id)) cluster.inHistory.set(id, resource);
  }
  return resource;
}

/** The instance that is active on the node, else an inactive one, else a new one. */
function instanceFor(cluster: Cluster, node: Node, top: Resource, id: string): Resource | null {
  let instance = pickInstance(node, top, id);
  const lost = !node.online || node.unclean;
  const universal = top.clone?.max === cluster.nodes.length;
  if (instance !== null && !instance.is.needsFencing && lost && !universal) instance = null;
  if (instance !== null) return instance;
  const added = addInstance(cluster, top);
  return added === null ? null : memberNamed(added, id);
}

function pickInstance(node: Node, top: Resource, id: string): Resource | null {
  let inactive: Resource | null = null;
  let second = false;
  for (const child of top.children) {
    const places = activeOrPending(child);
    if (places[0] === node) {
      const member = memberNamed(child, id);
      if (member !== null && member.runningOn.length === 0) return member;
      if (member !== null) second = true;
    } else if (places.length === 0 && !second && inactive === null && !child.is.blocked) {
      const member = memberNamed(child, id);
      if (member !== null && (member.pendingOn === null || member.pendingOn === node)) inactive = member;
    }
  }
  return second ? null : inactive;
}

function activeOrPending(resource: Resource): readonly Node[] {
  if (resource.children.length > 0) return resource.children.flatMap(activeOrPending);
  return resource.pendingOn === null ? resource.runningOn : [...resource.runningOn, resource.pendingOn];
}

function memberNamed(resource: Resource, id: string): Resource | null {
  if (resource.id === id || resource.xmlId === id) return resource;
  for (const child of resource.children) {
    const member = memberNamed(child, id);
    if (member !== null) return member;
  }
  return null;
}

/** Creates a resource that is in the status but no longer configured. */
function orphan(cluster: Cluster, { xml }: Record): Resource | null {
  const resource = newResource(cluster, { ...xml, name: 'primitive', children: [] }, null);
  if (resource === null) return null;
  resource.is.orphan = true;
  cluster.resources.push(resource);
  if (cluster.options.stopOrphans) addLocation(cluster, resource, null, -INFINITY);
  else resource.is.managed = false;
  return resource;
}

/** Records active monitors as actions that can be cancelled or rescheduled. */
function rememberMonitors(cluster: Cluster, resource: Resource, node: Node, entries: readonly Entry[]): void {
  if (!node.online) return;
  const { start, stop } = activePart(entries);
  for (const [at, { task, interval, status }] of entries.entries()) {
    const over = (start < stop && at <= stop) || at < start;
    if (!over && interval > 0 && status !== -1) resourceAction(cluster, resource, { task, interval, node });
  }
}

/** Applies the combined results to the resource and the node. */
function applyOutcome(cluster: Cluster, resource: Resource, node: Node, outcome: Outcome): void {
  if (resource.role !== Role.unknown) markKnown(resource, node);
  const isUp = resource.role > Role.stopped;
  if (isUp && !node.online && !node.maintenance && resource.is.managed && cluster.options.fencing)
    fenceNode(cluster, node, `${resource.id} is thought to be active there`);
  const onFail = node.unclean ? 'ignore' : outcome.onFail;
  handleFailure(cluster, resource, node, onFail);
  if (isUp) {
    addRunning(cluster, resource, node);
    if (onFail !== 'ignore') resource.is.failed = true;
    if (onFail !== 'ignore' && onFail !== 'demote' && onFail !== 'block') resource.is.stopAfterFailure = true;
  } else if (resource.historyName?.includes(':') === true) resource.historyName = null;
  else for (const stop of actionsWithKey(resource, 'stop_0', node)) stop.flags |= Is.optional;
  const { partialMigration } = resource;
  if (resource.role === Role.stopped && partialMigration?.source === node && resource.runningOn.length > 0)
    resource.role = Role.started;
}

/** Marks the state as known, for an anonymous clone on all instances. */
function markKnown(resource: Resource, node: Node): void {
  for (let at: Resource | null = resource; at !== null; at = at.parent) {
    at.knownOn.add(node.id);
    if (at.is.unique) return;
  }
}

function handleFailure(cluster: Cluster, resource: Resource, node: Node, onFail: Outcome['onFail']): void {
  switch (onFail) {
    case 'ignore':
      return;
    case 'demote':
      resource.is.failed = true;
      resourceAction(cluster, resource, { task: 'demote', node, required: true });
      return;
    case 'fence':
      fenceNode(cluster, node, `${resource.id} failed there`);
      return;
    case 'standby':
      node.standby = true;
      return;
    case 'block':
      block(resource);
      return;
    case 'migrate':
      addLocation(cluster, resource, node, -INFINITY);
      return;
    case 'stop':
      resource.nextRole = Role.stopped;
      return;
    case 'recover':
      if (resource.role <= Role.stopped) return;
      resource.is.failed = true;
      resource.is.stopAfterFailure = true;
      resourceAction(cluster, resource, { task: 'stop', node, required: true });
  }
}
