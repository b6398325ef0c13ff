/** Selects the best node for a primitive and assigns it. */
import { activeNode } from '../input/active.ts';
import { banWithoutCapacity, compareCapacities, consume, release } from './capacity.ts';
import type { Allowed, Cluster, Node, Resource } from '../input/model.ts';
import { Is } from '../input/marks.ts';
import { isAvailable } from '../input/tree.ts';
import { compareText, INFINITY, Role } from '../input/text.ts';

/** Nodes sorted for a resource: by score, capacity, load, present node, name. */
export function sortedNodes(
  { options }: Cluster,
  resource: Pick<Resource, 'allowed'>,
  current: Node | null,
): readonly Allowed[] {
  return [...resource.allowed.values()].sort(preferring(options, current));
}

/** Compares two nodes for a resource: the preferred one comes first. */
export function preferring(options: Cluster['options'], current: Node | null): (a: Scored, b: Scored) => number {
  const value = ({ node, score }: Scored) => (isAvailable(node) ? score : -INFINITY);
  return (a, b) => {
    const byScore = value(b) - value(a);
    if (byScore !== 0) return byScore;
    if (options.placement !== 'minimal') {
      const byCapacity = options.placement === 'balanced' ? compareCapacities(a.node, b.node) : 0;
      const byLoad = byCapacity || a.node.assigned - b.node.assigned;
      if (byLoad !== 0) return byLoad;
      if (a.node === current || b.node === current) return a.node === current ? -1 : 1;
    }
    return compareText(a.node.name, b.node.name);
  };
}

export type Scored = Pick<Allowed, 'node' | 'score'>;

/** Assigns a primitive to its best node. */
export function assignBest(cluster: Cluster, resource: Resource, wanted: Node | null): void {
  const roomiest = banWithoutCapacity(cluster, resource);
  const prefer = wanted ?? roomiest;
  const nodes = sortedNodes(cluster, resource, activeNode(resource));
  const [best] = nodes;
  if (best === undefined) return void finish(resource, null, false);
  const preferred = prefer === null ? undefined : resource.allowed.get(prefer.id);
  const good =
    preferred !== undefined && preferred.score >= best.score && preferred.score >= 0 && isAvailable(preferred.node);
  finish(resource, good ? preferred : currentIfAsGood(resource, nodes, best), false);
}

/** The present node of a resource, if it is as good as the best. */
function currentIfAsGood(resource: Resource, nodes: readonly Allowed[], best: Allowed): Allowed {
  const { parent } = resource;
  const numbered = parent?.kind === 'clone' && parent.is.unique;
  const current = activeNode(resource);
  if (numbered || best.score <= 0 || !isAvailable(best.node) || current === null) return best;
  if (!isAvailable(current) || current.score < 0) return best;
  return nodes.find(({ node, score }) => node === current && score === best.score) ?? best;
}

/** Assigns a primitive to a node. Null: to none. */
export function finish(resource: Resource, chosen: Allowed | Node | null, force: boolean): boolean {
  const unfit = chosen !== null && !force && (chosen.score < 0 || !isAvailable(nodeOf(chosen)));
  if (unfit) resource.nextRole = Role.stopped;
  unassign(resource);
  resource.is.provisional = false;
  if (chosen === null || unfit) {
    resource.nextRole = Role.stopped;
    for (const action of resource.actions) undo(action);
    return false;
  }
  const node = nodeOf(chosen);
  resource.assigned = node;
  node.assigned += 1;
  if ('count' in chosen) chosen.count += 1;
  consume(node, resource);
  return true;
}

function nodeOf(entry: Allowed | Node): Node {
  return 'node' in entry ? entry.node : entry;
}

/** Without a node, the resource stops, and only monitors of the stopped role remain. */
function undo(action: Resource['actions'][number]): void {
  if (action.task === 'stop') action.flags &= ~Is.optional;
  else if (action.task === 'start' || (action.interval > 0 && action.expected !== 7)) action.flags &= ~Is.runnable;
}

/** Reverts an assignment. */
export function unassign(resource: Resource): void {
  const { assigned } = resource;
  if (assigned === null) return;
  resource.is.provisional = true;
  resource.assigned = null;
  assigned.assigned -= 1;
  release(assigned, resource);
}

/** Assigns a resource with its members. True if it had a previous assignment. */
export function assignAll(resource: Resource, node: Allowed | Node | null, force: boolean): boolean {
  if (resource.children.length > 0)
    return resource.children.map((child) => assignAll(child, node, force)).some(Boolean);
  const before = resource.assigned !== null;
  finish(resource, node, force);
  return before;
}
