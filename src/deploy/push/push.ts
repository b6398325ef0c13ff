/**
 * The interpreter of a plan, and the only one. Phase after phase, all nodes of a phase at once; at the first failure
 * everything is put back. It decides no order and knows no cluster.
 */
import { as, type Millis } from '../../base/brand.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { SecretValues } from '../node/activator.ts';
import type { Phase } from '../plan/plan.ts';
import type { Work } from './step.ts';
import type { Ports } from '../node/ports.ts';
import { recover } from './roll-back.ts';
import { type Outcome, type Limits, Run } from './run.ts';

/** Carries out a plan. Never throws for what a node does. */
export async function push(
  work: Work,
  bundle: Bundle,
  secrets: SecretValues,
  ports: Ports,
  { until = null, wait }: Limits = {},
): Promise<Outcome> {
  if (work.phases.length === 0)
    return { ended: 'unchanged', interrupted: false, journal: [], kept: [], diagnostics: [] };
  const run = new Run({ work, bundle, secrets, ports });
  const outcome = await carriedOut(run, until);
  return outcome.ended === 'applied' ? settled(run, outcome, wait) : outcome;
}

async function carriedOut(run: Run, until: Date | null): Promise<Outcome> {
  const { work, ports } = run.site;
  for (const phase of work.phases.filter((one) => one.do !== 'settle')) {
    const goesOn = HELD.has(phase.do) || (!ports.interrupted() && run.fits(phase, until));
    const done = goesOn && (await run.phase(phase));
    // A lock that stays is reported, but what was pushed is pushed.
    if (!done && phase.do !== 'unlock') return recover(run, ports.interrupted());
  }
  return run.outcome('applied', ports.interrupted());
}

/** What comes when every node has confirmed: an interrupt does not stop it any more. */
const HELD = new Set<Phase['do']>(['commit', 'unlock']);

/** A service that does not start is told, and nothing is put back: that would be a second restart. Decision 58. */
async function settled(run: Run, outcome: Outcome, wait: Millis | undefined): Promise<Outcome> {
  const { work, ports } = run.site;
  const phase = work.phases.find((one) => one.do === 'settle');
  const within = wait ?? work.takeover?.within ?? 0;
  if (phase === undefined || work.takeover === null || within === 0 || ports.interrupted()) return outcome;
  const healthy = await run.settle(phase, { ...work.takeover, within: as<Millis>(within) });
  const settled = run.outcome('applied', ports.interrupted());
  return healthy ? settled : { ...settled, unhealthy: true };
}
