/** What depends on something that stopped, stops too. rgmanager, groups.c, group_event; default_event_script.sl. */
import type { Board } from './board.ts';
import type { Rules } from './rules.ts';
import type { Unit } from './units.ts';

/** Stops a unit, and then what depends on it. */
export function stopWithDependents(unit: Unit, because: string, board: Board, rules: Rules): void {
  board.stop(unit, because);
  stopDependents(unit, board, rules);
}

export function stopDependents(unit: Unit, board: Board, rules: Rules): void {
  for (const dependent of rules.dependents(unit))
    if (board.runs(dependent.name)) stopWithDependents(dependent, missing(unit), board, rules);
}

export function missing({ name }: Pick<Unit, 'name'>): string {
  return `it depends on ${name}, which does not run`;
}
