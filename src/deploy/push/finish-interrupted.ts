/** Phases that end an interrupted push under the locks before a new push is planned. */
import type { Bundle } from '../../bundle/bundle.ts';
import { locked } from '../plan/findings.ts';
import { stillArmed } from '../plan/push-findings.ts';
import { as, type Millis } from '../../base/brand.ts';
import { isStale, type Gone } from '../node/lock.ts';
import type { Work } from './step.ts';
import type { Phase, Step } from '../plan/plan.ts';
import { lockPhases, unlockPhase } from '../plan/schedule.ts';
import type { NodeState, ReachedNode } from '../node/state.ts';

/**
 * Takes over locks if allowed, and ends interrupted pushes unless another lock shows that they still run. A change that holds
 * on all nodes is finished; anything armed or only staged is rolled back. Undefined if there is nothing to end.
 */
export function planFinishing(
  { nodes }: Bundle,
  states: readonly NodeState[],
  allowed: ReadonlySet<string>,
  gone: Gone = new Set(),
): Work | undefined {
  const reached = states.filter((state) => state.reachable);
  const free = reached.filter(({ lock }) => lock === null || isStale(lock, gone) || allowed.has(locked.code));
  const steps = free.flatMap((state) => ending(state, states, allowed));
  const left = free.filter(({ node, lock }) => lock !== null || steps.some((step) => step.node === node));
  if (left.length === 0) return undefined;
  const hosts = nodes.map(({ host }) => host).filter((host) => left.some(({ node }) => node === host));
  const endings = (['finish', 'undo'] as const)
    .map((what): Phase => ({ do: what, wave: 1, steps: steps.filter((step) => step.do === what) }))
    .filter((phase) => phase.steps.length > 0);
  // Between the look and the lock the other push may have gone on, if it is alive.
  const compare = left.map(({ node, digest }): Step => ({ do: 'compare', node, seen: digest }));
  const phases: readonly Phase[] = [
    ...lockPhases(hosts, left),
    { do: 'compare', wave: 1, steps: compare },
    ...endings,
    unlockPhase(hosts),
  ];
  return { ...NOTHING, phases };
}

const NOTHING = {
  changes: [],
  ownForms: [],
  document: null,
  late: {},
  actions: [],
  members: [],
  leaving: 'none',
  arming: { revertsAfter: as<Millis>(0), version: null },
  takeover: null,
  worstCase: as<Millis>(0),
} as const;

function ending(
  { node, interrupted }: ReachedNode,
  states: readonly NodeState[],
  allowed: ReadonlySet<string>,
): readonly Step[] {
  if (interrupted === null) return [];
  const { bundle, after, secondsLeft } = interrupted;
  // It is about to roll back by itself. Only a node that should have done so, and could not, may be helped.
  if (secondsLeft !== null && (secondsLeft > 0 || !allowed.has(stillArmed.code))) return [];
  if (after !== 'confirmed') return [{ do: 'undo', node, bundle }];
  // It is unknown whether the change holds everywhere while a node cannot be reached.
  if (!states.every((state) => state.reachable)) return [];
  const armed = states.some(
    (state) => state.reachable && state.interrupted?.bundle === bundle && state.interrupted.after === 'armed',
  );
  return [{ do: armed ? 'undo' : 'finish', node, bundle }];
}
