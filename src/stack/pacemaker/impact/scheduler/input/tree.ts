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
  const places = placesOf(resource, when);
  return places.length === 1 ? (places[0] ?? null) : null;
}

function placesOf(resource: Resource, when: 'now' | 'next'): readonly Node[] {
  if (resource.children.length === 0) return ownPlaces(resource, when);
  return [...new Set(resource.children.flatMap((child) => placesOf(child, when)))];
}

function ownPlaces(resource: Resource, when: 'now' | 'next'): readonly Node[] {
  if (when === 'now') return resource.runningOn;
  return resource.assigned === null ? [] : [resource.assigned];
}

/** The highest role of a resource and its members. */
export function stateOf(resource: Resource, when: 'now' | 'next'): Role {
  if (resource.kind === 'primitive') return when === 'now' ? resource.role : resource.nextRole;
  return resource.children.reduce<Role>((highest, child) => {
    const role = stateOf(child, when);
    return role > highest ? role : highest;
  }, 0);
}
