/** Records a push in the journal of this machine and keeps its bundle for a revert. A failure never stops the push. */
import type { Bundle } from '../../bundle/bundle.ts';
import { isError, type Diagnostic } from '../../diag/diagnostic.ts';
import type { Begin } from '../../deploy/push/journal.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import type { Outcome } from '../../deploy/push/run.ts';
import { readActivator } from '../../edge/assets.ts';
import { keepBundle } from '../../edge/bundle/bundle-cache.ts';
import { newPushId, openJournal } from '../../edge/state/journal.ts';
import type { Environment } from '../../edge/run.ts';
import { userAndMachine } from '../../edge/lock-owner.ts';
import { recapOf } from '../../report/plan/recap.ts';
import { report, unlocated, type ExitCode, type Io } from '../io.ts';

export type PushedCommand = Pick<Begin, 'command' | 'because' | 'allowed'>;

export type PushRecord = {
  /** `whole`: the bundle with all nodes, whichever are pushed to. */
  readonly begin: (plan: Plan, bundle: Bundle, whole: Bundle) => Promise<void>;
  readonly end: (plan: Plan, bundle: Bundle, outcome: Outcome, exit: ExitCode) => void;
};

/** The record of a push; `now`: the controller's time. What cannot be written is a warning. */
export function recordOf(pushed: PushedCommand, memory: Environment, now: () => Date, io: Io): PushRecord {
  const id = newPushId();
  const v = 1 as const;
  const at = () => now().toISOString();
  return {
    begin: async (plan, bundle, whole) => {
      const { cluster, nodes } = bundle;
      const facts = {
        id,
        who: userAndMachine(),
        bundle: bundle.id,
        plan: plan.id,
        cluster,
        nodes: nodes.map(({ host }) => host),
      };
      const written = openJournal(memory, cluster).append({ v, entry: 'begin', at: at(), ...facts, ...pushed });
      report(unlocated([...written, ...(await keepBundle(memory, whole, readActivator()))]), io.err);
    },
    end: (plan, bundle, outcome, exit) => {
      const nodes = Object.fromEntries(
        bundle.nodes.map(({ host }) => [host, recapOf(plan, bundle, host, outcome).state]),
      );
      const { ended, interrupted, diagnostics } = outcome;
      const errors = diagnostics.filter(isError).slice(0, FEW).map(inShort);
      const entry = { v, entry: 'end', at: at(), id, outcome: ended, exit, interrupted, nodes, errors } as const;
      report(unlocated(openJournal(memory, bundle.cluster).append(entry)), io.err);
    },
  };
}

/** Most errors in the journal, and lines of each. Our choice: enough to see what went wrong. */
const FEW = 3;
const LONGEST = 240;

function inShort({ code, message }: Diagnostic): string {
  const said = `${code}: ${message}`;
  return said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
}

export const NO_RECORD: PushRecord = { begin: () => Promise.resolve(), end: () => undefined };
