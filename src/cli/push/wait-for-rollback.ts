/** Waiting until nodes that were left alone have ended what they were left with. */
import { as, type Millis } from '../../base/brand.ts';
import type { Seen } from '../../deploy/node/seen.ts';
import type { NodeState } from '../../deploy/node/state.ts';
import { unreachedIn } from '../../deploy/node/unreached.ts';
import { leftBehind } from '../../deploy/plan/objections.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { Work } from '../../deploy/push/step.ts';
import { remark, type Io } from '../io.ts';
import type { Reach } from '../nodes/nodes.ts';
import { look } from './planning.ts';

/** Between two looks, and beyond the time that a node names: its cron comes every minute. Our choice. */
const PAUSE = as<Millis>(5000);
const GRACE = 120_000;

/** What is seen when no node is about to put itself back any more, or when it should have done so long ago. */
export async function outlast(reach: Reach, io: Io): Promise<readonly Seen[]> {
  const { clock, interrupted } = reach.ports;
  const first = await look(reach);
  const left = first.flatMap(({ state }) => (state.reachable ? (state.interrupted?.secondsLeft ?? []) : []));
  if (left.length === 0) return first;
  const until = clock.now().getTime() + Math.max(...left) * 1000 + GRACE;
  remark(`waiting until ${left.length === 1 ? 'a node has' : `${left.length} nodes have`} ended an earlier push`, io);
  for (;;) {
    await clock.sleep(PAUSE);
    const seen = await look(reach);
    const waits = seen.some(({ state }) => state.reachable && (state.interrupted?.secondsLeft ?? null) !== null);
    if (!waits || interrupted() || clock.now().getTime() >= until) return seen;
  }
}

/** What is not ended, or may not be: of each node that was not reached, and of each that an earlier push still waits for. */
export function stillLeft(states: readonly NodeState[]): readonly Diagnostic[] {
  return [...unreachedIn(states), ...states.flatMap((state) => (state.reachable ? leftBehind(state) : []))];
}

/** `finished on host1; put back on host2, host3`. */
export function whatEnded({ phases }: Pick<Work, 'phases'>): string {
  const told = (['finish', 'undo'] as const).flatMap((what) => {
    const nodes = phases.filter((phase) => phase.do === what).flatMap(({ steps }) => steps.map(({ node }) => node));
    return nodes.length === 0 ? [] : [`${what === 'finish' ? 'finished' : 'put back'} on ${nodes.join(', ')}`];
  });
  return told.join('; ') || 'nothing was left of it but its locks, which are free now';
}
