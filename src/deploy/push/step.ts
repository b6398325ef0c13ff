/** One step of a plan on one node. */
import { as, type HostName, type Millis } from '../../base/brand.ts';
import { canonicalJson } from '../../base/json.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Action, Command, Probe } from '../../bundle/action.ts';
import type { Bundle, BundleNode } from '../../bundle/bundle.ts';
import { ask, runAction, runAll, waitFor } from '../node/commands.ts';
import { intentOf } from './arm.ts';
import { wordOnNode } from '../node/words.ts';
import {
  activate,
  desiredIndex,
  plainInput,
  stageArchive,
  VERB_TIMEOUT,
  type SecretValues,
} from '../node/activator.ts';
import { firstLine } from '../node/observe.ts';
import { actionNamed } from '../plan/needed-actions.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { Ports, Ran } from '../node/ports.ts';
import type { AskServices } from './outcome.ts';

/** The part of a plan that the interpreter needs. */
export type Work = Pick<
  Plan,
  | 'phases'
  | 'changes'
  | 'ownForms'
  | 'document'
  | 'late'
  | 'actions'
  | 'members'
  | 'leaving'
  | 'arming'
  | 'takeover'
  | 'worstCase'
>;

export type PushInput = {
  readonly work: Work;
  readonly bundle: Bundle;
  readonly secrets: SecretValues;
  readonly ports: Ports;
  readonly services?: AskServices | undefined;
};

/** Exit code of a comparison that found another state; those of the activator end at 4. */
export const CHANGED = 5;

/** Ends the text of a step of a request. */
export const END = '.\n';

/** Half of the fuse: a file that has waited longer for its announcement is not announced. */
export const PLACING = as<Millis>(10_000);
/** Age by which a lock outlives any push, so that its owner must be dead. Our choice. */
const LEASE_MARGIN = 900_000;

/** Runs the step; undefined if there was nothing to do. `entry`: a line for the journal of the node, if any. */
export async function runStep(step: Step, input: PushInput, entry = ''): Promise<Ran | undefined> {
  const { bundle, ports } = input;
  const node = nodeOf(bundle, step.node);
  const { id } = bundle;
  const { owner } = ports;
  const verb = (call: readonly [string, ...string[]], input = '', timeout?: Millis) =>
    activate(node, call, plainInput(input), ports, timeout);
  switch (step.do) {
    case 'lock':
      return verb(['lock'], lockInput(input, entry));
    case 'unlock':
      return verb(['unlock'], unlockInput(input, entry));
    case 'take-over':
      return verb(['unlock'], `${step.owner}\n`);
    case 'compare':
      throw new Error('bug/push: a comparison travels behind the lock');
    case 'finish':
      return verb(['commit', step.bundle, owner]);
    case 'undo':
      return verb(['revert', step.bundle, owner]);
    case 'stage':
      return activate(node, ['stage', id, owner], await archiveFor(node.host, input), ports);
    case 'arm':
      return verb(['arm', id, owner], intentFor(node.host, input));
    case 'place':
      return verb(['place', id, owner], '', PLACING);
    case 'hold':
    case 'confirm':
    case 'commit':
    case 'back':
      return verb([step.do, id, owner]);
    case 'patch':
    case 'verify':
    case 'clear':
      return verb([step.do, id, owner], '', amendingTime(input));
    case 'rest':
      return proven(node, step.part, await verb(['rest', id, owner], '', amendingTime(input)), input);
    case 'revert':
      return asBefore(node, await verb(['revert', id, owner], '', revertingTime(input)), input);
    case 'check':
      return check(node, step.path, input);
    case 'gate':
      return gate(node, step, input);
    case 'settle':
      throw new Error('bug/push: what is waited for at the end is no step of a phase');
    case 'run':
    case 'probe':
    case 'take-back':
      return step.action === null ? onFiles(node, step.do, input) : onAction(node, step.do, step.action, input);
  }
}

/** The document is read and changed again while other things are written into it. */
function amendingTime({ work: { document } }: PushInput): Millis {
  return as<Millis>(VERB_TIMEOUT + (document?.within ?? 0));
}

/** The result of a wait, and of the question what it has led to. */
async function proven(node: BundleNode, part: number, rested: Ran, { work, ports }: PushInput): Promise<Ran> {
  const { proof = null, what = '' } = work.document?.parts[part] ?? {};
  if (rested.exitCode !== 0 || proof === null) return rested;
  const asked = await ask({ node, ports, late: work.late }, proof);
  if (asked.exitCode === 0 || asked.cause !== undefined) return asked;
  return { ...asked, stderr: `the cluster is at rest, and part ${part + 1} has not come to its end: ${what}` };
}

/** A node waits until the cluster has its document back and is at rest. */
function revertingTime({ work: { document } }: PushInput): Millis {
  return as<Millis>(document === null ? VERB_TIMEOUT : 3 * VERB_TIMEOUT + document.parts.length * document.within);
}

/** Exit code of a verb whose owner no longer holds the lock. */
export const LOCK_LOST = 3;

/** Where the lock is gone, another push may have ended the change: is the node as the plan saw it? */
async function asBefore(node: BundleNode, ran: Ran, { work, bundle, secrets, ports }: PushInput): Promise<Ran> {
  if (ran.exitCode !== 0 || !/^unlocked$/m.test(ran.stdout)) return ran;
  const steps = work.phases.flatMap((phase) => phase.steps);
  const seen = steps.find((step) => step.do === 'compare' && step.node === node.host);
  if (seen?.do !== 'compare') return ran;
  const index = Sealed.join('index', [desiredIndex(bundle, node.host, secrets, ports.profile), END]);
  const call = ['trip', bundle.id, ports.owner, `compare\t${seen.seen}`] as const;
  const compared = await activate(node, call, index, ports);
  return compared.exitCode === CHANGED ? { ...ran, exitCode: LOCK_LOST } : { ...ran, exitCode: compared.exitCode };
}

function onFiles(node: BundleNode, what: 'run' | 'probe' | 'take-back', { bundle, ports }: PushInput): Promise<Ran> {
  const call = [what, bundle.id, ports.owner] as const;
  return activate(node, call, plainInput(''), ports, undefined, what === 'probe' ? 'new' : undefined);
}

async function onAction(
  node: BundleNode,
  what: 'run' | 'probe' | 'take-back',
  id: Action['id'],
  input: PushInput,
): Promise<Ran | undefined> {
  const action = actionNamed(input.work, id, node.host);
  const on = { node, ports: input.ports, late: input.work.late };
  const { millis } = action.worstCase;
  if (what === 'run') return runAction(on, action);
  if (what === 'probe') return explained(await waitFor(on, action.probe, millis, 'new'), action.probe, millis);
  if (action.undo === null) return undefined;
  const { run, until } = action.undo;
  const back = await runAll(on, run, millis);
  return until === undefined || back.exitCode !== 0 ? back : explained(await waitFor(on, until, millis), until, millis);
}

/** Adds the question to the error if the output does not show it. */
function explained(ran: Ran, { argv }: Probe, millis: number): Ran {
  if (ran.exitCode === 0 || ran.cause !== undefined) return ran;
  const said = firstLine(ran.stderr) || firstLine(ran.stdout);
  const question = argv.map((word) => wordOnNode(word)).join(' ');
  return { ...ran, stderr: `${question} does not say so within ${millis / 1000} s${said === '' ? '' : `: ${said}`}` };
}

/** Runs the file's validator on the staged file. */
function check(node: BundleNode, path: string, { bundle, ports, work }: PushInput): Promise<Ran | undefined> {
  const command = validatorOf(bundle, node, path);
  if (command === undefined) return Promise.resolve(undefined);
  return runAll({ node, ports, late: work.late }, [command], CHECK);
}

/** The validator of a file on a node; undefined if there is none, or a folder plays the node. */
export function validatorOf({ files }: Bundle, { host, connection }: BundleNode, path: string): Command | undefined {
  const file = files.find((one) => one.path === path && one.nodes.includes(host));
  return connection.via === 'local' ? undefined : (file?.check ?? undefined);
}

/** Timeout of a validator, which starts other programs. Our choice. */
export const CHECK = as<Millis>(60_000);

async function gate(
  node: BundleNode,
  { name, waits = false }: { readonly name: string; readonly waits?: boolean },
  { bundle, ports, work }: PushInput,
): Promise<Ran> {
  const found = bundle.gates.find((one) => one.name === name);
  if (found === undefined) throw new Error(`bug/plan: there is no gate "${name}" in the bundle`);
  const on = { node, ports, late: work.late };
  const ran = waits ? await waitFor(on, found.probe, AT_REST) : await ask(on, found.probe);
  return ran.exitCode === 0 ? ran : { ...ran, stderr: ran.cause === undefined ? `it ${found.problem}` : ran.stderr };
}

/** How long the cluster may still be busy with an earlier configuration: seconds to read it, then services start. Our choice. */
const AT_REST = as<Millis>(120_000);

export function archiveFor(node: HostName, { work, bundle, secrets, ports }: PushInput): Promise<Sealed> {
  const removed = work.changes
    .filter((change) => change.node === node && change.change === 'remove')
    .map(({ path }) => path);
  const own = work.ownForms.filter((one) => one.node === node).map(({ path }) => path);
  const record = canonicalJson({ bundle: bundle.id, cluster: bundle.cluster, late: work.late, node });
  const patches = work.document?.parts.map(({ patch }) => patch) ?? [];
  const how = { secrets, late: work.late, removed, own, record, patches, isMember: work.members.includes(node) };
  return stageArchive(bundle, node, how, ports);
}

/** The command that announces the old content to a running cluster. */
function announcingBack({ actions }: Bundle): Command | undefined {
  return actions.find(({ announces }) => announces)?.undo?.run[0];
}

/** The input of `lock`: the owner, the lease in seconds, and a line for the journal of the node, if any. */
export function lockInput({ work: { worstCase }, ports: { owner } }: PushInput, entry: string): string {
  return `${owner}\n${Math.ceil((2 * worstCase + LEASE_MARGIN) / 1000)}\n${entry}\n`;
}

/** The input of `unlock`: the owner, and a line for the journal of the node, if any. */
export function unlockInput({ ports: { owner } }: PushInput, entry: string): string {
  return `${owner}\n${entry}\n`;
}

/** The input of `arm`. */
export function intentFor(node: HostName, { work, bundle, ports }: PushInput): string {
  const { owner, profile } = ports;
  return intentOf(work, node, { owner, profile, announce: announcingBack(bundle) });
}

export function nodeOf({ nodes }: Bundle, host: HostName): BundleNode {
  const node = nodes.find((candidate) => candidate.host === host);
  if (node === undefined) throw new Error(`bug/push: the plan has a step on ${host}, which is not in the bundle`);
  return node;
}
