/** Steps that need no decision of the controller between them, in one request to a node. Each stays a step of the plan. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import { Budget } from './budget.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Command } from '../../bundle/action.ts';
import { filesOf, type BundleNode } from '../../bundle/bundle.ts';
import { activate, desiredIndex, VERB_TIMEOUT } from '../node/activator.ts';
import { GARBLED } from '../node/observe.ts';
import type { Ran } from '../node/ports.ts';
import { wordOnNode } from '../node/words.ts';
import type { Phase, Step } from '../plan/plan.ts';
import {
  archiveFor,
  CHECK,
  END,
  intentFor,
  lockInput,
  nodeOf,
  unlockInput,
  validatorOf,
  type PushInput,
} from './step.ts';

/** The phases that may precede a phase in one request. A file is only written on a node that can put it back. */
const BEHIND: { readonly [D in Step['do']]?: readonly Step['do'][] } = {
  compare: ['lock'],
  stage: ['compare'],
  check: ['stage', 'check'],
  run: ['arm'],
  probe: ['run'],
  unlock: ['commit'],
};

/** Groups phases into requests. The effect of actions is probed over a new connection, so that probe has a request of its own. */
export function requestsOf(phases: readonly Phase[]): readonly (readonly Phase[])[] {
  const isOfFiles = !phases.some(({ steps }) => steps.some((step) => 'action' in step && step.action !== null));
  const trips: Phase[][] = [];
  for (const phase of phases) {
    const trip = trips.at(-1);
    const before = trip?.at(-1);
    if (trip !== undefined && before !== undefined && follows(phase, before, isOfFiles)) trip.push(phase);
    else trips.push([phase]);
  }
  return trips;
}

function follows({ do: what, steps }: Phase, before: Phase, isOfFiles: boolean): boolean {
  const mayFollow =
    steps.every((step) => !('action' in step) || step.action === null) && (what !== 'probe' || isOfFiles);
  return mayFollow && BEHIND[what]?.includes(before.do) === true;
}

/**
 * `ran` undefined: there was nothing to do. `millis`: as the node measured it. `maybe`: the node did not answer to the end, and may
 * have come to this step.
 */
export type Arrived = {
  readonly step: Step;
  readonly ran: Ran | undefined;
  readonly millis?: number;
  readonly maybe?: boolean;
};

type EntryOf = (step: Step) => string | undefined;

/** The results of the steps of each node. */
export type Requests = ReadonlyMap<HostName, Promise<readonly Arrived[]>>;

/**
 * Characters of files whose archives are held at once. Our choice: an archive takes about four times as much until the node has it.
 * 16 hosts with 60 VMs each have less, and wait for nothing.
 */
export const ARCHIVES_AT_ONCE = 4 * 1024 ** 2;

/**
 * Starts phases on all of their nodes, one request each; large archives are made and sent a few at a time. `entry`: the line of a step
 * for the journal of its node.
 */
export function travel(phases: readonly Phase[], input: PushInput, entry: EntryOf): Requests {
  const steps = phases.flatMap((phase) => phase.steps);
  const nodes = [...new Set(steps.map(({ node }) => node))];
  const archives = new Budget(ARCHIVES_AT_ONCE);
  return new Map(
    nodes.map((node) => {
      const own = steps.filter((step) => step.node === node);
      return [node, archives.spend(weightOf(own, node, input), () => runTrip(node, own, input, entry))];
    }),
  );
}

/** Characters of what a node is sent. */
function weightOf(steps: readonly Step[], host: HostName, { bundle }: PushInput): number {
  if (!steps.some((step) => step.do === 'stage')) return 0;
  const parts = filesOf(bundle, host).flatMap(({ content }) => content);
  return parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

/**
 * Runs steps on their node in order until one fails. Steps after a failed one are not in the result, unless it is unknown how far
 * the node came.
 */
async function runTrip(
  host: HostName,
  steps: readonly Step[],
  input: PushInput,
  entry: EntryOf,
): Promise<readonly Arrived[]> {
  const node = nodeOf(input.bundle, host);
  const travelling = steps.filter(
    (step) => step.do !== 'check' || validatorOf(input.bundle, node, step.path) !== undefined,
  );
  const parts = await Promise.all(travelling.map((step) => inputOf(step, node, input, entry(step))));
  const words = travelling.map((step) => wordsOf(step, node, input));
  const timeout = travelling.reduce((sum, step) => sum + (step.do === 'check' ? CHECK : VERB_TIMEOUT), 0);
  const call = ['trip', input.bundle.id, input.ports.owner, ...words] as const;
  const ran = await activate(node, call, Sealed.concat('steps', parts), input.ports, as<Millis>(timeout));
  const arrived = arrivedIn(travelling, ran);
  const left = steps.filter((step) => !travelling.includes(step));
  const isWhole = arrived.length === travelling.length && ran.exitCode === 0;
  return isWhole ? [...arrived, ...left.map((step) => ({ step, ran: undefined }))] : arrived;
}

/** A verb and its words, separated by tabs. */
function wordsOf(step: Step, node: BundleNode, { bundle }: PushInput): string {
  if (step.do === 'compare') return `compare\t${step.seen}`;
  const command = step.do === 'check' ? validatorOf(bundle, node, step.path) : undefined;
  return command === undefined
    ? step.do
    : ['check', (command.succeeds ?? [0]).join(','), ...argvOf(command)].join('\t');
}

function argvOf({ argv, input, again }: Command): readonly string[] {
  if (input !== undefined || again !== undefined)
    throw new Error('bug/check: a validator has no input and no second try');
  return argv.map((word) => wordOnNode(word));
}

/** What a step reads, if it reads anything. */
async function inputOf(step: Step, node: BundleNode, input: PushInput, entry = ''): Promise<string | Sealed> {
  const { bundle, secrets, ports } = input;
  if (step.do === 'lock') return lockInput(input, entry);
  if (step.do === 'unlock') return unlockInput(input, entry);
  if (step.do === 'compare')
    return Sealed.join('index', [desiredIndex(bundle, node.host, secrets, ports.profile), END]);
  if (step.do === 'stage') return archiveFor(node.host, input);
  return step.do === 'arm' ? `${intentFor(node.host, input)}${END}` : '';
}

/** Splits the output at the lines that end a step. */
function arrivedIn(steps: readonly Step[], ran: Ran): readonly Arrived[] {
  const arrived: Arrived[] = [];
  let rest = ran.stdout;
  for (const step of steps) {
    const found = new RegExp(`^done ${step.do} ([0-9]+)\n`, 'm').exec(rest);
    if (found === null) return [...arrived, ...notDone(steps.slice(arrived.length), { ...ran, stdout: rest })];
    const [mark, millis] = found;
    const said = rest.slice(0, found.index);
    arrived.push({ step, ran: { exitCode: 0, stdout: said, stderr: '' }, millis: Number(millis) });
    rest = rest.slice(found.index + mark.length);
  }
  return arrived;
}

/** The first has failed. Where the node did not answer to the end, it may have done any of the others. */
function notDone(steps: readonly Step[], ran: Ran): readonly Arrived[] {
  if (ran.exitCode === 0) return notDone(steps, { ...ran, exitCode: 1, stderr: GARBLED['not-understood'] });
  const tried = ran.exitCode === null ? steps : steps.slice(0, 1);
  return tried.map((step, index) => ({ step, ran, ...(index === 0 ? {} : { maybe: true }) }));
}
