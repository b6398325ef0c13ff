/** A simulation that is to be shown. */
import type { Loss } from '../../placement/quorum.ts';
import type { Step } from '../../placement/simulate.ts';

export type Simulation = {
  readonly stack: string;
  /** Does each step follow the one before? Otherwise all follow the first one. */
  readonly isSequence: boolean;
  readonly steps: readonly Step[];
  /** Quorum by the number of failed hosts; empty if it was not asked for. */
  readonly losses: readonly Loss[];
};

/** The change in a few words: `host1 and host2 fail`. */
export function titleOf({ change, members }: Step): string {
  if (change.kind === 'crash') return `${change.name} crashes`;
  if (change.kind === 'start') return `cold start of ${members.join(', ')}`;
  const { hosts } = change;
  const one = hosts.length === 1;
  const verbs = {
    fail: one ? 'fails' : 'fail',
    drain: one ? 'is drained' : 'are drained',
    return: one ? 'returns' : 'return',
  };
  return `${hosts.join(' and ')} ${verbs[change.kind]}`;
}
