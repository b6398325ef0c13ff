/** The steps of a plan in order: each action with its commands, reason, worst case, probe and rollback. Pure. */
import picocolors from 'picocolors';
import type { Bundle } from '../../bundle/bundle.ts';
import { actionNamed, NO_DAEMONS } from '../../deploy/plan/needed-actions.ts';
import type { Phase, Plan, Step, LeftOut, Needed } from '../../deploy/plan/plan.ts';
import { listed } from '../listed.ts';
import { span } from '../span.ts';
import { commandLine } from './command-line.ts';
import { questionLine } from './probe-words.ts';
import { rehearsedLines } from './rehearsed.ts';

/** Without `brief` every step is shown, and every name. */
type Options = { readonly color: boolean; readonly brief?: boolean };

/** One numbered line per phase, with details below an action. */
export function stepLines(plan: Plan, bundle: Bundle, options: Options): readonly string[] {
  if (plan.phases.length === 0) return [];
  const { brief = true } = options;
  const shown = plan.phases.filter((phase, index) => !brief || isShownBriefly(phase, plan, index));
  const others = plan.leftOut.filter(({ because }) => because !== NO_DAEMONS);
  const leftOut = [...leftOutLines(others, brief), ...rehearsedLines(plan, bundle, !brief)];
  if (brief && plan.actions.length === 0 && plan.members.length === 0) return leftOut;
  const paint = picocolors.createColors(options.color);
  const width = String(shown.length).length;
  const lines = shown.flatMap((phase, index) => {
    const number = String(index + 1).padStart(width);
    const [first = '', ...more] = phaseLines(phase, plan, bundle);
    const before = index > 0 ? waveLines(phase, shown[index - 1], plan) : [];
    return [...before, `  ${number}. ${first}`, ...more.map((line) => `  ${' '.repeat(width)}  ${paint.dim(line)}`)];
  });
  const time = plan.worstCase === 0 ? '' : `, ${span(plan.worstCase)} at most, not counting copies`;
  return [`in this order${time}:`, ...lines, ...leftOut];
}

/** A heading where the turn of a node begins, and where all nodes continue together. */
function waveLines({ wave }: Phase, before: Phase | undefined, { phases, actions }: Plan): readonly string[] {
  if (wave === before?.wave) return [];
  const leave = new Set(actions.flatMap(({ action }) => (action.disruption === 'leave-cluster' ? [action.id] : [])));
  const steps = phases.filter((phase) => phase.wave === wave).flatMap((phase) => phase.steps);
  const leaving = steps.flatMap((step) =>
    step.do === 'run' && step.action !== null && leave.has(step.action) ? [step.node] : [],
  );
  const [first, ...others] = new Set(leaving);
  if (wave === 1 || first === undefined) return ['  on all nodes again:'];
  return [others.length === 0 ? `  the turn of ${first}:` : '  on all nodes at once:'];
}

/** Does a step concern a reviewer, and is it not a part of another one? */
export function isShownBriefly(phase: Phase, plan: Plan, index: number): boolean {
  return !SILENT.has(phase.do) && !isAskedElsewhere(plan, index);
}

/** Bookkeeping that does not concern a reviewer. */
const SILENT = new Set<Step['do']>(['take-over', 'lock', 'compare', 'hold', 'commit', 'unlock']);

/**
 * Is the probe already covered? The line of an action names the probe that follows it; after the check of the files all probes
 * run again.
 */
function isAskedElsewhere({ phases, actions }: Plan, index: number): boolean {
  const [first] = phases[index]?.steps ?? [];
  if (first?.do !== 'probe' || first.action === null) return false;
  if (!actions.some(({ action }) => action.id === first.action && action.announces)) return true;
  const files = phases.findIndex(
    ({ do: what, steps: [step] }) => what === 'probe' && step?.do === 'probe' && step.action === null,
  );
  return phases[index]?.do === 'probe' && index > files;
}

export function phaseLines(phase: Phase, plan: Plan, bundle: Bundle): readonly string[] {
  const nodes = phase.steps.map(({ node }) => node).join(', ');
  const [step] = phase.steps;
  if (step === undefined) return [];
  switch (step.do) {
    case 'check':
      return [`check ${step.path} on ${nodes}: ${checkOf(step.path, bundle)}`];
    case 'gate':
      return [`continue only if ${step.name}: ${nodes}`];
    case 'arm':
      return [`arm ${nodes}${alone(plan)}`];
    case 'place':
      return [`put ${plan.versioned?.file ?? 'files'} in place on ${nodes}`];
    case 'run':
      return step.action === null ? [`put files in place on ${nodes}`] : actionLines(step.action, phase.steps, plan);
    case 'probe':
      return [step.action === null ? filesLine(nodes, plan) : probeLine(step.action, nodes, plan)];
    case 'patch':
      return [
        `change ${plan.document?.path ?? 'the document'} on ${nodes}${partOf(step.part, plan)}: refused if it has been changed since`,
      ];
    case 'verify':
      return [`see whether the cluster has the change: ${nodes}`];
    case 'rest':
      return [`wait until the cluster is at rest${proofOf(step.part, plan)}: ${nodes}`];
    case 'clear':
      return [`remove the files that nothing needs any more: ${nodes}`];
    case 'settle':
      return [settleLine(plan)];
    case 'take-over':
    case 'lock':
    case 'compare':
    case 'finish':
    case 'undo':
    case 'stage':
    case 'hold':
    case 'take-back':
    case 'confirm':
    case 'commit':
    case 'back':
    case 'revert':
    case 'unlock':
      return [`${step.do} ${nodes}`];
  }
}

function proofOf(part: number, plan: Plan): string {
  const proof = plan.document?.parts[part]?.proof ?? null;
  return proof === null ? '' : `, and ${questionLine(proof, plan)}`;
}

/** Which of several parts. */
function partOf(part: number, { document }: Plan): string {
  const { parts = [] } = document ?? {};
  return parts.length < 2 ? '' : `, part ${part + 1} of ${parts.length} (${parts[part]?.what})`;
}

function filesLine(nodes: string, { actions }: Plan): string {
  return actions.length === 0
    ? `check that the files are in place: ${nodes}`
    : `check over a new connection that the files are in place and every action is done: ${nodes}`;
}

function alone({ arming: { revertsAfter, version }, leaving }: Plan): string {
  if (revertsAfter === 0) return '';
  // Where a version is announced, nodes know whether any of them has left the cluster.
  const outage = leaving === 'all-at-once' && version === null ? `, ${STOPS_ALL}` : '';
  return `: each rolls itself back if it hears nothing from here for ${span(revertsAfter)}${outage}`;
}

/** A node alone does not know how far the push came. */
const STOPS_ALL = 'which stops every service and VM for a while, also if none had been stopped by then';

function checkOf(path: string, { files }: Bundle): string {
  const check = files.find((file) => file.path === path)?.check;
  return check === undefined || check === null ? 'nothing' : commandLine(check);
}

function actionLines(id: Needed['action']['id'], steps: Phase['steps'], plan: Plan): readonly string[] {
  const [node] = steps.map((step) => step.node);
  if (node === undefined) return [];
  const action = actionNamed(plan, id, node);
  const nodes = steps.map((step) => step.node).join(', ');
  const { run, reason, worstCase, gate, probe, undo } = action;
  const back = undo === null ? 'none' : undo.run.map(commandLine).join(', then ') || 'nothing to do';
  return [
    `${id} on ${nodes}: ${run.map(commandLine).join(', then ') || 'only look'}`,
    `why: ${reason}`,
    `at most ${span(worstCase.millis)} (${worstCase.source})`,
    ...(gate === null ? [] : [`only if ${questionLine(gate, plan)}`]),
    `done when ${questionLine(probe, plan)}`,
    `rollback: ${back}`,
  ];
}

function settleLine({ takeover }: Plan): string {
  const { started = [], gone = [], within = 0 } = takeover ?? {};
  const what = [
    ...(started.length === 0 ? [] : [`${listed(started)} ${started.length === 1 ? 'is' : 'are'} started`]),
    ...(gone.length === 0 ? [] : [`${listed(gone)} ${gone.length === 1 ? 'is' : 'are'} forgotten`]),
  ];
  return `wait until ${what.join(' and ') || 'the cluster answers'}, ${span(within)} at most; nothing is rolled back for it`;
}

function probeLine(id: Needed['action']['id'], nodes: string, plan: Plan): string {
  const action = plan.actions.find((one) => one.action.id === id)?.action;
  return action === undefined ? id : `wait until ${id} is done on ${nodes}`;
}

/** Groups those with the same reason. */
function leftOutLines(leftOut: readonly LeftOut[], brief: boolean): readonly string[] {
  const reasons = [...new Set(leftOut.map(({ because }) => because))];
  return reasons.map((reason) => {
    const actions = leftOut.filter(({ because }) => because === reason).map(({ action }) => action);
    const shown = brief ? actions.slice(0, NAMED) : actions;
    const more = actions.length - shown.length;
    return `  not run (${reason}): ${shown.join(', ')}${more > 0 ? ` and ${more} others` : ''}`;
  });
}

/** Most names in a line; --format json has all of them. */
const NAMED = 12;
