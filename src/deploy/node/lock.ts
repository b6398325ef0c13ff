/** Stale locks. Pure. */
import type { Lock, NodeState } from './state.ts';

/** Owners whose process is known to have ended. */
export type Gone = ReadonlySet<string>;

/** A lock is stale if its lease has expired or its process has ended: its owner is not at work. */
export function isStale({ owner, ageSeconds, leaseSeconds }: Lock, gone: Gone): boolean {
  return ageSeconds > leaseSeconds || gone.has(owner);
}

/** The owners of all locks. */
export function ownersIn(states: readonly NodeState[]): readonly string[] {
  return [...new Set(states.flatMap((state) => (state.reachable && state.lock !== null ? [state.lock.owner] : [])))];
}
