/** Scores that colocations add to nodes, direct or transitive. */
import type { Allowed, AllowedNodes, Colocation, Node, Resource } from '../input/model.ts';
import { isAvailable } from '../input/tree.ts';
import { addScores, INFINITY } from '../input/text.ts';

/** Marks a node as temporarily unusable. */
const UNUSABLE = INFINITY * -100;

export type Select = {
  readonly thisWith?: boolean;
  readonly active?: boolean;
  readonly positive?: boolean;
  /** The scores belong to the caller, and are changed in place. */
  readonly inPlace?: boolean;
};

/** A copy with its own scores. */
export function copied(allowed: AllowedNodes): AllowedNodes {
  return new Map([...allowed].map(([id, { node, score, discovery }]) => [id, { node, score, count: 0, discovery }]));
}

export function anyAvailable(allowed: AllowedNodes): boolean {
  for (const { node, score } of allowed.values()) if (score >= 0 && isAvailable(node)) return true;
  return false;
}

/** True if the dependent of a colocation influences the placement of the primary. */
export function hasInfluence({ influence, primary }: Colocation, resource: Resource = primary): boolean {
  return influence || resource.runningOn.length === 0;
}

export function factorOf({ score }: Colocation): number {
  return Math.fround(score / INFINITY);
}

/** Single precision, as in pacemaker. */
function scaled(factor: number, score: number): number {
  const exact = Math.fround(factor * score);
  const rounded = Math.trunc(exact < 0 ? exact - 0.5 : exact + 0.5);
  return rounded === 0 && score !== 0 ? Math.sign(factor) : rounded;
}

function bestMatching({ allowed }: Resource, attribute: string, value: string | undefined): number {
  let best = -INFINITY;
  for (const { node, score } of allowed.values())
    if (score > best && isAvailable(node) && sameValue(node.attributes.get(attribute), value)) best = score;
  return best;
}

/** Compares node attributes case-insensitively. Two missing values are equal. */
export function sameValue(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase());
}

function scoreFor(resource: Resource, node: Node, attribute: string | undefined): number {
  if (attribute !== undefined && attribute !== '#uname')
    return bestMatching(resource, attribute, node.attributes.get(attribute));
  const entry = resource.allowed.get(node.id);
  return entry !== undefined && isAvailable(node) ? Math.max(-INFINITY, entry.score) : -INFINITY;
}

type With = { readonly attribute: string | undefined; readonly factor: number };

function addMatching(into: AllowedNodes, resource: Resource, { attribute, factor }: With, positive: boolean): void {
  for (const entry of into.values()) {
    const score = scoreFor(resource, entry.node, attribute);
    if ((factor < 0 && score < 0) || entry.score === UNUSABLE) continue;
    const sum = addScores(scaled(factor, score), entry.score);
    if (positive && sum < 0 && entry.score > 0) entry.score = UNUSABLE;
    else if (!(positive && sum < 0 && entry.score === 0)) entry.score = sum;
  }
}

/**
 * Adds the preferences of a resource and its colocated resources, and returns the new scores. `nodes` null: only their scores.
 */
export function withColocated(
  resource: Resource,
  nodes: AllowedNodes | null,
  by: With,
  select: Select,
): AllowedNodes | null {
  if (resource.is.merging) return nodes;
  const begins = nodes !== null && select.inPlace === true && select.active !== true;
  if (begins && isAlone(resource)) return withAlone(resource, nodes, by, select);
  resource.is.merging = true;
  const result = merged(resource, nodes, by, select);
  resource.is.merging = false;
  return result;
}

/** The same for a resource with which nothing is colocated, in place. */
function withAlone(resource: Resource, nodes: AllowedNodes, by: With, { positive = false }: Select): AllowedNodes {
  addMatching(nodes, resource, by, positive);
  if (positive) for (const entry of nodes.values()) if (entry.score === UNUSABLE) entry.score = 1;
  return nodes;
}

/** Merges scores, in a copy at the start of a chain (`active` unset), else in place. */
function merged(resource: Resource, nodes: AllowedNodes | null, by: With, select: Select): AllowedNodes | null {
  const before = nodes === null || select.active !== true ? null : scoresIn(nodes);
  let work = startingScores(resource, nodes, by, select);
  if (work === null) return nodes;
  if (anyAvailable(work)) {
    for (const colocation of nextOf(resource, select)) {
      if (select.thisWith !== true && !hasInfluence(colocation)) continue;
      const other = select.thisWith === true ? colocation.primary : colocation.dependent;
      const factor = Math.fround(((by.factor < 0 ? -1 : 1) * colocation.score) / INFINITY);
      work =
        withColocated(other, work, { attribute: colocation.attribute, factor }, { ...select, active: true }) ?? work;
    }
  } else if (select.active === true) {
    if (nodes !== null && before !== null) restore(nodes, before);
    return nodes;
  }
  if (select.positive === true) for (const entry of work.values()) if (entry.score === UNUSABLE) entry.score = 1;
  return work;
}

function scoresIn(nodes: AllowedNodes): readonly number[] {
  const scores: number[] = [];
  for (const { score } of nodes.values()) scores.push(score);
  return scores;
}

function restore(nodes: AllowedNodes, scores: readonly number[]): void {
  let at = 0;
  for (const entry of nodes.values()) {
    entry.score = scores[at] ?? entry.score;
    at += 1;
  }
}

function nextOf(resource: Resource, { thisWith }: Select): readonly Colocation[] {
  if (thisWith === true) return resource.thisWith;
  return resource.kind === 'group' ? (resource.children.at(-1)?.withThis ?? []) : resource.withThis;
}

function startingScores(resource: Resource, nodes: AllowedNodes | null, by: With, select: Select): AllowedNodes | null {
  const work = nodes === null || select.active === true || select.inPlace === true ? nodes : copied(nodes);
  if (resource.kind === 'group') {
    const member = work === null ? resource.children.at(-1) : resource.children[0];
    return member === undefined ? null : withColocated(member, work, by, select);
  }
  if (work === null) return copied(resource.allowed);
  addMatching(work, resource, by, select.positive === true);
  return work;
}

/** True for a primitive with which nothing is colocated: its scores are read alone. */
export function isAlone({ kind, withThis }: Resource): boolean {
  return kind === 'primitive' && withThis.length === 0;
}

/** Bans a resource from all other nodes. */
export function allowOnly(resource: Resource, nodes: ReadonlyMap<Node, number>, merge: boolean): void {
  for (const entry of resource.allowed.values()) {
    const score = nodes.get(entry.node);
    if (score === undefined) entry.score = -INFINITY;
    else if (merge) entry.score = addScores(entry.score, score);
  }
  for (const node of nodes.keys()) if (!resource.allowed.has(node.id)) resource.allowed.set(node.id, banned(node));
}

function banned(node: Node): Allowed {
  return { node, score: -INFINITY, count: 0, discovery: 0 };
}
