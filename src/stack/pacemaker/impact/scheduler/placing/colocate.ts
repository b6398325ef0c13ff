/** Applies one colocation to the node scores or the promotion of its dependent. */
import { assignAll, sortedNodes } from './best-node.ts';
import { effectOf } from './colocate-effect.ts';
import type { Cluster, Colocation, Node, Resource } from '../input/model.ts';
import { singlePlace, stateOf } from '../input/tree.ts';
import { allowOnly, anyAvailable, copied, sameValue } from './scores.ts';
import { addScores, INFINITY, isTrue, Role, integerOf } from '../input/text.ts';

type Pairing = {
  readonly dependent: Resource;
  readonly primary: Resource;
  readonly colocation: Colocation;
  readonly forDependent: boolean;
};

export function applyColocation(cluster: Cluster, pairing: Pairing): void {
  const { dependent, primary, forDependent } = pairing;
  if (forDependent && dependent.kind === 'group') applyToGroup(cluster, pairing);
  else if (primary.kind === 'primitive') applyToPrimitive(pairing);
  else if (primary.kind === 'group') applyWithGroup(cluster, pairing);
  else applyWithClone(cluster, pairing);
}

function applyToGroup(cluster: Cluster, { dependent, primary, colocation }: Pairing): void {
  const together = dependent.group?.colocated === true;
  if (!together && colocation.score >= INFINITY) return;
  for (const member of together ? dependent.children.slice(0, 1) : dependent.children)
    applyColocation(cluster, { dependent: member, primary, colocation, forDependent: true });
}

function applyWithGroup(cluster: Cluster, { dependent, primary, colocation }: Pairing): void {
  if (primary.is.provisional) return;
  const together = primary.group?.colocated === true;
  const mandatory = colocation.score >= INFINITY;
  if (!together && mandatory) return;
  const members = together ? primary.children.slice(...(mandatory ? [-1] : [0, 1])) : primary.children;
  for (const member of members)
    applyColocation(cluster, { dependent, primary: member, colocation, forDependent: false });
}

function applyWithClone(cluster: Cluster, { dependent, primary, colocation }: Pairing): void {
  if (dependent.kind !== 'primitive' || primary.is.provisional) return;
  if (primary.is.promotable && colocation.primaryRole !== Role.unknown) {
    if (dependent.is.provisional) return withPromoted(primary, dependent, colocation);
    if (colocation.dependentRole === Role.promoted) return raisePromotion(cluster, primary, dependent, colocation);
  }
  if (isInterleaved(colocation)) {
    const instance = matchingInstance(cluster, dependent, primary, 'next');
    if (instance !== null) applyColocation(cluster, { dependent, primary: instance, colocation, forDependent: true });
    else if (colocation.score >= INFINITY) assignAll(dependent, null, true);
  } else if (colocation.score >= INFINITY) {
    const places = primary.children.filter((child) => !anyBlocked(child)).map((child) => singlePlace(child, 'next'));
    allowOnly(dependent, new Map(places.filter((node) => node !== null).map((node) => [node, 0])), false);
  } else
    for (const child of primary.children)
      applyColocation(cluster, { dependent, primary: child, colocation, forDependent: false });
}

/** True for clones with interleave, whose instances pair on the same node. */
function isInterleaved({ dependent, primary }: Colocation): boolean {
  if (dependent.kind !== 'clone' || !isTrue(dependent.meta.get('interleave'))) return false;
  return perNode(dependent) === perNode(primary);
}

function perNode({ kind, meta }: Resource): number {
  return kind === 'clone' ? Math.max(0, integerOf(meta.get('clone-node-max') ?? '1')) : 1;
}

export function anyBlocked(resource: Resource): boolean {
  return resource.is.blocked || resource.children.some(anyBlocked);
}

/** The instance of a clone on another resource's node. Without a node, the instance on the best one. */
export function matchingInstance(
  cluster: Cluster,
  resource: Resource,
  clone: Resource,
  when: 'now' | 'next',
  role: Role = Role.unknown,
): Resource | null {
  const node = singlePlace(resource, when);
  if (node !== null) return instanceOn(clone, node, when, role);
  for (const { node: candidate } of sortedNodes(cluster, resource, null)) {
    const instance = instanceOn(clone, candidate, when, role);
    if (instance !== null) return instance;
  }
  return null;
}

function instanceOn(clone: Resource, node: Node, when: 'now' | 'next', role: Role): Resource | null {
  const fits = (child: Resource) =>
    !anyBlocked(child) && (role === Role.unknown || stateOf(child, when) === role) && singlePlace(child, when) === node;
  return clone.children.find(fits) ?? null;
}

function applyToPrimitive({ dependent, primary, colocation }: Pairing): void {
  const effect = effectOf(dependent, primary, colocation, false);
  if (effect === 'role') applyToPriority(dependent, primary, colocation);
  else if (effect === 'location') applyToScores(dependent, primary, colocation);
}

function applyToScores(dependent: Resource, primary: Resource, { score, attribute = '#id' }: Colocation): void {
  const place = primary.assigned;
  if (place === null && score < 0) return;
  const work = copied(dependent.allowed);
  for (const entry of work.values()) {
    const same = place !== null && sameValue(entry.node.attributes.get(attribute), place.attributes.get(attribute));
    if (place === null || (!same && score >= INFINITY)) entry.score = addScores(-score, entry.score);
    else if (same && score < INFINITY) entry.score = addScores(score, entry.score);
  }
  if (Math.abs(score) >= INFINITY || anyAvailable(work)) dependent.allowed = work;
}

function applyToPriority(dependent: Resource, primary: Resource, colocation: Colocation): void {
  const { score, attribute = '#id', dependentRole, primaryRole } = colocation;
  if (primary.assigned === null || dependent.assigned === null) return;
  if (!sameValue(dependent.assigned.attributes.get(attribute), primary.assigned.attributes.get(attribute))) {
    if (score === INFINITY && dependentRole === Role.promoted) dependent.priority = -INFINITY;
    return;
  }
  if (primaryRole !== Role.unknown && primaryRole !== primary.nextRole) return;
  dependent.priority = addScores((dependentRole === Role.unpromoted ? -1 : 1) * score, dependent.priority);
}

/** Limits a dependent to nodes with instances in the required role. */
function withPromoted(primary: Resource, dependent: Resource, colocation: Colocation): void {
  const places = new Map<Node, number>();
  for (const instance of primary.children) {
    const node = singlePlace(instance, 'next');
    if (node === null || stateOf(instance, 'next') !== colocation.primaryRole) continue;
    if (colocation.score < INFINITY) prefer(dependent, node, colocation);
    places.set(node, node.score);
  }
  const bothPromoted = colocation.dependentRole === Role.promoted && colocation.primaryRole === Role.promoted;
  if (colocation.score >= INFINITY && !bothPromoted) allowOnly(dependent, places, true);
}

function prefer(dependent: Resource, node: Node, { score, attribute = '#uname' }: Colocation): void {
  for (const entry of dependent.allowed.values())
    if (sameValue(node.attributes.get(attribute), entry.node.attributes.get(attribute)))
      entry.score = addScores(entry.score, score);
}

function raisePromotion(
  cluster: Cluster,
  primary: Resource,
  dependent: Resource,
  { score, primaryRole }: Colocation,
): void {
  if (matchingInstance(cluster, dependent, primary, 'next', primaryRole) !== null)
    dependent.priority = addScores(dependent.priority, score);
  else if (score >= INFINITY) dependent.priority = -INFINITY;
}
