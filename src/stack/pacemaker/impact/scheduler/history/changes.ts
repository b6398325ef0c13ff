/** Detects changed resource definitions since the recorded operations, and schedules restarts, reloads, monitors and cleanups. */
import { attributeOf } from '../../../../../base/xml.ts';
import { resourceAction } from '../acting/actions.ts';
import { digestsOf } from '../input/digest.ts';
import { clearFailures, failCount } from './failures.ts';
import { triggerUnfencing } from '../acting/fence-actions.ts';
import { activePart, inOrder, type Entry, type Record } from './history-entries.ts';
import type { Action, Cluster, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { isAnonymousClone, isAvailable, topOf } from '../input/tree.ts';
import { operationEntry } from '../input/operations.ts';
import { addOrder, endAt, orderTasks } from '../constraints/order.ts';

/** Compares the recorded operations of all nodes with the configuration. */
export function applyChanges(cluster: Cluster): void {
  const byName = resourcesByName(cluster.resources, new Map());
  for (const node of cluster.nodes) {
    if (!node.maintenance && !isAvailable(node)) continue;
    for (const record of cluster.history.on(node.name)) {
      if (record.xml.children.length === 0) continue;
      for (const resource of byName.get(record.id) ?? [])
        if (resource.kind === 'primitive') applyRecord(cluster, resource, node, record);
    }
  }
}

/** The last ones first. */
function resourcesByName(
  resources: readonly Resource[],
  into: Map<string, Resource[]>,
): ReadonlyMap<string, readonly Resource[]> {
  for (const resource of resources) {
    for (const name of new Set([resource.id, resource.historyName ?? resource.id])) {
      const known = into.get(name);
      if (known === undefined) into.set(name, [resource]);
      else known.unshift(resource);
    }
    resourcesByName(resource.children, into);
  }
  return into;
}

function applyRecord(cluster: Cluster, resource: Resource, node: Node, record: Record): void {
  if (resource.is.orphan) {
    if (!isAnonymousClone(topOf(resource))) cleanUp(cluster, resource, node, false);
    return;
  }
  const active = resource.runningOn.includes(node);
  if (agentChanged(cluster, resource, node, { record, active })) cleanUp(cluster, resource, node, false);
  if (!active) return;
  const entries = inOrder(record.entries);
  const { start, stop } = activePart(entries);
  if (start < stop) return;
  for (const entry of entries.slice(Math.max(0, start))) applyEntry(cluster, resource, node, entry);
}

function applyEntry(cluster: Cluster, resource: Resource, node: Node, entry: Entry): void {
  const { task, interval } = entry;
  if (interval > 0 && (resource.is.maintenance || node.maintenance)) cancel(cluster, resource, node, entry);
  else if (interval > 0 || ['monitor', 'start', 'promote', 'migrate_from'].includes(task))
    if (definitionChanged(cluster, resource, node, entry) && failCount(cluster, resource, node) !== 0)
      clearFailures(cluster, resource, node);
}

const AGENT = ['type', 'class', 'provider'];

/** A changed agent under the same id requires a restart: stop the old one, start the new one. */
function agentChanged(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { record, active }: { record: Record; active: boolean },
): boolean {
  let changed = false;
  for (const name of AGENT) {
    if (attributeOf(resource.xml, name) === attributeOf(record.xml, name)) continue;
    triggerUnfencing(cluster, resource, node, 'Device definition changed');
    changed = true;
  }
  if (!changed) return false;
  if (active) {
    resourceAction(cluster, resource, { task: 'stop', node, required: true });
    resource.is.startPending = true;
  }
  return true;
}

/** Deletes a resource from a node's history: after its stop, before its next start. */
export function cleanUp(cluster: Cluster, resource: Resource, node: Node, optional: boolean): void {
  if (resource.is.failed || node.unclean || !node.online) return;
  const flags = optional ? Before.impliesThen : Before.optional;
  resourceAction(cluster, resource, { task: 'delete', node, required: !optional });
  orderTasks(cluster, [resource, 'stop'], [resource, 'delete'], flags);
  orderTasks(cluster, [resource, 'delete'], [resource, 'start'], flags);
}

/** Cancels a monitor, after a stop if there is one. */
function cancel(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { task, interval }: Pick<Entry, 'task' | 'interval'>,
): void {
  const action = cancelAction(cluster, resource, node, { task, interval });
  addOrder(cluster, { first: { resource, task: 'stop', action: null }, later: endAt(action), flags: Before.optional });
}

export function cancelAction(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { task, interval }: { task: string; interval: number },
): Action {
  const key = `${task}_${interval}`;
  const action = resourceAction(cluster, resource, { task: 'cancel', key, interval, node, required: true });
  action.task = 'cancel';
  action.cancels = task;
  return action;
}

/** Schedules the actions that a changed definition requires. False if it is unchanged. */
function definitionChanged(cluster: Cluster, resource: Resource, node: Node, entry: Entry): boolean {
  const { task, interval } = entry;
  if (interval > 0 && operationEntry(resource, task, interval) === undefined) {
    if (cluster.options.cancelOrphans) cancel(cluster, resource, node, entry);
    return true;
  }
  const changed = compare(cluster, resource, node, entry);
  if (changed === 'nothing') return false;
  const started = interval === 0 && ['monitor', 'migrate_from', 'promote'].includes(task) ? 'start' : task;
  if (changed === 'restart') restart(cluster, resource, node, { task: started, interval });
  else if (interval > 0) reschedule(cluster, resource, node, entry);
  else if (restartDigestOf(cluster, entry) === undefined) restart(cluster, resource, node, { task: started, interval });
  else {
    triggerUnfencing(cluster, resource, node, 'Device parameters changed (reload)');
    reload(cluster, resource, node);
  }
  return true;
}

/** The recorded digest; for an expired failure one that nothing equals. */
function restartDigestOf({ history }: Cluster, entry: Entry): string | undefined {
  return history.expired.has(entry) ? 'calculated-failure-timeout' : entry.restartDigest;
}

/** Reloadable parameters may differ without a restart; parameters of an operation may not. */
function compare(cluster: Cluster, resource: Resource, node: Node, entry: Entry): 'nothing' | 'restart' | 'something' {
  const { task, interval } = entry;
  const restartDigest = restartDigestOf(cluster, entry);
  const digests = digestsOf(cluster, resource, node, {
    task,
    interval,
    restart: restartDigest === undefined ? null : entry.restart,
  });
  if (restartDigest !== undefined && digests.restart !== null && digests.restart !== restartDigest) return 'restart';
  if (entry.digest === digests.all) return 'nothing';
  return entry.digest !== undefined && interval === 0 && digests.hasOwnParameters ? 'restart' : 'something';
}

function restart(
  cluster: Cluster,
  resource: Resource,
  node: Node,
  { task, interval }: { task: string; interval: number },
): void {
  resourceAction(cluster, resource, { task, interval, required: true }).reason = 'resource definition change';
  triggerUnfencing(cluster, resource, node, 'Device parameters changed');
}

function reschedule(cluster: Cluster, resource: Resource, node: Node, { task, interval }: Entry): void {
  triggerUnfencing(cluster, resource, node, 'Device parameters changed (reschedule)');
  resourceAction(cluster, resource, { task, interval, node }).flags |= Is.reschedule;
}

/** Schedules a reload of the agent, unless the resource stops. */
function reload(cluster: Cluster, resource: Resource, node: Node): void {
  if (!resource.is.managed || resource.is.failed) return;
  if (resource.is.startPending) {
    resourceAction(cluster, resource, { task: 'stop', node, required: true });
    return;
  }
  resource.is.reload = true;
  const action = resourceAction(cluster, resource, { task: 'reload-agent', node, required: true });
  action.reason ??= 'resource definition change';
  const flags = Before.optional | Before.thenCancelsFirst;
  addOrder(cluster, { first: endAt(action), later: { resource, task: 'stop', action: null }, flags });
  addOrder(cluster, { first: endAt(action), later: { resource, task: 'demote', action: null }, flags });
}
