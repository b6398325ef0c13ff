/** Stale locks. Pure. */
import type { Lock, NodeState } from './state.ts';

/** How a node reports a lock without a complete owner: the push was killed in that moment, or the node lost its power. */
export const UNSIGNED = 'unknown';

/** Owners whose process is known to have ended. */
export type Gone = ReadonlySet<string>;

/** A lock is stale if its lease has expired or its process has ended: its owner is not at work. */
export function isStale({ owner, ageSeconds, leaseSeconds }: Lock, gone: Gone): boolean {
  return ageSeconds > leaseSeconds || gone.has(owner);
}

/** Seconds until an unsigned lock is stale; undefined for every other lock. */
export function unsignedFor(lock: Lock | null): number | undefined {
  if (lock === null || lock.owner !== UNSIGNED || lock.ageSeconds > lock.leaseSeconds) return undefined;
  return lock.leaseSeconds - lock.ageSeconds + 1;
}

/** The owners of all locks. */
export function ownersIn(states: readonly NodeState[]): readonly string[] {
  return [...new Set(states.flatMap((state) => (state.reachable && state.lock !== null ? [state.lock.owner] : [])))];
}
