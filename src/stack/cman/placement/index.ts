/** rgmanager's choice of hosts, as its daemons make it. Sources: rgmanager's fo_domain.c, groups.c, rg_state.c and default_event_script.sl. */
import type { Placer, Settled, Situation } from '../../../placement/placement.ts';
import type { CmanModel } from '../options.ts';
import { Board } from './board.ts';
import { missing, stopDependents } from './dependents.ts';
import { drain, failBack, lose, recover } from './moves.ts';
import { rulesOf, type Rules } from './rules.ts';
import { startStopped } from './starts.ts';
import { unitsOf } from './units.ts';

export function placer(model: CmanModel): Placer {
  const rules = rulesOf(model, unitsOf(model));
  return { settle: (situation) => settle(situation, rules) };
}

function settle(situation: Situation, rules: Rules): Settled {
  const board = new Board(rules.units, situation);
  if (situation.quorate) play(situation, board, rules);
  else for (const unit of rules.units) board.stop(unit, 'the cluster is not quorate');
  return board.settled();
}

function play({ change }: Situation, board: Board, rules: Rules): void {
  if (change.kind === 'fail') lose(change.hosts, board, rules);
  if (change.kind === 'drain') drain(change.hosts, board, rules);
  if (change.kind === 'return') failBack(change.hosts, board, rules);
  if (change.kind === 'crash')
    for (const unit of rules.units) if (unit.name === change.name) recover(unit, board, rules);
  startStopped(board, rules);
  stopWithoutNeeds(board, rules);
}

/** What depends on something that could not start again stops. */
function stopWithoutNeeds(board: Board, rules: Rules): void {
  for (const unit of rules.units.filter(({ name }) => !board.isUp(name))) stopDependents(unit, board, rules);
  for (const unit of rules.units)
    if (unit.depend !== null && !board.isUp(unit.depend)) board.say(unit, missing({ name: unit.depend }));
}
