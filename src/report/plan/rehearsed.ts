/** The actions that a rehearsal on folders leaves out, in the order in which nodes run them. Pure. */
import type { Bundle } from '../../bundle/bundle.ts';
import { inOrder, NO_DAEMONS } from '../../deploy/plan/needed-actions.ts';
import type { Needed, Plan } from '../../deploy/plan/plan.ts';
import { span } from '../span.ts';
import { commandLine } from './command-line.ts';
import { questionLine } from './probe-words.ts';

/** A numbered line for each action; with `verbose` also its reason, its worst case, the question that follows it and the way to undo it. */
export function rehearsedLines(plan: Plan, bundle: Bundle, verbose: boolean): readonly string[] {
  const all = plan.leftOut.flatMap((one) => (one.because === NO_DAEMONS ? neededIn(one, bundle) : []));
  const starts = all.some(({ action }) => action.when.includes('new'));
  // Daemons that are started read the new file then.
  const actions = inOrder(all.filter(({ action }) => !(starts && action.announces)));
  if (actions.length === 0) return [];
  const width = String(actions.length).length;
  return [
    `  not run here, as ${NO_DAEMONS}; on running nodes, those that are needed, in this order:`,
    ...actions.flatMap((one, index) => [
      `  ${String(index + 1).padStart(width)}. ${headOf(one)}`,
      ...(verbose ? detailsOf(one, plan).map((line) => `  ${' '.repeat(width)}  ${line}`) : []),
    ]),
  ];
}

function neededIn({ action, nodes }: Plan['leftOut'][number], { actions }: Bundle): readonly Needed[] {
  return actions.filter(({ id }) => id === action).map((found) => ({ action: found, nodes }));
}

function headOf({ action: { id, run, scope, allow }, nodes }: Needed): string {
  const where = scope === 'once' && nodes.length > 1 ? 'one of ' : '';
  return `${id} on ${where}${nodes.join(', ')}: ${run.map(commandLine).join(', then ') || 'only look'}${allow === null ? '' : ` (only with --allow ${allow})`}`;
}

function detailsOf({ action: { reason, worstCase, probe, undo } }: Needed, plan: Plan): readonly string[] {
  const back = undo === null ? 'none' : undo.run.map(commandLine).join(', then ') || 'nothing to do';
  return [
    `why: ${reason}`,
    `at most ${span(worstCase.millis)} (${worstCase.source})`,
    `not needed, or done, when ${questionLine(probe, plan)}`,
    `rollback: ${back}`,
  ];
}
