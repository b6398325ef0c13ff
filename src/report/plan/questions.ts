/** What a rehearsal on folders leaves open: the questions that only running nodes can answer. Pure. */
import type { Bundle } from '../../bundle/bundle.ts';
import type { Plan } from '../../deploy/plan/plan.ts';
import { count } from '../count.ts';
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
  ];
  return [`  ${HEADING}:`, ...lines.map((line) => `    ${line}`)];
}

const HEADING = 'only running nodes can say';

function inShort({ leftOut }: Plan, { gates }: Bundle): string {
  const actions = new Set(leftOut.map(({ action }) => action)).size;
  const commands =
    actions === 0 ? '' : ` and whether ${count(actions, 'action')} ${actions === 1 ? 'is' : 'are'} needed`;
  const holds = `${count(gates.length, 'condition')} ${gates.length === 1 ? 'holds' : 'hold'}`;
  return `who is a member, what runs where, whether ${holds}${commands} (-v shows each question)`;
}
