/** Active nodes of a resource, and the consequences. */
import { addLocation } from './score-on.ts';
import type { Cluster, Node, Resource } from './model.ts';
import { INFINITY } from './text.ts';

const isSound = (node: Node): boolean => node.online && !node.unclean;

/** The node where a resource counts as active: the source of a migration, a healthy node, or the first. */
export function activeNode({ runningOn, partialMigration, is }: Resource): Node | null {
  if (partialMigration !== null)
    return runningOn.find((node) => node === partialMigration.source) ?? runningOn[0] ?? null;
  if (is.needsFencing) return runningOn[0] ?? null;
  return runningOn.find(isSound) ?? runningOn[0] ?? null;
}

/** The number of active nodes. Lost nodes count if they have to be fenced first. */
export function activeCount({ runningOn }: Resource, sound: boolean): number {
  return sound ? runningOn.filter(isSound).length : runningOn.length;
}

/** Marks a resource and its parents as active on a node. */
export function addRunning(cluster: Cluster, resource: Resource, node: Node): void {
  if (resource.runningOn.includes(node)) return;
  resource.runningOn.push(node);
  if (resource.kind === 'primitive' && node.maintenance) resource.is.managed = false;
  if (!resource.is.managed) {
    addLocation(cluster, resource, node, INFINITY);
    for (let at = resource.parent; at !== null && node.online; at = at.parent) at.runningOn.push(node);
    return;
  }
  if (resource.kind === 'primitive' && activeCount(resource, !resource.is.needsFencing) > 1)
    handleSeveral(cluster, resource);
  if (resource.parent !== null) addRunning(cluster, resource.parent, node);
}

/** Applies multiple-active where it is not handled later. */
function handleSeveral(cluster: Cluster, resource: Resource): void {
  if (resource.recovery === 'stop_only') banEverywhere(cluster, resource);
  if (resource.recovery !== 'block') return;
  block(resource);
  if (resource.parent?.kind === 'group' && resource.parent.recovery === 'block')
    resource.parent.children.forEach(block);
}

export function block(resource: Resource): void {
  resource.is.managed = false;
  resource.is.blocked = true;
}

/** Bans a resource, without its members, from all nodes. */
export function banEverywhere({ nodes }: Cluster, resource: Resource): void {
  resource.allowed = new Map(nodes.map((node) => [node.id, { node, score: -INFINITY, count: 0, discovery: 0 }]));
}
