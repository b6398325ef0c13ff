/** Moves what runs: away from a host that is drained, back to one that returns, and after a failure. */
import type { HostName } from '../../../base/brand.ts';
import type { Board } from './board.ts';
import { bestTargets, firstFit, isAdmitted, relocationTargets, scoreOn } from './choose.ts';
import { stopDependents, stopWithDependents } from './dependents.ts';
import type { Rules } from './rules.ts';
import type { Unit } from './units.ts';

/**
 * Takes over what ran on a lost host. Nodes that decide for themselves leave its dependents running; central processing stops it
 * first, and with it its dependents.
 */
export function lose(hosts: readonly HostName[], board: Board, rules: Rules): void {
  const lost = runningOn(hosts, board, rules);
  for (const unit of lost) {
    board.stop(unit, '');
    if (!rules.central) board.unclaimed.add(unit.name);
  }
  if (rules.central) for (const unit of lost) stopDependents(unit, board, rules);
}

function runningOn(hosts: readonly HostName[], board: Board, { units }: Rules): readonly Unit[] {
  return units.filter((unit) => hosts.some((host) => host === board.ownerOf(unit)));
}

/** VMs migrate to the best other host. Services stop, and start elsewhere once the host has left. `clusvcadm -M`; rgmanager stop. */
export function drain(hosts: readonly HostName[], board: Board, rules: Rules): void {
  for (const unit of runningOn(hosts, board, rules).toSorted((a, b) => b.memory - a.memory)) {
    if (!board.runs(unit.name)) continue;
    const among = unit.isVm ? bestTargets(unit, board, new Set(hosts)) : [];
    const target = firstFit(unit, among, board);
    if (target === undefined) stopWithDependents(unit, '', board, rules);
    else board.migrate(unit, target, among);
  }
}

/** Services go to a host that returned if it suits them better. groups.c, consider_relocate. */
export function failBack(hosts: readonly HostName[], board: Board, rules: Rules): void {
  for (const host of hosts)
    for (const unit of rules.units) {
      const owner = board.ownerOf(unit);
      if (owner === null || owner === host) continue;
      if (scoreOn(unit, host, board) <= scoreOn(unit, owner, board)) continue;
      if (isAdmitted(unit, board.crowdOn(host))) sendTo(unit, host, board, rules);
    }
}

/** With central processing even a VM is stopped and started; default_event_script.sl, move_or_start. */
function sendTo(unit: Unit, host: HostName, board: Board, rules: Rules): void {
  if (unit.isVm && !rules.central) {
    board.migrate(unit, host);
    return;
  }
  stopWithDependents(unit, '', board, rules);
  board.start(unit, host);
}

/** Applies the recovery policy, with restarts left. rg_state.c, handle_recover_req. */
export function recover(unit: Unit, board: Board, rules: Rules): void {
  const owner = board.ownerOf(unit);
  if (owner === null) return;
  stopWithDependents(unit, 'it failed, and its recovery policy is disable', board, rules);
  if (unit.recovery === 'disable') {
    board.disabled.add(unit.name);
    return;
  }
  const targets = unit.recovery === 'relocate' ? relocationTargets(unit, board, rules, new Set([owner])) : [];
  board.start(unit, firstFit(unit, targets, board) ?? owner, targets);
}
