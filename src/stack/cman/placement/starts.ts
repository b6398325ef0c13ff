/** Starts what is stopped, until nothing more can start. rgmanager, groups.c, consider_start; rg_state.c, handle_start_req. */
import type { HostName } from '../../../base/brand.ts';
import type { Board, Crowd } from './board.ts';
import { firstFit, isAdmitted, relocationTargets, scoreOn } from './choose.ts';
import { missing } from './dependents.ts';
import type { Rules } from './rules.ts';
import { Score } from './scores.ts';
import type { Unit } from './units.ts';

/** In waves: what depends on something starts after it. */
export function startStopped(board: Board, rules: Rules): void {
  let waiting = rules.units.filter((unit) => !board.runs(unit.name));
  let started = -1;
  while (started !== 0) {
    const before = waiting.length;
    startWave(waiting, board, rules);
    waiting = waiting.filter((unit) => !board.runs(unit.name));
    started = before - waiting.length;
  }
}

function startWave(waiting: readonly Unit[], board: Board, rules: Rules): void {
  const ready = waiting.filter((unit) => isReady(unit, board));
  const crowds = new Map([...board.members].map((host) => [host, board.crowdOn(host)]));
  const hosts = new Map(ready.map((unit) => [unit, startersOf(unit, crowds, board, rules)]));
  for (const unit of inOrderOfChoice(ready, hosts)) startOn(unit, hosts.get(unit) ?? [], board, rules);
}

function isReady(unit: Unit, board: Board): boolean {
  if (board.disabled.has(unit.name)) return false;
  if (!unit.autostart) board.say(unit, 'autostart is off');
  else if (unit.depend !== null && !board.isUp(unit.depend)) board.say(unit, missing({ name: unit.depend }));
  else return true;
  return false;
}

/** Those with one host first; then the largest, so that first-fit finds room for all if it can. */
function inOrderOfChoice(ready: readonly Unit[], hosts: ReadonlyMap<Unit, readonly HostName[]>): readonly Unit[] {
  const isFree = (unit: Unit) => (hosts.get(unit)?.length ?? 0) > 1;
  const free = ready.filter(isFree).toSorted((a, b) => b.memory - a.memory);
  return [...ready.filter((unit) => !isFree(unit)), ...free];
}

/**
 * Hosts that decide to start it, from what they run when they see the change: the best of its domain, and no others. Only a host
 * that admits it finds out that its domain has no host left; groups.c, consider_start, asks what is exclusive first.
 */
function startersOf(unit: Unit, crowds: ReadonlyMap<HostName, Crowd>, board: Board, rules: Rules): readonly HostName[] {
  if (rules.central) return relocationTargets(unit, board, rules, NONE);
  const best = bestOf(unit, board);
  const admits = (host: HostName) => isAdmitted(unit, crowds.get(host) ?? board.crowdOn(host));
  if (best.length === 0 && [...board.members].some(admits)) board.unclaimed.delete(unit.name);
  const admitting = best.filter(admits);
  if (admitting.length === 0) board.say(unit, obstacle(unit, best));
  return admitting;
}

const NONE: ReadonlySet<HostName> = new Set();

function obstacle({ exclusive }: Unit, best: readonly HostName[]): string {
  if (best.length === 0) return 'no host of its failover domain is in the cluster';
  const hosts = best.join(' and ');
  return exclusive ? `it is exclusive, and ${hosts} runs something` : `${hosts} runs something exclusive`;
}

/** If another start made the chosen hosts unfit, it is relocated. */
function startOn(unit: Unit, starters: readonly HostName[], board: Board, rules: Rules): void {
  const fit = starters.filter((host) => isAdmitted(unit, board.crowdOn(host)));
  if (starters.length === 0 && !rules.central) return;
  const among = fit.length > 0 ? fit : relocationTargets(unit, board, rules, new Set(starters));
  const host = firstFit(unit, among, board);
  if (host !== undefined) {
    board.start(unit, host, among);
    return;
  }
  board.unclaimed.delete(unit.name);
  board.say(unit, obstacle(unit, bestOf(unit, board)));
}

function bestOf(unit: Unit, board: Board): readonly HostName[] {
  return [...board.members].filter((host) => scoreOn(unit, host, board) === Score.best);
}
