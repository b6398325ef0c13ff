/** Records a push in the journals of this machine and of the nodes, and keeps its bundle for a revert. A failure never stops the push. */
import type { Bundle } from '../../bundle/bundle.ts';
import { isError, type Diagnostic } from '../../diag/diagnostic.ts';
import { isSecretsOnly } from '../../deploy/plan/changes.ts';
import type { Begin, End } from '../../deploy/push/journal.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import type { NodeRecord, Outcome } from '../../deploy/push/outcome.ts';
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
  readonly begin: (
    plan: Plan,
    bundle: Bundle,
    whole: Bundle,
    exitOf: (outcome: Outcome) => ExitCode,
  ) => Promise<NodeRecord | undefined>;
  readonly end: (plan: Plan, bundle: Bundle, outcome: Outcome, exit: ExitCode) => void;
};

/** The record of a push; `now`: the controller's time. What cannot be written is a warning. */
export function recordOf(pushed: PushedCommand, memory: Environment, now: () => Date, io: Io): PushRecord {
  const id = newPushId();
  const v = 1 as const;
  const at = () => now().toISOString();
  const endOf = (plan: Plan, bundle: Bundle, outcome: Outcome, exit: ExitCode): End => {
    const nodes = Object.fromEntries(
      bundle.nodes.map(({ host }) => [host, recapOf(plan, bundle, host, outcome).state]),
    );
    const { ended, interrupted, diagnostics } = outcome;
    const errors = diagnostics.filter(isError).slice(0, FEW).map(inShort);
    return { v, entry: 'end', at: at(), id, outcome: ended, exit, interrupted, nodes, errors };
  };
  return {
    begin: async (plan, bundle, whole, exitOf) => {
      const { cluster, nodes } = bundle;
      const facts = {
        id,
        who: userAndMachine(),
        bundle: bundle.id,
        plan: plan.id,
        cluster,
        nodes: nodes.map(({ host }) => host),
        ...(isSecretsOnly(plan.changes) ? { secretsOnly: true as const } : {}),
      };
      const entry: Begin = { v, entry: 'begin', at: at(), ...facts, ...pushed };
      const written = openJournal(memory, cluster).append(entry);
      report(unlocated([...written, ...(await keepBundle(memory, whole, readActivator()))]), io.err);
      return {
        begin: JSON.stringify(entry),
        end: (outcome) => JSON.stringify(endOf(plan, bundle, outcome, exitOf(outcome))),
      };
    },
    end: (plan, bundle, outcome, exit) => {
      const entry = endOf(plan, bundle, outcome, exit);
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

export const NO_RECORD: PushRecord = { begin: () => Promise.resolve(undefined), end: () => undefined };
