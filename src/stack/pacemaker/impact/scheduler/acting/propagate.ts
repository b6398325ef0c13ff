/** Propagates flags of an action to later ones: required, unrunnable, not migratable. */
import { has, newestAction, newestFirst, orderActions } from './action-store.ts';
import { assignAll } from '../placing/best-node.ts';
import { matchingInstance } from '../placing/colocate.ts';
import { blockDependents } from './block-dependents.ts';
import { actionFlags, cloneTask, flagsForOrder } from './flags.ts';
import { blockAfterFailedStop, Changed, updateFlags, type Pair } from './order-types.ts';
import type { Action, Cluster, Link, Node, Resource } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { singlePlace } from '../input/tree.ts';
import { isTrue } from '../input/text.ts';
import { remapped } from './remapped.ts';

/** Updates an action from all earlier ones, then updates the later ones. */
export function update(cluster: Cluster, later: Action): void {
  updateBy(cluster, later, newestFirst(later.before));
}

/**
 * Updates an action after a change of one earlier action. If the action of a clone is as its last update left it, the links to other
 * primitives say nothing new: else 1,000 VMs that restart would be compared with each other through the clone that they need.
 */
function updateFrom(cluster: Cluster, later: Action, link: Link): void {
  if (isSettled(later) && isOutside(link.action)) updateBy(cluster, later, [link]);
  else update(cluster, later);
}

function isSettled({ settledFlags, flags, resource }: Action): boolean {
  return settledFlags === flags && resource?.kind === 'clone' && !has(flags, Is.requiresAny);
}

/** True for a primitive that is part of nothing. */
function isOutside({ resource }: Action): boolean {
  return resource?.kind === 'primitive' && resource.parent === null;
}

function updateBy(cluster: Cluster, later: Action, links: Iterable<Link>): void {
  const before = later.flags;
  if (has(later.flags, Is.requiresAny)) {
    later.runnableBefore = 0;
    if (later.requiredBefore === 0) later.requiredBefore = 1;
    later.flags &= ~Is.runnable;
  }
  let changed: number = Changed.none;
  for (const link of links) changed = updateByLink(cluster, later, link, changed & ~Changed.first);
  if (has(later.flags, Is.requiresAny))
    changed = before === later.flags ? changed & ~Changed.later : changed | Changed.later;
  if ((changed & Changed.later) === 0) {
    later.settledFlags = later.flags;
    return;
  }
  if (has(before, Is.runnable) && !has(later.flags, Is.runnable))
    blockDependents(later, (action) => update(cluster, action));
  update(cluster, later);
  updateAfter(cluster, later);
}

function updateAfter(cluster: Cluster, action: Action): void {
  for (const { action: after, twin } of newestFirst(action.after)) updateFrom(cluster, after, twin);
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

/** The node of an action; for a group, that of its members. */
function nodeFor({ resource, task, node }: Action): Node | null {
  return resource?.kind === 'group' && task === 'start' ? singlePlace(resource, 'next') : node;
}

function cancelFirst({ action: first, type }: Link, later: Action): void {
  if (first.resource === null || (type & Before.thenCancelsFirst) === 0 || has(later.flags, Is.optional)) return;
  first.flags |= Is.optional;
  if (first.task === 'reload-agent') first.resource.is.reload = false;
}

type Linked = {
  readonly first: Action;
  readonly later: Action;
  readonly flags: number;
  readonly thenFlags: number;
  readonly link: Link;
};

/** How to apply an order type: the resource whose rules count, and the flags that it may change. */
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

function updateActions(cluster: Cluster, pair: Pair): number {
  const changed = updateFlags(pair);
  if ((changed & Changed.later) !== 0 && (pair.later.resource?.parent ?? null) !== null) update(cluster, pair.later);
  return changed;
}

/** Applies one order type to two actions, and to the members' actions that represent them. */
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

/** Pairs each instance with the one on its node. If the order is mandatory, an instance without a partner loses its node. */
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
