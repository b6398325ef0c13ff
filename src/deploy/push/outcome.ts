/** What a push has done, and how it ended. */
import type { Millis } from '../../base/brand.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Cause } from '../node/cause.ts';
import type { Step, StepResult } from '../plan/plan.ts';
import type { KeptFile } from './kept-files.ts';

export type JournalEntry = {
  readonly step: Step;
  readonly result: StepResult;
  readonly at: string;
  /** Why the result is unknown. */
  readonly cause?: Cause;
};

/** Is the node of this entry armed, for all that is known? It is not, if it has said that it cannot be. */
export function mayBeArmed({ step, result, cause }: JournalEntry): boolean {
  return step.do === 'arm' && (result === 'ok' || cause !== undefined);
}

/**
 * `refused`: nothing changed, because a lock is held or a check failed; `reverted`: changes were made and rolled back, verified
 * by checksum; `stuck`: that is unknown for some node.
 */
export type Outcome = {
  readonly ended: 'applied' | 'unchanged' | 'refused' | 'reverted' | 'stuck';
  readonly interrupted: boolean;
  /** Does the cluster fail to run some of what was applied? */
  readonly unhealthy?: true;
  readonly journal: readonly JournalEntry[];
  /** Files of a bundle that nodes kept from before: are they the same again? */
  readonly kept: readonly KeptFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Lines for the journal of each node, at its lock and when that is given back. */
export type NodeRecord = { readonly begin: string; readonly end: (outcome: Outcome) => string };

/** `until`: when the window closes; a step that may last longer does not start. Null: never. */
export type Limits = {
  readonly until?: Date | null;
  /** How long to wait until the cluster runs what was pushed; zero: not at all. The plan's time by default. */
  readonly wait?: Millis | undefined;
  readonly record?: NodeRecord | undefined;
  /** Asks the cluster what it runs; null if no node says. */
  readonly services?: AskServices | undefined;
};

/** `state`: as the cluster names it. */
export type ServiceState = { readonly name: string; readonly up: boolean; readonly state: string };
export type AskServices = () => Promise<readonly ServiceState[] | null>;
