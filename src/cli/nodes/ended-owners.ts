/** Owners of locks whose process on this machine has ended. */
import { ownersIn, type Gone } from '../../deploy/node/lock.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { hasEnded } from '../../edge/lock-owner.ts';

export function endedOwners(states: readonly NodeState[]): Gone {
  return new Set(ownersIn(states).filter(hasEnded));
}
