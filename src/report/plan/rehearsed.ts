/** The actions that a rehearsal on folders leaves out, in the order in which nodes run them. Pure. */
import type { Action } from '../../bundle/action.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { inOrder, isOfAll, NO_DAEMONS } from '../../deploy/plan/needed-actions.ts';
import type { Needed, Plan } from '../../deploy/plan/plan.ts';
import { count } from '../count.ts';
import { span } from '../span.ts';
import { commandLine } from './command-line.ts';
import { questionLine } from './probe-words.ts';

/**
 * A numbered line for each action. With `verbose` also its reason, its worst case, its probe and its rollback. Else
 * actions of one kind share a line, and those that only make up for something missing are counted, unless a node is new.
 */
export function rehearsedLines(plan: Plan, bundle: Bundle, verbose: boolean): readonly string[] {
  const byId = new Map(bundle.actions.map((action) => [action.id, action]));
  const all = plan.leftOut.flatMap(({ action: id, nodes, because }): readonly Needed[] => {
    const action = because === NO_DAEMONS ? byId.get(id) : undefined;
    return action === undefined ? [] : [{ action, nodes }];
  });
  if (all.length === 0) return [];
  const starts = all.some(({ action }) => action.when.includes('new'));
  // Daemons that are started read the new file then.
  const again = all.filter(({ action }) => isOfAll(action)).map(({ action }) => action.id);
  const isRead = ({ announces, id, after, run }: Action) =>
    announces || again.includes(id) || (run.length === 0 && again.some((one) => after.includes(one)));
  const actions = inOrder(all.filter(({ action }) => !starts || !isRead(action)));
  const touched = verbose || starts ? new Set<string>() : touchedBy(plan, bundle);
  const isTouched = ({ action, nodes }: Needed) => nodes.some((node) => touched.has(`${node}:${action.id}`));
  const shown = verbose || starts ? actions : actions.filter(isTouched);
  const groups = verbose ? shown.map((one): Group => [one]) : byKind(shown);
  const width = String(groups.length).length;
  const others = actions.length - shown.length;
  if (groups.length === 0) return [`  ${NOT_RUN}, ${count(others, 'action')} ${IF_MISSING}`];
  return [
    `  ${NOT_RUN}, those that are needed, in this order:`,
    ...groups.flatMap((group, index) => [
      `  ${String(index + 1).padStart(width)}. ${headOf(group)}`,
      ...(verbose ? detailsOf(group[0], plan).map((line) => `  ${' '.repeat(width)}  ${line}`) : []),
    ]),
    ...(others === 0 ? [] : [`  and ${count(others, 'action')} ${IF_MISSING}`]),
  ];
}

const NOT_RUN = `not run here, as ${NO_DAEMONS}; on running nodes`;
const IF_MISSING = 'if something is missing there (-v lists them)';

/** `host1:lvm/scan`: the actions that a changed file of a node needs. */
function touchedBy({ changes }: Plan, { files }: Bundle): ReadonlySet<string> {
  const needs = new Map(
    files.flatMap((file) => file.nodes.map((node) => [`${node}:${file.path}`, file.needs] as const)),
  );
  const written = changes.filter(({ change }) => change !== 'record');
  return new Set(
    written.flatMap(({ node, path }) => (needs.get(`${node}:${path}`) ?? []).map((action) => `${node}:${action}`)),
  );
}

/** One action, or several neighbours of a kind: `lvm/volume`, `iscsi/login`. */
type Group = [Needed, ...Needed[]];

function byKind(actions: readonly Needed[]): readonly Group[] {
  const groups: Group[] = [];
  for (const one of actions) {
    const last = groups.at(-1);
    if (last !== undefined && kindOf(last[0]) === kindOf(one)) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

function kindOf({ action }: Needed): string {
  return action.id.split('/').slice(0, 2).join('/');
}

function headOf([{ action, nodes }, ...more]: Group): string {
  const { id, run, scope, allow } = action;
  const others = more.length === 0 ? '' : ` and ${more.length} more of the kind`;
  const where = scope === 'once' && nodes.length > 1 ? 'one of ' : '';
  const commands = run.map(commandLine).join(', then ') || 'only look';
  const allowed = allow === null ? '' : ` (only with --allow ${allow})`;
  return `${id}${others} on ${where}${nodes.join(', ')}: ${commands}${allowed}`;
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
