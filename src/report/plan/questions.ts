/** What a rehearsal on folders leaves open: the questions that only running nodes can answer. Pure. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { questionLine } from './probe-words.ts';
import { commandLine } from './command-line.ts';

/** Empty where the nodes are real, or the hosts form no cluster. With `verbose` each question is a line. */
export function questionLines(plan: Plan, bundle: Bundle, verbose: boolean): readonly string[] {
  const { nodes, member, gates, serviceActions } = bundle;
  if (member === null || !nodes.every(({ connection }) => connection.via === 'local')) return [];
  if (!verbose) return [`  ${HEADING} ${inShort(plan, bundle)}`];
  const services = serviceActions === null ? [] : [`what runs, and where: ${commandLine(serviceActions.known)}`];
  const lines = [
    `which nodes are members: ${questionLine(member, plan)}`,
    ...services,
    ...gates.map(({ name, probe }) => `whether ${name}: ${questionLine(probe, plan)}`),
    ...leftOutActions(plan, bundle).flatMap((action) => [
      `whether ${action.id} is needed: not if ${questionLine(action.probe, plan)}`,
      `  why: ${action.reason}`,
      `  runs: ${action.run.map(commandLine).join(', then ') || 'nothing; it only looks'}`,
    ]),
  ];
  return [`  ${HEADING}`, ...lines.map((line) => `    ${line}`)];
}

const HEADING = 'only running nodes can say:';

function inShort(plan: Plan, { gates }: Bundle): string {
  const conditions = gates.length === 0 ? [] : [`whether ${gates.map(({ name }) => name).join(', ')}`];
  const actions = plan.leftOut.length === 0 ? [] : ['which of the commands below are needed'];
  const named = plan.phases.length === 0 ? '' : ' (-v shows each question)';
  return `${['which nodes are members', 'what runs where', ...conditions, ...actions].join('; ')}${named}`;
}

function leftOutActions({ leftOut }: Plan, { actions }: Bundle): Bundle['actions'] {
  const ids = new Set(leftOut.map(({ action }) => action));
  return actions.filter(({ id }) => ids.has(id));
}
