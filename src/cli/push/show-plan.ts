/** A plan before it is carried out: on the terminal, for programs, and as a page. */
import { canonicalPieces } from '../../base/json.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { hasError, type Diagnostic } from '../../diag/diagnostic.ts';
import { planJson } from '../../report/plan/json.ts';
import { renderPlan } from '../../report/plan/plan.ts';
import { stackOfBundle } from '../../stack/stacks.ts';
import { nextStepNote } from '../../status/next-step.ts';
import { report, unlocated, type Io } from '../io.ts';
import type { Reach } from '../nodes/nodes.ts';
import { planContext } from '../plan/plan-context.ts';
import { writeEvent, writeFindings } from './events.ts';
import type { How } from './how.ts';
import type { Timed } from './plan-window.ts';

/** Prints the plan, and what was found; for programs as one value or as events. */
export async function show(timed: Timed, { bundle }: Reach, how: How, io: Io): Promise<void> {
  const { plan, effects, window, next } = timed;
  const { format, check } = how;
  const json = planJson(plan, effects, window);
  if (format !== 'json')
    io.out.write(renderPlan(plan, bundle, { ...io.out, ...(await shownWith(timed, bundle, how)) }));
  else if (check === true) for (const piece of canonicalPieces(json)) io.out.write(piece);
  else writeEvent(io.out, 'plan', { plan: json });
  // A push that is carried out is the next step, or what was asked for instead.
  const stops = check === true || hasError(plan.diagnostics) || plan.phases.length === 0;
  tell([...plan.diagnostics, ...(stops ? nextStepNote(next()) : [])], how, io);
}

/** What a plan is shown with. */
async function shownWith({ plan, seen, effects, window }: Timed, bundle: Bundle, { about }: How) {
  const unseen = seen.flatMap(({ state }) => (state.reachable ? [] : [state.node]));
  const operations = await stackOfBundle(bundle).operations();
  return { effects, window, unseen, ...(await planContext(plan, about.compilation, operations)) };
}

/** Writes the plan as a review. */
export async function writeReport(
  path: string,
  timed: Timed,
  { bundle }: Reach,
  how: How,
  io: Io,
): Promise<readonly Diagnostic[]> {
  const { writePlanReport } = await import('../plan/report-file.ts');
  const context = await shownWith(timed, bundle, how);
  const findings = unlocated(timed.plan.diagnostics);
  const planned = { plan: timed.plan, bundle, context, findings, left: timed.left };
  return writePlanReport(path, planned, how.about.compilation, io.conceal);
}

/** Reports on standard error; in a stream of events also as an event. */
export function tell(diagnostics: readonly Diagnostic[], { format, check }: How, io: Io): void {
  const found = unlocated(diagnostics);
  if (format === 'json' && check !== true) writeFindings(found, io);
  report(found, io.err);
}
