/**
 * The only interpreter of a plan: runs phase after phase, all nodes of a phase at once; phases that need no decision from here between
 * them travel in one request. The first failure rolls everything back. It decides no order and knows no cluster.
 */
import { as, type Millis } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { SecretValues } from '../node/activator.ts';
import type { Phase } from '../plan/plan.ts';
import type { Work } from './step.ts';
import type { Ports } from '../node/ports.ts';
import { rollBack } from './roll-back.ts';
import { requestsOf } from './request.ts';
import type { Limits, Outcome } from './outcome.ts';
import { Run } from './run.ts';

/** Carries out a plan. Never throws for a failure of a node. */
export async function push(
  work: Work,
  bundle: Bundle,
  secrets: SecretValues,
  ports: Ports,
  { until = null, wait, record, services }: Limits = {},
): Promise<Outcome> {
  if (work.phases.length === 0)
    return { ended: 'unchanged', interrupted: false, journal: [], kept: [], diagnostics: [] };
  const run = new Run({ work, bundle, secrets, ports, services }, record);
  const outcome = await carriedOut(run, until);
  return outcome.ended === 'applied' ? settled(run, outcome, wait) : outcome;
}

async function carriedOut(run: Run, until: Date | null): Promise<Outcome> {
  const { work, ports } = run.input;
  for (const phases of requestsOf(work.phases.filter((one) => one.do !== 'settle'))) {
    const goesOn = phases.every((phase) => HELD.has(phase.do) || (!ports.interrupted() && run.fits(phase, until)));
    const failed = goesOn ? await carryOut(run, phases) : phases;
    // A lock that remains is reported, but the push is done.
    if (failed.some((phase) => phase.do !== 'unlock')) return rollBack(run, ports.interrupted());
  }
  return run.outcome('applied', ports.interrupted());
}

/** The phases that failed on some node. */
function carryOut(run: Run, phases: readonly Phase[]): Promise<readonly Phase[]> {
  if (phases.some((phase) => phase.do === 'unlock')) run.close('applied', run.input.ports.interrupted(), phases);
  return run.together(phases);
}

/** Phases after all nodes have confirmed; an interrupt no longer stops the push. */
const HELD = new Set<Phase['do']>(['commit', 'unlock']);

/** Reports services that do not start, without a rollback, which would be a second restart. */
async function settled(run: Run, outcome: Outcome, wait: Millis | undefined): Promise<Outcome> {
  const { work, ports } = run.input;
  const phase = work.phases.find((one) => one.do === 'settle');
  const within = wait ?? work.takeover?.within ?? 0;
  if (phase === undefined || work.takeover === null || within === 0 || ports.interrupted()) return outcome;
  const healthy = await run.settle(phase, { ...work.takeover, within: as<Millis>(within) });
  const settled = run.outcome('applied', ports.interrupted());
  return healthy ? settled : { ...settled, unhealthy: true };
}
