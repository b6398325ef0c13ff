/** The effect of each order type on the flags of both actions. */
import type { Action, Node } from '../input/model.ts';
import { Before, Is } from '../input/marks.ts';
import { Role } from '../input/text.ts';
import { stateOf } from '../input/tree.ts';
import { has, setReason } from './action-store.ts';

/** Bits: which of two ordered actions changed. */
export const Changed = { none: 0, first: 1, later: 2 } as const;

export type Pair = {
  readonly first: Action;
  readonly later: Action;
  readonly node: Node | null;
  readonly flags: number;
  readonly filter: number;
  readonly type: number;
};

/** Clears a flag; the other action becomes the reason. */
function clear(action: Action, flag: number, because: Action): void {
  if (!has(action.flags, flag)) return;
  action.flags &= ~flag;
  if (action.resource === because.resource) return;
  const what = flag === Is.optional ? 'required' : 'unrunnable';
  const whose = because.resource === null ? '' : ` ${because.resource.id}`;
  setReason(action, `${what}${whose} ${because.task}`, flag === Is.migratable);
}

/** Applies one order type to the flags of two actions. Returns bits of `Changed`. */
export function updateFlags({ first, later, flags, filter, type }: Pair): number {
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
  if (thenBefore !== later.flags) changed |= Changed.later;
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

/** Orders the stop before the start of a resource, or later members before earlier ones. */
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

/** Blocks actions that wait for the stop of a blocked resource. */
export function blockAfterFailedStop(first: Action, later: Action, type: number): number {
  if ((type & (Before.impliesThen | Before.impliesFirst | Before.restart)) === 0 || first.resource === null)
    return Changed.none;
  const { managed, blocked } = first.resource.is;
  if (managed || !blocked || has(first.flags, Is.runnable) || first.task !== 'stop' || !has(later.flags, Is.runnable))
    return Changed.none;
  later.flags &= ~Is.runnable;
  return Changed.later;
}
