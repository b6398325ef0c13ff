/**
 * Places primitives that need nothing but clones, and that nothing needs: by their scores alone, without actions. They take their
 * turn among the other resources, as the load of the nodes decides between equal scores.
 */
import type { Cluster, Node, Resource } from '../input/model.ts';
import { isAvailable } from '../input/tree.ts';
import { addScores } from '../input/text.ts';
import { assign } from './assign.ts';
import { preferring, type Scored } from './best-node.ts';

export type Lone = {
  readonly id: string;
  readonly priority: number;
  readonly stickiness: number;
  /** It has target-role=Stopped. */
  readonly isStopped: boolean;
  /** Its position among all resources of the document. */
  readonly at: number;
  /** By name of the node, in small letters. */
  readonly scores: ReadonlyMap<string, number>;
  /** Clones that have to run on its node. */
  readonly needs: readonly string[];
};

export type Lones = {
  /** Those of higher priority first, then in the order of the document. */
  readonly all: readonly Lone[];
  /** Positions of the other resources by id. */
  readonly positions: ReadonlyMap<string, number>;
  /** Names of the nodes where they run. */
  readonly running: ReadonlyMap<string, string>;
};

export const NO_LONES: Lones = { all: [], positions: new Map(), running: new Map() };

/** Assigns all resources and these. Returns the nodes of these. */
export function assignWith(cluster: Cluster, { all, positions, running }: Lones): ReadonlyMap<string, Node | null> {
  const places = new Map<string, Node | null>();
  const byName = new Map(cluster.nodes.map((node) => [node.name, node]));
  const nodes = cluster.nodes.filter(isAvailable).map((node) => ({ node, key: node.name.toLowerCase() }));
  let next = 0;
  const placeUpTo = (resource: Resource | null) => {
    for (let lone = all[next]; lone !== undefined && isBefore(lone, resource, positions); lone = all[next]) {
      const current = byName.get(running.get(lone.id) ?? '') ?? null;
      places.set(lone.id, place(cluster, lone, { nodes, current }));
      next += 1;
    }
  };
  for (const resource of cluster.resources) {
    placeUpTo(resource);
    assign(cluster, resource, null);
  }
  placeUpTo(null);
  return places;
}

function isBefore({ priority, at }: Lone, resource: Resource | null, positions: Lones['positions']): boolean {
  // Orphans come last, whatever their priority.
  if (resource === null || resource.is.orphan) return true;
  return priority === resource.priority ? at < (positions.get(resource.id) ?? 0) : priority > resource.priority;
}

/** Available nodes with their keys in the scores of a resource, and the node that runs it. */
type Around = {
  readonly nodes: readonly { readonly node: Node; readonly key: string }[];
  readonly current: Node | null;
};

/** The best node, as assignBest finds it. */
function place(cluster: Cluster, lone: Lone, { nodes, current }: Around): Node | null {
  for (const id of lone.needs) {
    const clone = cluster.named.get(id);
    if (clone !== undefined) assign(cluster, clone, null);
  }
  if (lone.isStopped) return null;
  const compare = preferring(cluster.options, current);
  let best: Scored | undefined;
  let here: Scored | undefined;
  for (const { node, key } of nodes) {
    const one = { node, score: scoreOn(node, lone, { key, current }) };
    if (one.score < 0) continue;
    if (node === current) here = one;
    if (best === undefined || compare(one, best) < 0) best = one;
  }
  if (best === undefined) return null;
  const { node } = here !== undefined && isAsGood(here, best) ? here : best;
  node.assigned += 1;
  return node;
}

function isAsGood({ node, score }: Scored, best: Scored): boolean {
  return best.score > 0 && score === best.score && node.score >= 0;
}

function scoreOn(
  node: Node,
  { scores, stickiness }: Lone,
  { key, current }: { readonly key: string; readonly current: Node | null },
): number {
  const score = addScores(node.score, scores.get(key) ?? 0);
  return node === current && stickiness >= 1 ? addScores(score, stickiness) : score;
}
