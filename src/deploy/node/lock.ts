/** Locks that nobody holds any more. Pure. */
import type { Lock, NodeState } from './state.ts';

/** Owners whose process is known to have ended. */
export type Gone = ReadonlySet<string>;

/** It was taken for a time that is over, or by a process that has ended: whoever holds it is not at work any more. */
export function isStale({ owner, ageSeconds, leaseSeconds }: Lock, gone: Gone): boolean {
  return ageSeconds > leaseSeconds || gone.has(owner);
}

/** Everybody who holds a lock on some node. */
export function ownersIn(states: readonly NodeState[]): readonly string[] {
  return [...new Set(states.flatMap((state) => (state.reachable && state.lock !== null ? [state.lock.owner] : [])))];
}
