/**
 * A slow second account of rgmanager, without central processing: every node decides for itself, in any order. Walks through all
 * orders and gives every state in which nothing is left to do. Written from rgmanager's sources, and not from src/.
 */
import type { Plan, UnitPlan } from './made-up.ts';

/** Where each unit is: a host; null when stopped; `lost`: started on a host that has gone. */
type Place = number | null | 'lost';
export type State = readonly Place[];

/**
 * evaluate: a node looks at all units. start: it has decided to start one. follow: it looks at those that depend on one. mark: a
 * lost one, whose restricted domain has no host left, is marked as stopped. notice: those that depend on it stop. Marking sends no
 * event (rg_state.c, _svc_stop), so that this waits for the next event of any service, however late.
 */
type Task =
  | { readonly kind: 'evaluate'; readonly node: number }
  | { readonly kind: 'start'; readonly node: number; readonly unit: number }
  | { readonly kind: 'follow'; readonly node: number; readonly unit: number }
  | { readonly kind: 'mark'; readonly unit: number }
  | { readonly kind: 'notice'; readonly unit: number }
  | { readonly kind: 'offer'; readonly node: number; readonly to: number }
  | { readonly kind: 'send'; readonly unit: number; readonly to: number };

type World = { readonly plan: Plan; readonly up: readonly number[] };

/** All final states after every node has seen that `gone` have left, and `back` have come. */
export function finals(plan: Plan, before: State, up: readonly number[], back: readonly number[] = []): Set<string> {
  const world = { plan, up };
  const state = before.map((place) => (typeof place === 'number' && !up.includes(place) ? 'lost' : place));
  const tasks: Task[] = [
    ...up.map((node): Task => ({ kind: 'evaluate', node })),
    ...back.flatMap((to) => up.filter((node) => node !== to).map((node): Task => ({ kind: 'offer', node, to }))),
  ];
  const found = new Set<string>();
  explore(world, state, tasks, found, new Set());
  return found;
}

function explore(world: World, state: State, tasks: readonly Task[], found: Set<string>, seen: Set<string>): void {
  const key = JSON.stringify([state, tasks.map((task) => JSON.stringify(task)).sort()]);
  if (seen.has(key)) return;
  seen.add(key);
  if (tasks.length === 0) found.add(JSON.stringify(state.map((place) => (place === 'lost' ? null : place))));
  for (const [index, task] of tasks.entries()) {
    const others = [...tasks.slice(0, index), ...tasks.slice(index + 1)];
    const { state: next, tasks: more } = perform(world, state, task);
    explore(world, next, [...others, ...more], found, seen);
  }
}

type Done = { readonly state: State; readonly tasks: readonly Task[] };

function perform(world: World, state: State, task: Task): Done {
  switch (task.kind) {
    case 'evaluate':
      return evaluate(
        world,
        state,
        task.node,
        world.plan.units.map((_, unit) => unit),
      );
    case 'follow':
      return evaluate(world, state, task.node, dependents(world.plan, task.unit));
    case 'start':
      return startOn(world, state, task.unit, task.node);
    case 'mark':
      return mark(state, task.unit);
    case 'notice':
      return { state: stopped(world, state, task.unit), tasks: [] };
    case 'offer':
      return offer(world, state, task);
    case 'send':
      return send(world, state, task);
  }
}

function dependents({ units }: Plan, on: number): readonly number[] {
  return units.flatMap(({ depend }, unit) => (depend === on ? [unit] : []));
}

/** eval_groups and group_event, consider_start: requests to start what this node is best for. Nothing changes before they are handled. */
function evaluate(world: World, state: State, node: number, units: readonly number[]): Done {
  const tasks = units.flatMap((unit): readonly Task[] => {
    const plan = unitOf(world, unit);
    if (typeof state[unit] === 'number' || isMissing(state, plan)) return [];
    if (!admits(world, state, node, plan)) return [];
    const rank = rankOf(world, state, unit, node);
    if (rank === 3) return [{ kind: 'start', node, unit }];
    return rank === 0 && plan.hosts.every((host) => !world.up.includes(host)) ? [{ kind: 'mark', unit }] : [];
  });
  return { state, tasks };
}

function isMissing(state: State, { depend }: UnitPlan): boolean {
  return depend !== null && state[depend] === null;
}

function mark(state: State, unit: number): Done {
  if (state[unit] !== 'lost') return { state, tasks: [] };
  return { state: state.map((place, index) => (index === unit ? null : place)), tasks: [{ kind: 'notice', unit }] };
}

/** A host is exclusive for what runs there, and for what is to run. */
function admits({ plan }: World, state: State, node: number, { exclusive }: UnitPlan): boolean {
  const here = plan.units.filter((_, unit) => state[unit] === node);
  return !here.some((unit) => unit.exclusive) && !(exclusive && here.length > 0);
}

/** 0: not allowed; 1: outside of its domain; 2: inside; 3: the best. */
function rankOf({ plan, up }: World, state: State, unit: number, node: number): number {
  const { ordered, restricted, failback, hosts } = unitOf({ plan, up }, unit);
  const there = hosts.filter((host) => up.includes(host));
  if (there.length === 0) return restricted ? 0 : 3;
  if (!hosts.includes(node)) return restricted ? 0 : 1;
  if (!ordered) return 3;
  const owner = state[unit];
  const sticks = !failback && typeof owner === 'number';
  if (sticks) return owner === node ? 3 : 2;
  return there[0] === node ? 3 : 2;
}

function unitOf({ plan }: World, unit: number): UnitPlan {
  const found = plan.units[unit];
  if (found === undefined) throw new Error(`there is no unit ${unit}`);
  return found;
}

function startOn(world: World, state: State, unit: number, node: number): Done {
  const plan = unitOf(world, unit);
  if (typeof state[unit] === 'number' || rankOf(world, state, unit, node) < 3) return { state, tasks: [] };
  if (isMissing(state, plan)) return { state, tasks: [] };
  if (admits(world, state, node, plan)) return started(world, state, unit, node);
  const target = relocation(world, state, unit, node);
  return target === null ? { state: stopped(world, state, unit), tasks: [] } : started(world, state, unit, target);
}

/** best_target_node: the last of those with the highest rank. */
function relocation(world: World, state: State, unit: number, except: number): number | null {
  let best: number | null = null;
  let highest = 1;
  for (const node of world.up.toSorted((a, b) => a - b)) {
    if (node === except || !admits(world, state, node, unitOf(world, unit))) continue;
    const rank = rankOf(world, state, unit, node);
    if (rank >= highest) [best, highest] = [node, rank];
  }
  return best;
}

function started(world: World, state: State, unit: number, node: number): Done {
  const next = state.map((place, index) => (index === unit ? node : place));
  const tasks = world.up.map((each): Task => ({ kind: 'follow', node: each, unit }));
  return { state: next, tasks: dependents(world.plan, unit).length === 0 ? [] : tasks };
}

/** With everything that depends on it. */
function stopped(world: World, state: State, unit: number): State {
  let next: State = state.map((place, index) => (index === unit ? null : place));
  for (const each of dependents(world.plan, unit))
    if (typeof next[each] === 'number') next = stopped(world, next, each);
  return next;
}

/** consider_relocate: the owner compares itself with the host that came. */
function offer(world: World, state: State, { node, to }: { node: number; to: number }): Done {
  const tasks = world.plan.units.flatMap((_, unit): readonly Task[] => {
    if (state[unit] !== node) return [];
    return rankOf(world, state, unit, to) > rankOf(world, state, unit, node) ? [{ kind: 'send', unit, to }] : [];
  });
  return { state, tasks };
}

function send(world: World, state: State, { unit, to }: { unit: number; to: number }): Done {
  const plan = unitOf(world, unit);
  if (typeof state[unit] !== 'number' || !admits(world, state, to, plan)) return { state, tasks: [] };
  if (plan.vm) return { state: state.map((place, index) => (index === unit ? to : place)), tasks: [] };
  return started(world, stopped(world, state, unit), unit, to);
}
