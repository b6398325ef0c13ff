/** The transition graph: executed actions and their dependencies. */
import { addAll } from '../../../../../base/lists.ts';
import { has, newestFirst } from '../acting/action-store.ts';
import { actionFlags } from '../acting/flags.ts';
import type { Action, Cluster, Link, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { notifyInstances } from '../acting/notifications.ts';

export type Step = { readonly action: Action; readonly waitsFor: readonly Action[]; readonly priority: number };

/** Steps in pacemaker's order. */
export function transitionOf(cluster: Cluster): readonly Step[] {
  const steps: Step[] = [];
  for (const resource of cluster.resources) addResource(cluster, resource, steps);
  for (const action of cluster.actions.toReversed()) add(action, steps);
  return steps;
}

function addResource(cluster: Cluster, resource: Resource, steps: Step[]): void {
  if (resource.kind === 'clone') {
    for (const action of resource.actions.toReversed()) actionFlags(action, null);
    notifyInstances(cluster, resource);
    for (const child of resource.children) addResource(cluster, child, steps);
  }
  for (const action of resource.actions.toReversed()) add(action, steps);
  if (resource.kind === 'group') for (const child of resource.children) addResource(cluster, child, steps);
}

function add(action: Action, steps: Step[]): void {
  if (!has(action.flags, Is.deduplicated)) mergeLinks(action);
  if (has(action.flags, Is.inGraph) || !isCarriedOut(action)) return;
  action.flags |= Is.inGraph;
  const links = action.before.filter((link) => isWaitedFor(action, link));
  for (const link of links) link.inGraph = true;
  const priority = Math.max(0, action.resource?.priority ?? 0, action.priority);
  steps.push({ action, waitsFor: links.map(({ action: first }) => first), priority });
}

/** Merges links to one per earlier action, the oldest first. */
function mergeLinks(action: Action): void {
  action.flags |= Is.deduplicated;
  const merged = new Map<number, Link>();
  for (const link of newestFirst(action.before)) {
    const known = merged.get(link.action.id);
    if (known === undefined) merged.set(link.action.id, link);
    else known.type |= link.type;
  }
  action.before.length = 0;
  addAll(
    action.before,
    [...merged.values()].sort((a, b) => a.action.id - b.action.id),
  );
}

/** True for a required and runnable action. On an unmanaged resource, only monitors are executed. */
function isCarriedOut(action: Action): boolean {
  const { flags, resource, task, node } = action;
  if (!has(flags, Is.runnable) || (has(flags, Is.optional) && !has(flags, Is.shown))) return false;
  if (resource !== null && !resource.is.managed && task !== 'monitor' && action.interval === 0) return false;
  if (has(flags, Is.pseudo) || task === 'stonith' || task === 'do_shutdown') return true;
  if (node === null) return false;
  return task === 'lrm_delete' || (node.online && !node.unclean);
}

const ONLY_ORDER = Before.showsFirst | Before.showsThen | Before.optional;

/** True if the action waits for the link. Also removes irrelevant links. */
function isWaitedFor(action: Action, link: Link): boolean {
  const { action: first } = link;
  const runnable = has(first.flags, Is.runnable);
  if (link.inGraph) return true;
  if (link.type === Before.none) return false;
  if (
    !runnable &&
    ((link.type & ~ONLY_ORDER) === 0 || (link.type & (Before.anyOf | Before.impliesFirstMigratable)) !== 0)
  )
    return false;
  if ((link.type & Before.firstNotMigrating) !== 0 && has(first.flags, Is.migratable)) return false;
  if (link.type === Before.optional && has(first.flags, Is.migratable) && first.key === 'stop_0') return false;
  if (link.type === Before.load || link.type === Before.antiColocation) {
    if (concerns(action, link)) return true;
    link.type = Before.none;
    return false;
  }
  if (isFailedStopBeforeClone(action, first)) return false;
  return !has(first.flags, Is.optional) || (first.flags & (Is.shown | Is.inGraph)) !== 0 || isCarriedOut(first);
}

function isFailedStopBeforeClone({ resource }: Action, first: Action): boolean {
  const other = first.resource;
  if (other === null || other === resource || resource?.kind !== 'clone') return false;
  return other.is.failed && !other.is.managed && first.key === 'stop_0';
}

/** True unless the order is for capacity or anti-colocation on another node, or no resource leaves. */
function concerns(action: Action, { action: first, type }: Link): boolean {
  if (type === Before.antiColocation) {
    const elsewhere = first.node !== null && action.node !== null && first.node !== action.node;
    return !elsewhere && !has(first.flags, Is.optional);
  }
  if (action.resource !== null && action.task === 'migrate_to')
    return first.node !== null && first.node === action.resource.assigned;
  return first.node !== null && first.node === action.node && !has(first.flags, Is.optional);
}

/** True if the link would make an action wait for itself. */
export function hasLoop(origin: Action, action: Action, link: Link): boolean {
  const { action: first } = link;
  if (has(first.flags, Is.visited) || !isWaitedFor(action, link)) return false;
  if (first === origin) return true;
  first.flags |= Is.visited;
  let found = false;
  for (const next of newestFirst(first.before)) {
    found = hasLoop(origin, first, next);
    if (found) break;
  }
  first.flags &= ~Is.visited;
  return found;
}
