/** Node scores before the assignment: health, locks, locations, stickiness, failures. */
import { activeNode } from '../input/active.ts';
import { actionsOn } from '../acting/action-store.ts';
import { sortedNodes } from '../placing/best-node.ts';
import { clearFailures, clearHistory, failCount, reachedThreshold } from '../history/failures.ts';
import { applyLocations } from '../constraints/locations.ts';
import { Discovery, type Cluster, type Node, type Resource } from '../input/model.ts';
import { Before } from '../input/marks.ts';
import { topOf } from '../input/tree.ts';
import { healthBaseOf } from '../input/options.ts';
import { addOrder, endAt } from '../constraints/order.ts';
import { addLocation } from '../input/score-on.ts';
import { withColocated } from '../placing/scores.ts';
import { addScores, INFINITY, integerOf, isTrue, scoreOf } from '../input/text.ts';

export function applyCriteria(cluster: Cluster): void {
  if (cluster.options.shutdownLock) for (const resource of cluster.resources) applyLock(cluster, resource);
  applyLocations(cluster);
  for (const resource of cluster.resources) applyStickiness(cluster, resource);
  for (const node of cluster.nodes)
    for (const resource of cluster.resources) {
      banAfterFailures(cluster, resource, node);
      applyExclusive(resource, node);
    }
}

/** Adds scores of node health to all resources. */
export function addHealth(cluster: Cluster): void {
  if (cluster.options.healthStrategy === 'none') return;
  for (const node of cluster.nodes) {
    let health = healthBaseOf(cluster.options);
    for (const [name, value] of node.attributes)
      if (name.startsWith('#health')) health = addScores(scoreOf(value, cluster.health), health);
    if (health === 0) continue;
    for (const resource of cluster.resources)
      if (health > 0 || !isTrue(resource.meta.get('allow-unhealthy-nodes')))
        cluster.locations.push({ resource, role: 0, discovery: Discovery.always, nodes: [{ node, score: health }] });
  }
}

/** shutdown-lock: resources of a node that was shut down stay reserved for it. */
function applyLock(cluster: Cluster, resource: Resource): void {
  if (resource.kind === 'group') for (const member of resource.children) applyLock(cluster, member);
  if (resource.kind !== 'primitive' || resource.is.fenceDevice) return;
  const [only, ...others] = resource.runningOn;
  if (resource.lock !== null && only !== undefined) {
    clearHistory(cluster, resource, resource.lock.node);
    resource.lock = null;
  } else if (resource.lock === null && only !== undefined && others.length === 0 && only.shutdown && !only.unclean)
    resource.lock = { node: only, time: integerOf(only.attributes.get('shutdown')) || cluster.now };
  const { lock } = resource;
  if (lock !== null)
    for (const node of cluster.nodes) if (node !== lock.node) addLocation(cluster, resource, node, -INFINITY);
}

/** Adds stickiness, only for a resource that is active on one node. */
function applyStickiness(cluster: Cluster, resource: Resource): void {
  for (const child of resource.children) applyStickiness(cluster, child);
  const [node, ...others] = resource.runningOn;
  if (resource.children.length > 0 || !resource.is.managed || resource.stickiness < 1) return;
  if (node === undefined || others.length > 0 || (!cluster.options.symmetric && !resource.allowed.has(node.id))) return;
  addLocation(cluster, resource, node, resource.stickiness);
}

function banAfterFailures(cluster: Cluster, resource: Resource, node: Node): void {
  for (const child of resource.children) banAfterFailures(cluster, child, node);
  if (resource.children.length > 0 || actionsOn(resource, 'clear_failcount_0', node).length > 0) return;
  const failed = reachedThreshold(cluster, resource, node);
  if (failed !== null) addLocation(cluster, failed, node, -INFINITY);
}

function applyExclusive(resource: Resource, node: Node): void {
  if (!resource.exclusiveDiscovery && !topOf(resource).exclusiveDiscovery) return;
  for (const child of resource.children) applyExclusive(child, node);
  const entry = resource.allowed.get(node.id);
  if (entry !== undefined && entry.discovery !== Discovery.exclusive) entry.score = -INFINITY;
}

/** Clears failures of resources that are no longer configured. */
export function clearOrphanFailures(cluster: Cluster): void {
  if (!cluster.options.stopOrphans) return;
  for (const resource of cluster.resources.filter(({ is }) => is.orphan))
    for (const node of cluster.nodes) {
      if (!node.online || failCount(cluster, resource, node) === 0) continue;
      const clear = clearFailures(cluster, resource, node);
      addOrder(cluster, {
        first: endAt(clear),
        later: { resource, task: 'stop', action: null },
        flags: Before.optional,
      });
    }
}

/** With a placement strategy, sorts resources by priority, then by score. */
export function sortForPlacement(cluster: Cluster): void {
  if (cluster.options.placement === 'default') return;
  const nodes = orderOfNodes(cluster);
  const scores = new Map(cluster.resources.map((resource) => [resource, scoresOf(resource)]));
  const score = (resource: Resource, node: Node | null) =>
    node === null ? -INFINITY : (scores.get(resource)?.get(node.id)?.score ?? -INFINITY);
  const here = (resource: Resource) => score(resource, resource.runningOn.length === 0 ? null : activeNode(resource));
  cluster.resources.sort((a, b) => {
    if (a.priority !== b.priority) return b.priority - a.priority;
    if (here(a) !== here(b)) return here(b) - here(a);
    for (const node of nodes) if (score(a, node) !== score(b, node)) return score(b, node) - score(a, node);
    return 0;
  });
}

function scoresOf(resource: Resource): ReturnType<typeof withColocated> {
  return withColocated(resource, null, { attribute: undefined, factor: 1 }, { thisWith: true });
}

function orderOfNodes(cluster: Cluster): readonly Node[] {
  const allowed = new Map(
    cluster.nodes.map((node) => [node.id, { node, score: node.score, count: 0, discovery: Discovery.always }]),
  );
  const everywhere = { allowed };
  return sortedNodes(cluster, everywhere, null).map(({ node }) => node);
}
