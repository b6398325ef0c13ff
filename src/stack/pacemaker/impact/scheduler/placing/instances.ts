/** The order in which instances of a clone are assigned. */
import { activeCount, activeNode } from '../input/active.ts';
import type { AllowedNodes, Node, Resource } from '../input/model.ts';
import { isAvailable } from '../input/tree.ts';
import { factorOf, hasInfluence, withColocated } from './scores.ts';

/** The number of an instance. */
export function numberOf({ id }: Resource): number {
  return Number.parseInt(id.slice(id.lastIndexOf(':') + 1), 10) || 0;
}

/** Compares instances by number. */
export function byNumber(a: Resource, b: Resource): number {
  return numberOf(a) - numberOf(b);
}

/** A comparison for one sort: instances that are most likely to stay come first. */
export function instanceOrder(): (a: Resource, b: Resource) => number {
  const scores = new Map<Resource, number>();
  const scoreOn: ScoreOn = (instance, node) => {
    const score = scores.get(instance) ?? scoreBy(instance, node);
    scores.set(instance, score);
    return score;
  };
  return (a, b) => compareInstances(a, b, scoreOn);
}

type ScoreOn = (instance: Resource, node: Node) => number;

function compareInstances(a: Resource, b: Resource, scoreOn: ScoreOn): number {
  const [first, second] = [activeNode(a), activeNode(b)];
  const [many, more] = [activeCount(a, false), activeCount(b, false)];
  if (many > 0 && more > 0 && many !== more) return many - more;
  const [here, there] = [allowedOn(a, first), allowedOn(b, second)];
  const byBan = Number(here.banned) - Number(there.banned) || b.priority - a.priority;
  if (byBan !== 0) return byBan;
  if (here.node === null || there.node === null) return Number(here.node === null) - Number(there.node === null);
  const byNode = Number(isAvailable(there.node)) - Number(isAvailable(here.node));
  return byNode !== 0 ? byNode : compareOnNodes([a, here.node], [b, there.node], scoreOn);
}

/** The instance's node. A banned node counts as none. */
function allowedOn({ allowed }: Resource, node: Node | null): { readonly node: Node | null; readonly banned: boolean } {
  const banned = node !== null && (allowed.get(node.id)?.score ?? -1) < 0;
  return { node: banned ? null : node, banned };
}

type Placed = readonly [Resource, Node];

function compareOnNodes([a, first]: Placed, [b, second]: Placed, scoreOn: ScoreOn): number {
  const [one, two] = [a.parent?.allowed.get(first.id), b.parent?.allowed.get(second.id)];
  if (one === undefined || two === undefined) return Number(one === undefined) - Number(two === undefined);
  if (one.count !== two.count) return one.count - two.count;
  const byFailure = Number(hasFailed(a)) - Number(hasFailed(b));
  return byFailure || scoreOn(b, second) - scoreOn(a, first) || byNumber(a, b);
}

function hasFailed({ is, children }: Resource): boolean {
  return is.failed || children.some(hasFailed);
}

/** The score of an instance's node from colocations of the clone. */
function scoreBy(instance: Resource, node: Node): number {
  let nodes: AllowedNodes = new Map([[node.id, { node, score: node.score, count: 0, discovery: 0 }]]);
  for (const colocation of instance.parent?.thisWith ?? []) {
    const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
    nodes = withColocated(colocation.primary, nodes, by, { inPlace: true }) ?? nodes;
  }
  for (const colocation of instance.parent?.withThis ?? []) {
    if (!hasInfluence(colocation, instance)) continue;
    const by = { attribute: colocation.attribute, factor: factorOf(colocation) };
    nodes = withColocated(colocation.dependent, nodes, by, { positive: true, inPlace: true }) ?? nodes;
  }
  return nodes.get(node.id)?.score ?? 0;
}
