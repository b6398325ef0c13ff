/** Node capacity and utilization, for placement strategies other than `default`. */
import type { Cluster, Node, Resource } from '../input/model.ts';
import { isAvailable } from '../input/tree.ts';
import { effectOf } from './colocate-effect.ts';
import { addLocation } from '../input/score-on.ts';
import type { Values } from '../input/rules.ts';
import { INFINITY, integerOf } from '../input/text.ts';

/** Negative if the first node has more free capacity. */
export function compareCapacities(a: Node, b: Node): number {
  let order = 0;
  for (const name of new Set([...a.utilization.keys(), ...b.utilization.keys()])) {
    order += Math.sign((b.utilization.get(name) ?? 0) - (a.utilization.get(name) ?? 0));
  }
  return order;
}

/** Subtracts a resource's utilization from a node. An attribute that the node lacks becomes 0. */
export function consume(node: Node, { utilization }: Resource): void {
  for (const [name, value] of utilization) {
    const left = node.utilization.get(name);
    node.utilization.set(name, left === undefined ? 0 : left - integerOf(value));
  }
}

/** Adds a resource's utilization back to a node's free capacity. */
export function release(node: Node, { utilization }: Resource): void {
  addUse(node.utilization, utilization);
}

function addUse(into: Map<string, number>, utilization: Values): void {
  for (const [name, value] of utilization) into.set(name, (into.get(name) ?? 0) + integerOf(value));
}

function hasRoom(node: Node, needed: ReadonlyMap<string, number>): boolean {
  return [...needed].every(([name, amount]) => amount <= (node.utilization.get(name) ?? 0));
}

/**
 * Bans a resource from nodes without capacity for it and its mandatory colocations. If no node suffices, only its own needs
 * count, and the node with the most capacity is returned.
 */
export function banWithoutCapacity(cluster: Cluster, resource: Resource): Node | null {
  if (cluster.options.placement === 'default') return null;
  const together = [...colocatedWith(resource, resource, new Set())];
  const needed = new Map<string, number>();
  for (const other of together) addNeeds(other, together, needed);
  const nodes = [...resource.allowed.values()]
    .filter(({ node, score }) => score >= 0 && isAvailable(node))
    .map(({ node }) => node);
  const some = nodes.some((node) => hasRoom(node, needed));
  const roomiest = nodes.reduce<Node | null>(
    (most, node) => (most === null || compareCapacities(node, most) < 0 ? node : most),
    null,
  );
  const alone = new Map([...resource.utilization].map(([name, value]) => [name, integerOf(value)]));
  for (const node of nodes) if (!hasRoom(node, some ? needed : alone)) addLocation(cluster, resource, node, -INFINITY);
  return some ? null : roomiest;
}

/** Resources with a mandatory colocation, direct or transitive, with this one. */
function colocatedWith(resource: Resource, origin: Resource, found: Set<Resource>): Set<Resource> {
  if (resource.kind === 'group') {
    const inside =
      resource.group?.colocated === true || resource.parent?.kind === 'clone'
        ? resource.children
        : resource.children.slice(0, 1);
    for (const member of inside) follow(member, origin, found);
  }
  return follow(resource, origin, found);
}

function follow(resource: Resource, origin: Resource, found: Set<Resource>): Set<Resource> {
  if (found.has(resource)) return found;
  found.add(resource);
  for (const colocation of resource.thisWith) {
    const { primary, score } = colocation;
    if (primary !== origin && score === INFINITY && effectOf(resource, primary, colocation, true) === 'location')
      colocatedWith(primary, origin, found);
  }
  for (const colocation of resource.withThis) {
    const { dependent, score } = colocation;
    if (dependent === origin || (resource.kind === 'clone' && dependent.kind !== 'clone')) continue;
    if (score === INFINITY && effectOf(dependent, resource, colocation, true) === 'location')
      colocatedWith(dependent, origin, found);
  }
  return found;
}

/** Adds a resource's utilization, unless assigned. For a clone, that of one instance. */
function addNeeds(resource: Resource, together: readonly Resource[], into: Map<string, number>): void {
  if (!resource.is.provisional) return;
  if (resource.kind === 'primitive') addUse(into, resource.utilization);
  else if (resource.kind === 'group') {
    const inside =
      resource.group?.colocated === true || resource.parent?.kind === 'clone'
        ? resource.children
        : resource.children.slice(0, 1);
    for (const member of inside) if (!together.includes(member)) addNeeds(member, together, into);
  } else {
    const groups = resource.children.filter(
      (child) => child.children.some((member) => together.includes(member)) && !together.includes(child),
    );
    for (const child of groups) addNeeds(child, together, into);
    const listed = groups.length > 0 || resource.children.some((child) => together.includes(child));
    const [first] = resource.children;
    if (!listed && first !== undefined) addNeeds(first, together, into);
  }
}
