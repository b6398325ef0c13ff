/** How long a phase may take. */
import { greatest } from '../../base/lists.ts';
import { actionNamed } from '../plan/needed-actions.ts';
import type { Phase } from '../plan/plan.ts';
import type { Work } from './step.ts';

/** The longest time of a phase; null if it runs whatever the time. */
export function worstOf(phase: Phase, work: Work): number | null {
  if (phase.do === 'arm') return work.worstCase;
  if (phase.do !== 'run') return null;
  const times = phase.steps.map((step) =>
    step.do === 'run' && step.action !== null ? actionNamed(work, step.action).worstCase.millis : 0,
  );
  return greatest(times, 0);
}
