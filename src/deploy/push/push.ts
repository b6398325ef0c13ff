/**
 * The interpreter of a plan, and the only one. Phase after phase, all nodes of a phase at once; at the first failure
 * everything is put back. It decides no order and knows no cluster.
 */
import type { Bundle } from '../../bundle/bundle.ts';
import type { SecretValues } from '../node/activator.ts';
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
  { until = null }: Limits = {},
): Promise<Outcome> {
  if (work.phases.length === 0)
    return { ended: 'unchanged', interrupted: false, journal: [], kept: [], diagnostics: [] };
  const run = new Run({ work, bundle, secrets, ports });
  for (const phase of work.phases) {
    const goesOn = phase.do === 'unlock' || (!ports.interrupted() && run.fits(phase, until));
    const done = goesOn && (await run.phase(phase));
    // A lock that stays is reported, but what was pushed is pushed.
    if (!done && phase.do !== 'unlock') return recover(run, ports.interrupted());
  }
  return run.outcome('applied', false);
}
