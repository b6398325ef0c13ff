/** The action store of a prediction: creates, finds and orders actions. */
import type { Action, Cluster, Link, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';

export const has = (flags: number, flag: number): boolean => (flags & flag) === flag;

export type Wanted = {
  readonly task: string;
  readonly interval?: number;
  /** Set if it differs from `task_interval`. */
  readonly key?: string;
  readonly node?: Node | null;
  /** True if the action is needed. Default: optional, only an anchor for orders. */
  readonly required?: boolean;
};

export function newAction(cluster: Cluster, resource: Resource | null, key: string, wanted: Wanted): Action {
  const action: Action = {
    id: cluster.actions.length,
    key,
    task: wanted.task,
    interval: wanted.interval ?? 0,
    resource,
    node: wanted.node ?? null,
    flags: Is.runnable | (wanted.required === true ? 0 : Is.optional),
    needs: needsOf(resource, wanted.task),
    reason: null,
    priority: 0,
    before: [],
    after: [],
    afterTypes: new Map(),
    settledFlags: null,
    requiredBefore: 0,
    runnableBefore: 0,
  };
  cluster.actions.push(action);
  resource?.actions.push(action);
  if (resource !== null) append(resource.actionsByKey, key, action);
  return action;
}

function append<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [value]);
  else known.push(value);
}

function needsOf(resource: Resource | null, task: string): Action['needs'] {
  if (resource === null || (task !== 'start' && task !== 'promote')) return 'nothing';
  if (resource.is.needsFencing) return 'fencing';
  return resource.is.needsQuorum ? 'quorum' : 'nothing';
}

/** Finds or creates an action without a resource, by its full key. */
export function clusterAction(cluster: Cluster, key: string, wanted: Wanted): Action {
  const action = cluster.singletons.get(key) ?? newAction(cluster, null, key, wanted);
  cluster.singletons.set(key, action);
  if (wanted.required === true) action.flags &= ~Is.optional;
  return action;
}

/** Finds or creates a pseudo action: an anchor for orders without an effect. */
export function pseudoAction(cluster: Cluster, name: string): Action {
  const known = cluster.singletons.get(name);
  if (known !== undefined) return known;
  const action = clusterAction(cluster, name, { task: name });
  action.flags |= Is.pseudo | Is.runnable;
  return action;
}

/** Actions with a key, the oldest first. One without a node is assigned to `node`. */
export function actionsWithKey(resource: Resource, key: string, node?: Node | null): readonly Action[] {
  const found = resource.actionsByKey.get(key) ?? [];
  if (node === undefined || node === null) return found;
  return found.filter((action) => {
    action.node ??= node;
    return action.node === node;
  });
}

/** Actions with a key that are already on a node. */
export function actionsOn(resource: Resource, key: string, node: Node | null): readonly Action[] {
  return node === null ? [] : (resource.actionsByKey.get(key) ?? []).filter((action) => action.node === node);
}

/** The newest action of a resource for a task, on `node` if given. */
export function newestAction(resource: Resource, task: string, node: Node | null = null): Action | undefined {
  for (let at = resource.actions.length - 1; at >= 0; at--) {
    const action = resource.actions[at];
    if (action?.task === task && (node === null || action.node === node)) return action;
  }
  return undefined;
}

export function newestWithKey(resource: Resource, key: string): Action | undefined {
  return resource.actionsByKey.get(key)?.at(-1);
}

/** Orders one action before another. Returns false if that order exists. */
export function orderActions(
  first: Action | null | undefined,
  later: Action | null | undefined,
  type: number,
): boolean {
  if (type === Before.none || first === null || first === undefined || later === null || later === undefined)
    return false;
  const known = first.afterTypes.get(later.id) ?? 0;
  if ((known & type) !== 0) return false;
  first.afterTypes.set(later.id, known | type);
  const link: Link = { action: first, type, inGraph: false };
  later.before.push(link);
  first.after.push({ action: later, type, twin: link });
  return true;
}

/** Iterates over a snapshot of links, from newest to oldest. */
export function* newestFirst<L>(links: readonly L[]): Generator<L> {
  for (let at = links.length - 1; at >= 0; at--) {
    const link = links[at];
    if (link !== undefined) yield link;
  }
}

/** Sets a reason. Keeps an existing one unless `replace` is set. */
export function setReason(action: Action, reason: string | null, replace: boolean): void {
  if (replace || action.reason === null) action.reason = reason;
}
