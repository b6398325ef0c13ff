/** What one action means for those that come after it: required, impossible, or not live. */
import { has, newestAction, newestFirst, newestWithKey, orderActions, setReason } from './action-store.ts';
import { assignAll } from '../placing/best-node.ts';
import { matchingInstance } from '../placing/colocate.ts';
import { actionFlags, cloneTask } from './flags.ts';
import {
  Before,
  Is,
  isInside,
  singlePlace,
  stateOf,
  topOf,
  type Action,
  type Cluster,
  type Link,
  type Node,
  type Resource,
} from '../input/model.ts';
import { INFINITY, isTrue, Role } from '../input/text.ts';

/** Which of two ordered actions was changed. */
const Changed = { none: 0, first: 1, later: 2 } as const;

/** Updates an action by all that comes before it, and then what comes after it. */
export function update(cluster: Cluster, later: Action): void {
  const before = later.flags;
  if (has(later.flags, Is.requiresAny)) {
    later.runnableBefore = 0;
    if (later.requiredBefore === 0) later.requiredBefore = 1;
    later.flags &= ~Is.runnable;
  }
  let changed: number = Changed.none;
  for (const link of newestFirst(later.before)) changed = updateByLink(cluster, later, link, changed & ~Changed.first);
  if (has(later.flags, Is.requiresAny))
    changed = before === later.flags ? changed & ~Changed.later : changed | Changed.later;
  if ((changed & Changed.later) === 0) return;
  if (has(before, Is.runnable) && !has(later.flags, Is.runnable)) blockDependents(cluster, later);
  update(cluster, later);
  updateAfter(cluster, later);
}

function updateAfter(cluster: Cluster, action: Action): void {
  for (const { action: after } of newestFirst(action.after)) update(cluster, after);
}

function updateByLink(cluster: Cluster, later: Action, link: Link, known: number): number {
  let changed = known;
  const [firstNode, thenNode] = [nodeFor(link.action), nodeFor(later)];
  if ((link.type & Before.sameNode) !== 0 && firstNode !== null && thenNode !== null && firstNode !== thenNode) {
    link.type = Before.none;
    return changed;
  }
  cancelFirst(link, later);
  const first = remapped(link.action, later);
  if (first === link.action) {
    const flags = flagsForOrder(first, thenNode);
    const thenFlags = flagsForOrder(later, firstNode);
    changed |= applyLink(cluster, { first, later, flags, thenFlags, link });
  } else if (orderActions(first, later, link.type)) {
    changed |= Changed.later;
    link.type = Before.none;
  }
  if ((changed & Changed.first) !== 0) {
    updateAfter(cluster, first);
    update(cluster, first);
  }
  return changed;
}

/** A group starts where its members go. */
function nodeFor({ resource, task, node }: Action): Node | null {
  return resource?.kind === 'group' && task === 'start' ? singlePlace(resource, 'next') : node;
}

function cancelFirst({ action: first, type }: Link, later: Action): void {
  if (first.resource === null || (type & Before.thenCancelsFirst) === 0 || has(later.flags, Is.optional)) return;
  first.flags |= Is.optional;
  if (first.task === 'reload-agent') first.resource.is.reload = false;
}

const COMPLETED: { readonly [task: string]: string } = {
  stop: 'stopped',
  start: 'running',
  notify: 'notified',
  promote: 'promoted',
  demote: 'demoted',
};

/** Of a group or clone, what comes after its start waits until it runs; of a clone that notifies, for that too. */
function remapped(first: Action, { resource: other }: Action): Action {
  const { resource } = first;
  if (
    resource === null ||
    other === null ||
    resource === other ||
    isInside(other, resource) ||
    resource.kind === 'primitive'
  )
    return first;
  if (first.key.includes('notify') || first.interval > 0) return first;
  const done = COMPLETED[first.task] ?? (Object.values(COMPLETED).includes(first.task) ? first.task : undefined);
  if (done === undefined) return first;
  const key = resource.is.notify && resource.parent === null ? `confirmed-post_notify_${done}_0` : `${done}_0`;
  return newestWithKey(resource, key) ?? first;
}

/** For clones, whether the action is possible counts for all nodes, and whether it is needed for one. */
function flagsForOrder(action: Action, node: Node | null): number {
  if (action.resource === null) return action.flags;
  const flags = actionFlags(action, null);
  if (node === null || action.resource.kind !== 'clone') return flags;
  return actionFlags(action, node) | (flags & Is.runnable);
}

type Linked = {
  readonly first: Action;
  readonly later: Action;
  readonly flags: number;
  readonly thenFlags: number;
  readonly link: Link;
};

/** How each type of order is applied: by whose resource, and limited to which flags. */
function applyLink(cluster: Cluster, { first, later, flags, thenFlags, link }: Linked): number {
  let { node } = later;
  if ((link.type & Before.impliesThenOnNode) !== 0) {
    link.type = (link.type & ~Before.impliesThenOnNode) | Before.impliesThen;
    ({ node } = first);
  }
  const { type } = link;
  let changed: number = Changed.none;
  const apply = (by: Resource, firstFlags: number, filter: number, only: number) => {
    changed |= updatePair(cluster, by, { first, later, node, flags: firstFlags, filter, type: only });
  };
  const is = (kind: number) => (type & kind) !== 0;
  if (is(Before.impliesThen)) {
    if (later.resource !== null) apply(later.resource, flags & Is.optional, Is.optional, Before.impliesThen);
    else if (!has(flags, Is.optional) && has(later.flags, Is.optional)) {
      later.flags &= ~Is.optional;
      changed |= Changed.later;
    }
  }
  if (is(Before.restart) && later.resource !== null)
    apply(later.resource, flags, Is.optional | Is.runnable, Before.restart);
  if (is(Before.impliesFirst)) {
    if (first.resource !== null) apply(first.resource, flags, Is.optional, Before.impliesFirst);
    else if (!has(flags, Is.optional) && has(first.flags, Is.runnable)) {
      first.flags &= ~Is.runnable;
      changed |= Changed.first;
    }
  }
  if (is(Before.promotedImpliesFirst) && later.resource !== null)
    apply(later.resource, flags & Is.optional, Is.optional, Before.promotedImpliesFirst);
  if (is(Before.anyOf)) {
    if (later.resource !== null) apply(later.resource, flags, Is.runnable, Before.anyOf);
    else if (has(flags, Is.runnable)) {
      later.runnableBefore += 1;
      if (later.runnableBefore >= later.requiredBefore && !has(later.flags, Is.runnable)) {
        later.flags |= Is.runnable;
        changed |= Changed.later;
      }
    }
  }
  if (is(Before.runnableFirst)) {
    if (later.resource !== null) apply(later.resource, flags, Is.runnable, Before.runnableFirst);
    else if (!has(flags, Is.runnable) && has(later.flags, Is.runnable)) {
      later.flags &= ~Is.runnable;
      changed |= Changed.later;
    }
  }
  if (later.resource !== null)
    for (const [kind, filter] of REST) if (is(kind)) apply(later.resource, flags, filter, kind);
  show({ first, later, flags, thenFlags, link });
  return changed | blockAfterFailedStop(first, later, type);
}

const REST: readonly (readonly [type: number, filter: number])[] = [
  [Before.impliesFirstMigratable, Is.optional],
  [Before.pseudoFirst, Is.optional],
  [Before.optional, Is.runnable],
  [Before.asymmetric, Is.runnable],
];

function show({ first, later, flags, thenFlags, link: { type } }: Linked): void {
  if (has(first.flags, Is.runnable) && (type & Before.showsThen) !== 0 && !has(flags, Is.optional))
    later.flags |= Is.shown;
  if ((type & Before.showsFirst) !== 0 && !has(thenFlags, Is.optional)) first.flags |= Is.shown;
}

/** What waits for the stop of a blocked resource cannot happen. */
function blockAfterFailedStop(first: Action, later: Action, type: number): number {
  if ((type & (Before.impliesThen | Before.impliesFirst | Before.restart)) === 0 || first.resource === null)
    return Changed.none;
  const { managed, blocked } = first.resource.is;
  if (managed || !blocked || has(first.flags, Is.runnable) || first.task !== 'stop' || !has(later.flags, Is.runnable))
    return Changed.none;
  later.flags &= ~Is.runnable;
  return Changed.later;
}

type Pair = {
  readonly first: Action;
  readonly later: Action;
  readonly node: Node | null;
  readonly flags: number;
  readonly filter: number;
  readonly type: number;
};

/** Applies one type of order to two actions, and to those of members that stand for them. */
function updatePair(cluster: Cluster, by: Resource, pair: Pair): number {
  if (by.kind === 'clone') return updateClone(cluster, pair);
  let changed = updateActions(cluster, pair);
  if (by.kind === 'primitive') return changed;
  for (const member of pair.later.resource?.children ?? []) {
    const own = newestAction(member, pair.later.task, pair.node);
    if (own !== undefined) changed |= updatePair(cluster, member, { ...pair, later: own });
  }
  return changed;
}

function updateClone(cluster: Cluster, pair: Pair): number {
  const { first, later, node } = pair;
  if (isInterleaved(first, later)) return updateInterleaved(cluster, pair);
  if (later.resource === null) return Changed.none;
  let changed = updateActions(cluster, pair);
  for (const child of later.resource.children) {
    const own = newestAction(child, later.task, node);
    if (own === undefined) continue;
    const childFlags = actionFlags(own, node);
    const childChanged = has(childFlags, Is.runnable)
      ? updatePair(cluster, child, { ...pair, later: own })
      : Changed.none;
    changed |= childChanged;
    if ((childChanged & Changed.later) !== 0) updateAfter(cluster, own);
  }
  return changed;
}

function isInterleaved(first: Action, later: Action): boolean {
  const [one, two] = [first.resource, later.resource];
  if (one === null || two === null || one === two || one.kind !== 'clone' || two.kind !== 'clone') return false;
  const decides = later.key === 'stop_0' || later.key === 'demote_0' ? one : two;
  return isTrue(decides.meta.get('interleave'));
}

/** An instance only waits for the one on its node; without one it may not run there. */
function updateInterleaved(cluster: Cluster, pair: Pair): number {
  const { first, later, node, filter, type } = pair;
  const [one, two] = [first.resource, later.resource];
  if (one === null || two === null) return Changed.none;
  const when = first.key === 'stopped_0' || first.key === 'demoted_0' ? 'now' : 'next';
  let changed: number = Changed.none;
  for (const child of two.children) {
    const partner = matchingInstance(cluster, child, one, when);
    if (partner === null) {
      const mandatory = (type & (Before.runnableFirst | Before.impliesThen)) !== 0;
      if (when === 'next' && mandatory && assignAll(child, null, true)) changed |= Changed.later;
      continue;
    }
    const own = newestAction(partner, cloneTask(first, one), node);
    const other = newestAction(child, later.task, node);
    if (own === undefined || other === undefined) continue;
    if (orderActions(own, other, type)) changed |= Changed.first | Changed.later;
    changed |= updatePair(cluster, child, {
      first: own,
      later: other,
      node,
      flags: actionFlags(own, node),
      filter,
      type,
    });
  }
  return changed;
}

/** Clears a flag; the reason is the other action. */
function clear(action: Action, flag: number, because: Action): void {
  if (!has(action.flags, flag)) return;
  action.flags &= ~flag;
  if (action.resource === because.resource) return;
  const what = flag === Is.optional ? 'required' : 'unrunnable';
  const whose = because.resource === null ? '' : ` ${because.resource.id}`;
  setReason(action, `${what}${whose} ${because.task}`, flag === Is.migratable);
}

function updateActions(cluster: Cluster, { first, later, flags, filter, type }: Pair): number {
  const [firstBefore, thenBefore] = [first.flags, later.flags];
  const [byNeed, byChance] = [has(filter, Is.optional), has(filter, Is.runnable)];
  if (type === Before.asymmetric) applyAsymmetric(first, later);
  if (type === Before.impliesFirst && !has(later.flags, Is.optional)) {
    if (byNeed && !has(flags, Is.optional) && has(first.flags, Is.optional)) clear(first, Is.optional, later);
    if (has(flags, Is.migratable) && !has(later.flags, Is.migratable)) clear(first, Is.migratable, later);
  }
  if (
    type === Before.promotedImpliesFirst &&
    later.resource?.role === Role.promoted &&
    byNeed &&
    !has(later.flags, Is.optional)
  ) {
    clear(first, Is.optional, later);
    if (has(first.flags, Is.migratable) && !has(later.flags, Is.migratable)) clear(first, Is.migratable, later);
  }
  if (type === Before.impliesFirstMigratable && byNeed) {
    if (!has(later.flags, Is.migratable | Is.runnable)) clear(first, Is.runnable, later);
    if (!has(later.flags, Is.optional)) clear(first, Is.optional, later);
  }
  if (type === Before.pseudoFirst && byNeed && !has(first.flags, Is.runnable)) {
    clear(later, Is.migratable, first);
    later.flags &= ~Is.pseudo;
  }
  if (type === Before.runnableFirst && byChance && has(later.flags, Is.runnable) && !has(flags, Is.runnable)) {
    clear(later, Is.runnable, first);
    clear(later, Is.migratable, first);
  }
  const needed =
    byNeed && has(later.flags, Is.optional) && !has(flags, Is.optional) && !has(first.flags, Is.migratable);
  if (type === Before.impliesThen && needed) clear(later, Is.optional, first);
  if (type === Before.restart) applyRestart(first, later, { byNeed, byChance });
  let changed: number = Changed.none;
  if (thenBefore !== later.flags) {
    changed |= Changed.later;
    if (later.resource !== null && later.resource.parent !== null) update(cluster, later);
  }
  return firstBefore === first.flags ? changed : changed | Changed.first;
}

function applyAsymmetric(first: Action, later: Action): void {
  const { resource, node, task } = later;
  if (resource === null) return;
  const role = stateOf(resource, 'now');
  if (role === Role.stopped && task === 'stop') return;
  const there = node !== null && resource.runningOn.length === 1 && resource.runningOn[0] === node;
  if (role >= Role.started && has(later.flags, Is.optional) && there && task === 'start') return;
  if (has(first.flags, Is.runnable)) return;
  clear(later, Is.optional, first);
  clear(later, Is.runnable, first);
}

/** Stop before start of one resource, or of later members before earlier ones. */
function applyRestart(
  first: Action,
  later: Action,
  { byNeed, byChance }: { readonly byNeed: boolean; readonly byChance: boolean },
): void {
  const restarts = byNeed && !has(later.flags, Is.optional);
  const cannotStart =
    byChance &&
    !has(later.flags, Is.runnable) &&
    later.resource?.is.managed === true &&
    first.resource === later.resource;
  if (!restarts && !cannotStart) return;
  if (has(first.flags, Is.runnable)) clear(first, Is.optional, later);
  if (!has(later.flags, Is.optional)) clear(first, Is.optional, later);
  if (!has(later.flags, Is.migratable)) clear(first, Is.migratable, later);
  if (!has(first.flags, Is.optional) && !has(first.flags, Is.runnable)) clear(later, Is.runnable, first);
}

/** What has to be with something that cannot start or be promoted cannot either. */
export function blockDependents(cluster: Cluster, action: Action): void {
  if (
    has(action.flags, Is.runnable) ||
    (action.task !== 'start' && action.task !== 'promote') ||
    action.resource === null
  )
    return;
  const top = topOf(action.resource);
  const possible = top.children.some((child) => {
    const own = newestAction(child, action.task);
    return own === undefined || has(own.flags, Is.runnable);
  });
  if (top.withThis.length === 0 || possible) return;
  for (const { score, primaryRole, dependentRole, dependent } of top.withThis) {
    if (score < INFINITY || (action.task === 'promote' && primaryRole !== Role.promoted)) continue;
    blockTask(cluster, dependent, dependentRole === Role.promoted ? 'promote' : 'start', action.resource);
  }
}

function blockTask(cluster: Cluster, resource: Resource, task: string, because: Resource): void {
  for (const action of resource.actions.toReversed()) {
    if (!has(action.flags, Is.runnable) || action.task !== task) continue;
    action.flags &= ~Is.runnable;
    setReason(action, `colocation with ${because.id}`, false);
    blockDependents(cluster, action);
    update(cluster, action);
  }
  for (const child of resource.children) blockTask(cluster, child, task, because);
}
