/** Recorded live migrations: partial or failed ones, and the resulting active nodes. */
import { addRunning } from '../input/active.ts';
import { compareAge, type Entry } from './history-entries.ts';
import type { Cluster, Node, Resource } from '../input/model.ts';
import { Role } from '../input/text.ts';

/** Handles a successful migrate_to: the migration is complete, partial, or failed on the target. */
export function migrateToSucceeded(cluster: Cluster, resource: Resource, node: Node, entry: Entry): void {
  const { source, target } = entry;
  if (source === undefined || target === undefined || source !== node.name) return;
  const sourceIsNewer = hasNewerChange(cluster, resource, source, entry, true);
  const from = onlyOne(cluster, resource, target, (other) => other.task === 'migrate_from' && other.source === source);
  if (sourceIsNewer && from !== undefined) return;
  const targetIsNewer = hasNewerState(cluster, resource, target, { to: entry, from });
  if (sourceIsNewer && targetIsNewer) return;
  resource.role = Role.started;
  const to = nodeNamed(cluster, target);
  if (from?.result === 0 && from.status === 0) {
    resource.role = Role.stopped;
    resource.danglingMigrations.push(node);
  } else if (!targetIsNewer && to?.online === true) {
    // Not probed there yet: it is active on the source alone. Measured with crm_simulate of 2.1.5.
    if (!isKnownOn(cluster, resource, target)) return;
    addRunning(cluster, resource, to);
    const half = from === undefined || from.status === -1;
    if (half && node.online) resource.partialMigration = { source: node, target: to };
  } else if (!sourceIsNewer) {
    resource.is.failed = true;
    resource.is.stopAfterFailure = true;
    resource.is.allowMigrate = false;
  }
}

/** Handles a failed migrate_to: the resource can be active on both nodes. */
export function migrateToFailed(cluster: Cluster, resource: Resource, node: Node, entry: Entry): void {
  const { source, target } = entry;
  if (source === undefined || target === undefined || source !== node.name) return;
  resource.role = Role.started;
  const from = onlyOne(cluster, resource, target, (other) => other.task === 'migrate_from' && other.source === source);
  const succeeded = from?.result === 0 && from.status === 0 ? from : undefined;
  if (
    isKnownOn(cluster, resource, target) &&
    !hasNewerState(cluster, resource, target, { to: entry, from: succeeded })
  ) {
    const to = nodeNamed(cluster, target);
    if (to?.online === true) addRunning(cluster, resource, to);
  } else if (!hasNewerChange(cluster, resource, source, entry, true)) resource.danglingMigrations.push(node);
}

/** Handles a failed migrate_from: the resource can be active on both nodes. */
export function migrateFromFailed(cluster: Cluster, resource: Resource, node: Node, entry: Entry): void {
  const { source, target } = entry;
  if (source === undefined || target === undefined || target !== node.name) return;
  resource.role = Role.started;
  const to = onlyOne(cluster, resource, source, (other) => other.task === 'migrate_to' && other.target === target);
  const succeeded = to?.result === 0 && to.status === 0 ? to : undefined;
  if (!isKnownOn(cluster, resource, source) || hasNewerState(cluster, resource, source, { to: succeeded, from: entry }))
    return;
  const from = nodeNamed(cluster, source);
  if (from?.online === true) addRunning(cluster, resource, from);
}

function isKnownOn({ history }: Cluster, { id }: Resource, node: string): boolean {
  return history.entries(id, node).length > 0;
}

function nodeNamed({ nodes }: Cluster, name: string): Node | undefined {
  return nodes.find((node) => node.name === name);
}

/** The single match; as in pacemaker, several matches count as none. */
function onlyOne(
  cluster: Cluster,
  resource: Resource,
  node: string,
  matches: (entry: Entry) => boolean,
): Entry | undefined {
  const found = cluster.history.entries(resource.id, node).filter(matches);
  return found.length === 1 ? found[0] : undefined;
}

const CHANGES = ['start', 'stop', 'migrate_to', 'migrate_from'];

function hasNewerChange(
  { history }: Cluster,
  resource: Resource,
  node: string,
  than: Entry,
  sameNode: boolean,
): boolean {
  return history
    .entries(resource.id, node)
    .some((entry) => entry !== than && CHANGES.includes(entry.task) && compareAge(entry, than, sameNode) > 0);
}

function hasNewerState(
  cluster: Cluster,
  resource: Resource,
  node: string,
  { to, from }: { to: Entry | undefined; from: Entry | undefined },
): boolean {
  const newest = from ?? to;
  if (newest === undefined) return false;
  let [than, sameNode] = [newest, false];
  if (node === newest.target) [than, sameNode] = [from ?? newest, from !== undefined];
  else if (node === newest.source) [than, sameNode] = [to ?? newest, to !== undefined];
  if (hasNewerChange(cluster, resource, node, than, sameNode)) return true;
  const monitor = onlyOne(cluster, resource, node, ({ task }) => task === 'monitor');
  const stopped = monitor?.result === 7 && monitor.status === 0;
  return stopped && compareAge(monitor, than, sameNode) > 0;
}
