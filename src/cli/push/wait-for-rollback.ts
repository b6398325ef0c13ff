/** Waits for nodes that are still finishing an interrupted push on their own. */
import { greatest } from '../../base/lists.ts';
import { as, type Millis } from '../../base/brand.ts';
import type { Compilation } from '../../analyse.ts';
import { nextStepNote } from '../../status/next-step.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import { unsignedFor, type Gone } from '../../deploy/node/lock.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { observe } from '../../deploy/node/observe.ts';
import { unreachedIn } from '../../deploy/node/unreached.ts';
import { changedMeanwhile } from '../../deploy/plan/findings.ts';
import { leftBehind, lockedBy } from '../../deploy/plan/objections.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Outcome } from '../../deploy/push/outcome.ts';
import type { Work } from '../../deploy/push/step.ts';
import { EXIT, remark, report, unlocated, type ExitCode, type Io } from '../io.ts';
import { endedOwners } from '../nodes/ended-owners.ts';
import type { Reach } from '../nodes/nodes.ts';
import { look, nextIn } from './planning.ts';

/** Milliseconds between two looks: a tenth of the time that is left, as a restart node by node may take hours. Our choice. */
const [SHORTEST, LONGEST] = [5000, 60_000];
/** Milliseconds added to a node's own deadline, as cron runs every minute. Our choice. */
const GRACE = 120_000;

/** The state of the nodes once none is about to roll back by itself, or once it should have done so long ago. */
export async function outlast(reach: Reach, io: Io): Promise<readonly Seen[]> {
  const { bundle, secrets } = reach;
  const { clock, interrupted } = reach.ports;
  const first = await look(reach);
  let left = leftIn(first.map(({ state }) => state));
  if (left.length === 0) return first;
  const until = clock.now().getTime() + greatest(left, 0) * 1000 + GRACE;
  remark(`waiting until ${left.length === 1 ? 'a node has' : `${left.length} nodes have`} ended an earlier push`, io);
  for (;;) {
    await clock.sleep(as<Millis>(Math.min(LONGEST, Math.max(SHORTEST, greatest(left, 0) * 100))));
    // While waiting, only the state of the push counts: no command of the cluster runs for it.
    left = leftIn(await observe(bundle, secrets, reach.ports));
    if (left.length === 0 || interrupted() || clock.now().getTime() >= until) return look(reach);
  }
}

function leftIn(states: readonly NodeState[]): readonly number[] {
  return states.flatMap((state) => secondsLeft(state) ?? []);
}

/** Seconds until the node rolls back on its own, or until an unsigned lock is stale. */
function secondsLeft(state: NodeState): number | undefined {
  return state.reachable ? (state.interrupted?.secondsLeft ?? unsignedFor(state.lock)) : undefined;
}

/** Findings about what may not have ended: nodes that were not reached, are locked, or have an interrupted push. */
export function stillLeft(states: readonly NodeState[], gone: Gone): readonly Diagnostic[] {
  const reached = states.filter((state) => state.reachable);
  return [...unreachedIn(states), ...reached.flatMap((state) => [...lockedBy(state, gone), ...leftBehind(state)])];
}

/** Findings about nodes that were not reached, are locked, or are still interrupted; and what comes next. */
export async function afterFinishing(
  seen: readonly Seen[],
  finished: boolean,
  reach: Reach,
  compilation: Compilation,
  io: Io,
): Promise<ExitCode> {
  const states = seen.map(({ state }) => state);
  const left = stillLeft(states, endedOwners(states));
  const next = await nextIn(reach, compilation, seen);
  report(unlocated([...left, ...nextStepNote(next)]), io.err);
  if (left.length > 0) return EXIT.failed;
  if (!finished) remark('there is nothing to finish: no push was interrupted', io);
  return EXIT.done;
}

/** Did the earlier push go on before its lock was free? */
export function isChanged({ ended, diagnostics }: Outcome): boolean {
  return (
    ended === 'refused' && diagnostics.length > 0 && diagnostics.every(({ code }) => code === changedMeanwhile.code)
  );
}

/** `finished on host1; rolled back on host2, host3`. */
export function whatEnded(work: Pick<Work, 'phases'>): string {
  const ended = endings(work, { finish: 'finished', undo: 'rolled back' });
  return ended || 'nothing was left of it but its locks, which are free now';
}

/** The same before it is done. */
export function toEnd(work: Pick<Work, 'phases'>): string {
  const open = endings(work, { finish: 'to be finished', undo: 'to be rolled back' });
  return open || 'nothing is left of it but its locks';
}

function endings({ phases }: Pick<Work, 'phases'>, words: { readonly finish: string; readonly undo: string }): string {
  const ended = (['finish', 'undo'] as const).flatMap((what) => {
    const nodes = phases.filter((phase) => phase.do === what).flatMap(({ steps }) => steps.map(({ node }) => node));
    return nodes.length === 0 ? [] : [`${words[what]} on ${nodes.join(', ')}`];
  });
  return ended.join('; ');
}
