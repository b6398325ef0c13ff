/** Scores of a resource and its members. */
import { Discovery, type AllowedNodes, type Cluster, type Node, type Resource } from './model.ts';
import { addScores, INFINITY } from './text.ts';

/** Adds a score for one node or all nodes to a resource and its members. */
export function addLocation(cluster: Cluster, resource: Resource, node: Node | null, score: number): void {
  for (const each of node === null ? cluster.nodes : [node]) addScoreOn(resource, each, score);
  if (node === null && score === -INFINITY) resource.assigned = null;
}

function addScoreOn(resource: Resource, node: Node, score: number): void {
  for (const child of resource.children) addScoreOn(child, node, score);
  if (!resource.allowed.has(node.id)) allow(resource.allowed, node);
  const entry = resource.allowed.get(node.id);
  if (entry !== undefined) entry.score = addScores(entry.score, score);
}

export function allow(allowed: AllowedNodes, node: Node): void {
  allowed.set(node.id, { node, score: node.score, count: 0, discovery: Discovery.always });
}
