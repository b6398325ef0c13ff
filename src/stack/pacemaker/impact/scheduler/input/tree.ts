/** Positions of resources in the tree and on nodes. */
import type { Node, Resource } from './model.ts';
import type { Role } from './text.ts';

/** The outermost parent of a resource. */
export function topOf(resource: Resource): Resource {
  let top = resource;
  while (top.parent !== null) top = top.parent;
  return top;
}

export function isInside(resource: Resource, outer: Resource): boolean {
  for (let at = resource.parent; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

export function isAnonymousClone(resource: Resource | null): boolean {
  return resource?.kind === 'clone' && !resource.is.unique;
}

/** True if a node is online and clean, and not in shutdown, standby or maintenance. */
export function isAvailable(node: Node): boolean {
  return node.online && !node.shutdown && !node.unclean && !node.standby && !node.maintenance;
}

/** Nodes to which a resource or its members are assigned, without duplicates. */
export function assignedTo(resource: Resource): readonly Node[] {
  if (resource.children.length === 0) return resource.assigned === null ? [] : [resource.assigned];
  return [...new Set(resource.children.flatMap(assignedTo))];
}

/** The only present or next node of a resource or its members. Null for none or several. */
export function singlePlace(resource: Resource, when: 'now' | 'next'): Node | null {
  const place = placeOf(resource, when);
  return place === SEVERAL ? null : place;
}

const SEVERAL = Symbol('several nodes');

/** Asked for each pair of instances of two clones, so that it collects nothing. */
function placeOf(resource: Resource, when: 'now' | 'next'): Node | null | typeof SEVERAL {
  if (resource.children.length === 0) return ownPlaceOf(resource, when);
  let found: Node | null = null;
  for (const child of resource.children) {
    const place = placeOf(child, when);
    if (place === SEVERAL || (found !== null && place !== null && place !== found)) return SEVERAL;
    found ??= place;
  }
  return found;
}

function ownPlaceOf({ assigned, runningOn }: Resource, when: 'now' | 'next'): Node | null | typeof SEVERAL {
  if (when === 'next') return assigned;
  return runningOn.length > 1 ? SEVERAL : (runningOn[0] ?? null);
}

/** The highest role of a resource and its members. */
export function stateOf(resource: Resource, when: 'now' | 'next'): Role {
  if (resource.kind === 'primitive') return when === 'now' ? resource.role : resource.nextRole;
  return resource.children.reduce<Role>((highest, child) => {
    const role = stateOf(child, when);
    return role > highest ? role : highest;
  }, 0);
}
