/** Selects the instances of a promotable clone to promote. */
import { applyColocation } from './colocate.ts';
import { baseOf } from '../history/history-names.ts';
import { instanceOrder } from './instances.ts';
import type { Allowed, Cluster, Location, Node, Resource } from '../input/model.ts';
import { assignedTo, isAvailable, singlePlace, stateOf, topOf } from '../input/tree.ts';
import { addLocation } from '../input/score-on.ts';
import { factorOf, hasInfluence, withColocated } from './scores.ts';
import { addScores, INFINITY, Role, scoreOf } from '../input/text.ts';

/** Adds promotion scores to the placement of instances. */
export function addPromotionScores(clone: Resource): void {
  if (clone.clone === null || clone.clone.promotionScoresAdded) return;
  clone.clone.promotionScoresAdded = true;
  for (const child of clone.children)
    for (const entry of child.allowed.values()) {
      if (!isAvailable(entry.node)) continue;
      const { score } = promotionScore(child, entry.node);
      if (score > 0) entry.score = addScores(entry.score, score);
      if (score > child.priority) child.priority = score;
    }
}

/** The promotion score from the agent's node attribute. For a group, the sum. */
function promotionScore(resource: Resource, node: Node): { readonly score: number; readonly known: boolean } {
  if (resource.children.length > 0) {
    const scores = resource.children.map((child) => promotionScore(child, node));
    return { score: scores.reduce((sum, { score }) => sum + score, 0), known: scores.some(({ known }) => known) };
  }
  if (!scoreCounts(resource, node)) return { score: 0, known: false };
  const names = [resource.historyName ?? resource.id, ...(resource.is.unique ? [] : [baseOf(resource.id)])];
  const value = names.map((name) => node.attributes.get(`master-${name}`)).find((text) => text !== undefined);
  return { score: scoreOf(value), known: value !== undefined };
}

/** True if the instance is on the node or was probed there. */
function scoreCounts(resource: Resource, node: Node): boolean {
  if (!(resource.allowed.get(node.id)?.score !== undefined && (resource.allowed.get(node.id)?.score ?? -1) >= 0))
    return false;
  if (!resource.is.unique) {
    const members = topOf(resource).children.flatMap((child) => membersOf(child, resource.xmlId));
    const active = members.find(({ runningOn }) => runningOn.includes(node));
    if (active === resource) return true;
    if (active === undefined && members.some(({ knownOn }) => knownOn.has(node.id))) return true;
  }
  if (resource.runningOn.length === 0 && resource.knownOn.size === 0) return true;
  return resource.knownOn.has(node.id) || resource.runningOn.includes(node);
}

function membersOf(resource: Resource, xmlId: string): readonly Resource[] {
  return resource.xmlId === xmlId ? [resource] : resource.children.flatMap((child) => membersOf(child, xmlId));
}

/** Promotes the best instances, up to promoted-max. */
export function setPromotedRoles(cluster: Cluster, clone: Resource): void {
  for (const entry of clone.allowed.values()) entry.count = 0;
  for (const child of clone.children) setPriority(cluster, child, clone);
  sortByPromotion(cluster, clone);
  let promoted = 0;
  for (const child of clone.children) {
    const wanted = child.sortIndex >= 0 && (promoted < (clone.clone?.promotedMax ?? 0) || !clone.is.managed);
    const place = wanted ? placeForPromotion(clone, child) : null;
    const frozen = child.role < Role.promoted && !cluster.quorate && cluster.options.quorumPolicy === 'freeze';
    if (place === null || frozen) setUnpromoted(child);
    else {
      place.count += 1;
      setPromoted(child);
      promoted += 1;
    }
  }
}

function setPriority(cluster: Cluster, child: Resource, clone: Resource): void {
  if (stateOf(child, 'now') === Role.started) currentlyUnpromoted(child);
  const node = singlePlace(child, 'next');
  if (node === null) return;
  const next = stateOf(child, 'next');
  if (next === Role.started || next === Role.unknown) {
    const { score, known } = promotionScore(child, node);
    child.priority = known ? score : -1;
  } else if (next !== Role.promoted) child.priority = -INFINITY;
  for (const location of [...child.locations.toReversed(), ...clone.locations.toReversed()])
    addPromotedLocation(child, location, node);
  for (const colocation of child.thisWith)
    applyColocation(cluster, { dependent: child, primary: colocation.primary, colocation, forDependent: true });
  child.sortIndex = next === Role.promoted ? INFINITY : child.priority;
}

function addPromotedLocation(child: Resource, { role, nodes }: Location, node: Node): void {
  const found = role === Role.promoted ? nodes.find((entry) => entry.node === node) : undefined;
  if (found !== undefined) child.priority = addScores(child.priority, found.score);
}

function currentlyUnpromoted(resource: Resource): void {
  if (resource.role === Role.started) resource.role = Role.unpromoted;
  for (const child of resource.children) currentlyUnpromoted(child);
}

function setUnpromoted(resource: Resource): void {
  resource.nextRole = assignedTo(resource).length === 0 ? Role.stopped : Role.unpromoted;
  for (const child of resource.children) setUnpromoted(child);
}

function setPromoted(resource: Resource): void {
  if (resource.nextRole === Role.unknown) resource.nextRole = Role.promoted;
  for (const child of resource.children) setPromoted(child);
}

function placeForPromotion(clone: Resource, child: Resource): Allowed | null {
  if (child.children.some((member) => placeForPromotion(clone, member) === null)) return null;
  const node = singlePlace(child, 'next');
  if (node === null) return null;
  if (!child.is.managed) {
    if (stateOf(child, 'now') !== Role.promoted) return null;
  } else if (child.priority < 0 || !isAvailable(node)) return null;
  const entry = clone.allowed.get(node.id);
  if (entry === undefined) return null;
  return entry.count >= (clone.clone?.promotedNodeMax ?? 0) && child.is.managed ? null : entry;
}

function sortByPromotion(cluster: Cluster, clone: Resource): void {
  if (clone.clone === null || clone.clone.promotionSorted) return;
  clone.clone.promotionSorted = true;
  clone.is.merging = true;
  for (const child of clone.children) shiftByIndex(clone, child);
  addColocations(clone);
  for (const { role, ticket } of clone.tickets)
    if (role === Role.promoted && (!ticket.granted || ticket.standby)) addLocation(cluster, clone, null, -INFINITY);
  for (const child of clone.children) takeIndex(clone, child);
  const byInstance = instanceOrder();
  clone.children.sort((a, b) => b.sortIndex - a.sortIndex || stateOf(b, 'now') - stateOf(a, 'now') || byInstance(a, b));
  clone.is.merging = false;
}

function shiftByIndex(clone: Resource, child: Resource): void {
  const node = singlePlace(child, 'next');
  const entry = node === null ? undefined : clone.allowed.get(node.id);
  if (child.sortIndex >= 0 && entry !== undefined) entry.score = addScores(child.sortIndex, entry.score);
}

function takeIndex(clone: Resource, child: Resource): void {
  const node = singlePlace(child, 'next');
  if (!child.is.managed && child.nextRole === Role.promoted) child.sortIndex = INFINITY;
  else if (node !== null && child.sortIndex >= 0)
    child.sortIndex = clone.allowed.get(node.id)?.score ?? child.sortIndex;
}

function addColocations(clone: Resource): void {
  for (const colocation of clone.thisWith) {
    if (colocation.dependentRole !== Role.promoted) continue;
    const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
    clone.allowed =
      withColocated(colocation.primary, clone.allowed, by, { active: colocation.score < INFINITY }) ?? clone.allowed;
  }
  for (const colocation of clone.withThis) {
    if (colocation.primaryRole !== Role.promoted || !hasInfluence(colocation)) continue;
    const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
    clone.allowed =
      withColocated(colocation.dependent, clone.allowed, by, { active: true, positive: true }) ?? clone.allowed;
  }
}
