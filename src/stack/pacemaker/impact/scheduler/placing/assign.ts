/** Assigns resources to nodes. */
import { activeNode } from '../input/active.ts';
import { assignBest, finish, sortedNodes, unassign } from './best-node.ts';
import { applyColocation } from './colocate.ts';
import { addThisWith, addWithThis } from '../constraints/colocations.ts';
import { instanceOrder } from './instances.ts';
import type { Allowed, Cluster, Colocation, Node, Resource } from '../input/model.ts';
import { isAvailable, singlePlace } from '../input/tree.ts';
import { addPromotionScores, setPromotedRoles } from './promotion.ts';
import { addLocation } from '../input/score-on.ts';
import { anyAvailable, copied, factorOf, hasInfluence, isAlone, withColocated } from './scores.ts';
import { addScores, INFINITY, Role } from '../input/text.ts';

/** Assigns a resource after its mandatory colocations. Returns the node, if there is exactly one. */
export function assign(cluster: Cluster, resource: Resource, prefer: Node | null): Node | null {
  if (resource.kind === 'clone') return assignClone(cluster, resource, prefer);
  return resource.kind === 'group'
    ? assignGroup(cluster, resource, prefer)
    : assignPrimitive(cluster, resource, prefer);
}

function assignGroup(cluster: Cluster, group: Resource, prefer: Node | null): Node | null {
  if (!group.is.provisional) return group.assigned;
  const [first] = group.children;
  if (group.is.assigning) return null;
  if (first === undefined) {
    group.is.provisional = false;
    return null;
  }
  group.is.assigning = true;
  group.role = first.role;
  handDown(group);
  let node: Node | null = null;
  for (const member of group.children) {
    const assigned = assign(cluster, member, prefer);
    node ??= assigned;
  }
  group.nextRole = first.nextRole;
  group.is.assigning = false;
  group.is.provisional = false;
  return group.group?.colocated === true ? node : null;
}

/** Passes colocations to members: "group with" to the first, "with group" to the last. */
function handDown(group: Resource): void {
  let unmanaged = false;
  for (const [at, member] of group.children.entries()) {
    for (const colocation of group.thisWith)
      if (at === 0 || (unmanaged && colocation.score === INFINITY)) addThisWith(member, colocation);
    if (!member.is.managed) unmanaged = true;
  }
  const last = group.children.at(-1);
  for (const colocation of group.withThis) if (last !== undefined) addWithThis(last, colocation);
  group.thisWith = [];
  group.withThis = [];
}

function assignPrimitive(cluster: Cluster, resource: Resource, prefer: Node | null): Node | null {
  const { is, parent } = resource;
  if (parent !== null && !parent.is.assigning) assign(cluster, parent, prefer);
  if (!is.provisional) return resource.assigned;
  if (is.assigning) return null;
  is.assigning = true;
  for (const colocation of resource.thisWith) applyThisWith(cluster, resource, colocation);
  for (const colocation of resource.withThis) applyWithThis(resource, colocation);
  limitRole(cluster, resource);
  if (cluster.options.fencing && !cluster.haveFenceDevice) is.managed = false;
  if (!is.managed) {
    resource.nextRole = resource.role;
    finish(resource, activeNode(resource), true);
  } else if (cluster.options.stopAll) finish(resource, null, true);
  else if (is.provisional) assignBest(cluster, resource, prefer);
  is.assigning = false;
  return resource.assigned;
}

/** Bans a resource that is to stop from all nodes. With no-quorum-policy=freeze, no resource starts. */
function limitRole(cluster: Cluster, resource: Resource): void {
  if (resource.nextRole === Role.stopped) addLocation(cluster, resource, null, -INFINITY);
  else if (resource.nextRole > resource.role && !cluster.quorate && cluster.options.quorumPolicy === 'freeze')
    resource.nextRole = resource.role;
}

/** Applies a colocation. An optional anti-colocation is dropped if it would leave no node. */
function applyThisWith(cluster: Cluster, resource: Resource, colocation: Colocation): void {
  const wish = colocation.dependentRole >= Role.promoted || (colocation.score < 0 && colocation.score > -INFINITY);
  const before = wish ? copied(resource.allowed) : null;
  assign(cluster, colocation.primary, null);
  applyColocation(cluster, { dependent: resource, primary: colocation.primary, colocation, forDependent: true });
  if (before !== null && !anyAvailable(resource.allowed)) resource.allowed = before;
}

/** In a copy: the resource's own scores can be read on the way, if two resources are colocated with each other. */
function applyWithThis(resource: Resource, colocation: Colocation): void {
  if (!hasInfluence(colocation)) return;
  const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
  resource.allowed =
    withColocated(colocation.dependent, copied(resource.allowed), by, { active: true }) ?? resource.allowed;
}

function assignClone(cluster: Cluster, clone: Resource, prefer: Node | null): null {
  if (!clone.is.provisional || clone.is.assigning || clone.clone === null) return null;
  if (clone.is.promotable) addPromotionScores(clone);
  clone.is.assigning = true;
  for (const { primary } of clone.thisWith) assign(cluster, primary, prefer);
  for (const colocation of clone.withThis) {
    if (!hasInfluence(colocation)) continue;
    const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
    const nodes = isAlone(colocation.dependent) ? clone.allowed : copied(clone.allowed);
    clone.allowed = withColocated(colocation.dependent, nodes, by, { active: true, positive: true }) ?? clone.allowed;
  }
  const nodes = sortedNodes(cluster, clone, null);
  clone.children.sort(instanceOrder());
  distribute(cluster, clone, nodes);
  if (clone.is.promotable) setPromotedRoles(cluster, clone);
  clone.is.provisional = false;
  clone.is.assigning = false;
  return null;
}

/** Assigns instances to their present nodes first, as far as that is even, then the rest. */
function distribute(cluster: Cluster, clone: Resource, nodes: readonly Allowed[]): void {
  const { max = 0, nodeMax = 1 } = clone.clone ?? {};
  for (const entry of nodes) entry.count = 0;
  const available = nodes.filter(({ node }) => isAvailable(node)).length;
  const even = available === 0 ? 1 : Math.max(1, Math.trunc(max / available));
  const all = max < available;
  let placed = 0;
  for (const child of clone.children) {
    if (placed >= max) break;
    const here = stayingOn(child, even);
    if (here !== null && assignInstance(cluster, child, { prefer: here, all, limit: nodeMax })) placed += 1;
  }
  for (const child of clone.children) {
    if (!child.is.provisional) continue;
    if (placed >= max) addLocation(cluster, child, null, -INFINITY);
    else if (assignInstance(cluster, child, { prefer: null, all, limit: nodeMax })) placed += 1;
  }
}

/** The present node of an instance, if it may stay. */
function stayingOn(child: Resource, even: number): Node | null {
  const here = activeNode(child);
  if (here === null || !child.is.provisional || child.is.failed) return null;
  if (!isAvailable(here) || here.score < 0) return null;
  return (entryOfParent(child, here)?.count ?? 0) >= even ? null : here;
}

function entryOfParent({ parent, allowed }: Resource, node: Node): Allowed | undefined {
  return (parent ?? { allowed }).allowed.get(node.id);
}

type Instance = { readonly prefer: Node | null; readonly all: boolean; readonly limit: number };

/** True if the instance gets a node, and the preferred one if given. */
function assignInstance(cluster: Cluster, child: Resource, { prefer, all, limit }: Instance): boolean {
  if (!child.is.provisional) return singlePlace(child, 'next') !== null;
  if (child.is.assigning) return false;
  addFromClone(child, all);
  if (prefer !== null && (child.allowed.get(prefer.id)?.score ?? -1) < 0) return false;
  for (const { node } of child.allowed.values()) limitInstance(child, node, limit);
  const before = copied(child.allowed);
  const chosen = assign(cluster, child, prefer);
  if (chosen !== null && prefer !== null && chosen !== prefer) {
    child.allowed = before;
    unassign(child);
    return false;
  }
  const entry = chosen === null ? undefined : entryOfParent(child, chosen);
  if (entry !== undefined) entry.count += 1;
  return chosen !== null;
}

/** Applies colocations of the clone to an instance. Optional positive ones apply only if `all` is set. */
function addFromClone(child: Resource, all: boolean): void {
  for (const colocation of child.parent?.thisWith ?? [])
    if (all || colocation.score < 0 || colocation.score === INFINITY) addThisWith(child, colocation);
  for (const colocation of child.parent?.withThis ?? [])
    if (hasInfluence(colocation, child) && (all || colocation.score < 0)) addWithThis(child, colocation);
}

/** Bans an instance from a node that has reached its limit or is banned. */
function limitInstance(child: Resource, node: Node, limit: number): void {
  const entry = entryOfParent(child, node);
  if (!isAvailable(node) || child.is.orphan || entry === undefined) lower(child, node, -INFINITY);
  else if (entry.score < 0) lower(child, node, entry.score);
  else if (entry.count >= limit) lower(child, node, -INFINITY);
}

function lower(resource: Resource, node: Node, score: number): void {
  const entry = resource.allowed.get(node.id);
  if (entry !== undefined) entry.score = addScores(entry.score, score);
  for (const child of resource.children) lower(child, node, score);
}
