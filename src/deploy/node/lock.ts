/** Locks that nobody holds any more. Pure. */
import type { Lock, NodeState } from './state.ts';

/** The owner of a lock that was not signed in full, as its node reports it: its push was killed then, or the node lost its power. */
export const UNSIGNED = 'unknown';

/** Owners whose process is known to have ended. */
export type Gone = ReadonlySet<string>;

/** It was taken for a time that is over, or by a process that has ended: whoever holds it is not at work any more. */
export function isStale({ owner, ageSeconds, leaseSeconds }: Lock, gone: Gone): boolean {
  return ageSeconds > leaseSeconds || gone.has(owner);
}

/** Seconds until a lock that nobody signed is over; undefined for every other one. */
export function unsignedFor(lock: Lock | null): number | undefined {
  if (lock === null || lock.owner !== UNSIGNED || lock.ageSeconds > lock.leaseSeconds) return undefined;
  return lock.leaseSeconds - lock.ageSeconds + 1;
}

/** Everybody who holds a lock on some node. */
export function ownersIn(states: readonly NodeState[]): readonly string[] {
  return [...new Set(states.flatMap((state) => (state.reachable && state.lock !== null ? [state.lock.owner] : [])))];
}
