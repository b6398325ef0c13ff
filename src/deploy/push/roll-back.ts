/**
 * Rolls back a push in the only safe order: stops what it started, restores files, lets daemons read them, and unlocks. If a
 * running cluster has read the new file, the old content returns under a higher version, which every member has before it is
 * announced.
 */
import type { HostName } from '../../base/brand.ts';
import type { Needed, Phase, Step } from '../plan/plan.ts';
import { ask, runAll, waitFor } from '../node/commands.ts';
import { stuck } from '../plan/findings.ts';
import { isOfAll } from '../plan/needed-actions.ts';
import { rootOf } from '../node/activator.ts';
import { nodeOf } from './step.ts';
import { leftAlone } from '../plan/push-findings.ts';
import { areMembers, on, wasRun, whereNewVersionIs, type NewVersionAt } from './new-version.ts';
import type { Outcome } from './outcome.ts';
import type { Run } from './run.ts';

/** Steps that may change what a daemon reads. Before them a failure leaves only staged files. */
const CHANGING = new Set<Step['do']>(['run', 'patch', 'place', 'probe', 'confirm', 'commit']);

/** Steps that end a change on a node, and the direction. */
const ENDINGS: { readonly [D in Step['do']]?: 'commit' | 'revert' } = {
  commit: 'commit',
  finish: 'commit',
  revert: 'revert',
  undo: 'revert',
};

export async function rollBack(run: Run, interrupted: boolean): Promise<Outcome> {
  // After the first commit, or once the deciding node may have confirmed, the nodes cannot all be rolled back.
  if (run.nodesThatDid('commit').length > 0) return giveUp(run, interrupted);
  const decider = deciderOf(run);
  if (decider !== undefined && run.nodesThatDid('confirm').includes(decider)) return forward(run, decider, interrupted);
  if (run.isOverdue()) {
    leaveAlone(run);
    return giveUp(run, interrupted);
  }
  const changed = run.journal.some(({ step }) => CHANGING.has(step.do));
  const staged = run.nodesThatDid('stage');
  const safe = await putBack(run, staged);
  if (lost(run).length > 0 || (!safe && changed)) return giveUp(run, interrupted);
  return unlocked(run, changed ? 'reverted' : 'refused', interrupted);
}

/** The lowest member if a running cluster reads its files again, or its document changes; it confirms first and alone. */
function deciderOf({ input: { work } }: Run): HostName | undefined {
  const { arming, document, actions, members } = work;
  const isRead = arming.version !== null || document !== null || actions.some(({ action }) => isOfAll(action));
  return isRead ? members[0] : undefined;
}

/** True if every step succeeded. */
async function putBack(run: Run, staged: readonly HostName[]): Promise<boolean> {
  const done = run.input.work.actions.filter(({ action }) => wasRun(run, action.id)).toReversed();
  const newAt = await whereNewVersionIs(run);
  if (newAt === 'unknown') return leaveAlone(run);
  const stopped = await takeBack(run, done, 'before-files');
  const restored = newAt === 'none' ? await reverted(run, staged) : await returned(run, staged, newAt);
  const read = await takeBack(
    run,
    done.filter(({ action }) => !action.announces),
    'after-files',
  );
  return stopped && restored && read;
}

/** True if every node that may have been changed is as before. */
async function reverted(run: Run, staged: readonly HostName[]): Promise<boolean> {
  const { members } = run.input.work;
  // All members have their files back before one of them restores the document.
  if (run.nodesThatDid('patch').length > 0)
    await run.phase(
      phaseOf(
        'back',
        staged.filter((node) => members.includes(node)),
      ),
    );
  return (await run.phase(phaseOf('revert', staged))) || lost(run).length === 0;
}

/** One after the other, since each may depend on what the next one removes. Skips nodes that did not run the action. */
async function takeBack(run: Run, done: readonly Needed[], when: 'before-files' | 'after-files'): Promise<boolean> {
  let all = true;
  for (const { action, nodes: planned } of done) {
    if (action.undo?.when !== when || action.undo.run.length === 0) continue;
    const nodes = run.journal
      .filter(({ step, result }) => step.do === 'run' && step.action === action.id && result !== 'skipped')
      .map(({ step }) => step.node)
      .filter((node) => planned.includes(node));
    const steps = nodes.map((node) => ({ do: 'take-back', node, action: action.id }) as const);
    all = (await run.phase({ do: 'take-back', wave: 0, steps })) && all;
  }
  return all;
}

/**
 * Returns the old content under a higher version: placed everywhere and, if the cluster runs, announced once and verified on
 * every member.
 */
async function returned(run: Run, staged: readonly HostName[], newAt: 'the cluster' | 'a lost node'): Promise<boolean> {
  const placed = await run.phase(phaseOf('back', staged));
  const present = run.nodesThatDid('back', 'ok');
  leaveAlone(
    run,
    staged.filter((node) => !present.includes(node)),
  );
  const announced = await announceBack(run, present, newAt);
  const restored = await run.phase(phaseOf('revert', present));
  return placed && announced && restored;
}

async function announceBack(run: Run, present: readonly HostName[], newAt: NewVersionAt): Promise<boolean> {
  const { work, bundle } = run.input;
  const { member } = bundle;
  if (member === null) return false;
  const asked = await Promise.all(present.map(async (host) => ({ host, ran: await ask(on(run, host), member) })));
  const inside = asked.filter(({ ran }) => ran.exitCode === 0).map(({ host }) => host);
  const first = inside.find((host) => work.members.includes(host)) ?? inside[0];
  const members = first === undefined ? [] : await takenIn(run, first, inside);
  const announcing = bundle.actions.find(({ announces }) => announces);
  const back = work.arming.version?.back;
  // If every node has left the cluster, each reads the file when it starts again.
  if (first === undefined) return newAt === 'a lost node' || work.leaving === 'all-at-once';
  if (announcing?.undo === null || announcing === undefined || back === undefined) return false;
  await runAll(on(run, first), announcing.undo.run, announcing.worstCase.millis);
  const late = { 'config-version': back };
  const seen = await Promise.all(
    members.map((host) => waitFor({ ...on(run, host), late }, announcing.probe, announcing.worstCase.millis)),
  );
  return seen.every(({ exitCode }) => exitCode === 0);
}

/** Nodes that a member sees in the cluster; others only say that they are. */
async function takenIn(run: Run, member: HostName, hosts: readonly HostName[]): Promise<readonly HostName[]> {
  const seen = await Promise.all(
    hosts.map(async (host) => ({ host, isSeen: host === member || (await areMembers(run, member, [host])) })),
  );
  return seen.flatMap(({ host, isSeen }) => (isSeen ? [host] : []));
}

/** An announcement would suspend a member that cannot be reached. So every node rolls back by itself at its deadline. */
function leaveAlone(run: Run, nodes = run.armedNodes()): boolean {
  for (const node of nodes) run.diagnostics.push(leftAlone({ in: 'node', node }, aloneFacts(run, node)));
  return false;
}

function aloneFacts({ input: { work } }: Run, node: HostName) {
  return { node, seconds: Math.ceil(work.arming.revertsAfter / 1000) };
}

/** The deciding node has confirmed, or may have. The others follow it by themselves, and are helped to. */
async function forward(run: Run, decider: HostName, interrupted: boolean): Promise<Outcome> {
  if (run.nodesThatDid('confirm', 'ok').includes(decider)) {
    const others = run.nodesThatDid('stage').filter((node) => !run.nodesThatDid('confirm', 'ok').includes(node));
    await run.phase(phaseOf('confirm', others));
    await run.phase(phaseOf('commit', run.nodesThatDid('confirm', 'ok')));
    const missing = run.nodesThatDid('stage').filter((node) => !run.nodesThatDid('commit', 'ok').includes(node));
    for (const node of missing) run.diagnostics.push(leftAlone({ in: 'node', node }, aloneFacts(run, node)));
    return unlocked(run, missing.length === 0 ? 'applied' : 'stuck', interrupted);
  }
  leaveAlone(run);
  return run.outcome('stuck', interrupted);
}

async function giveUp(run: Run, interrupted: boolean): Promise<Outcome> {
  reportStuck(run);
  return unlocked(run, 'stuck', interrupted);
}

/**
 * Where the lock was taken, or may have been: there the answer to the request was lost, and the node has answered since. Not where it
 * was given back behind a commit.
 */
function lockedNodes(run: Run): readonly HostName[] {
  const [taken, answered, free] = [
    run.nodesThatDid('lock', 'ok'),
    run.nodesThatDid('revert', 'ok'),
    run.nodesThatDid('unlock', 'ok'),
  ];
  return run
    .nodesThatDid('lock')
    .filter(
      (node) => (taken.includes(node) || answered.includes(node)) && !free.includes(node) && !run.withoutLock.has(node),
    );
}

async function unlocked(run: Run, ended: Outcome['ended'], interrupted: boolean): Promise<Outcome> {
  await run.unlock(phaseOf('unlock', lockedNodes(run)), ended, interrupted);
  return run.outcome(ended, interrupted);
}

/** Steps whose failure leaves a node in a state other than before, or in an unknown one. No file of a node that was never armed is written. */
function lost(run: Run): readonly Step[] {
  const armed = run.armedNodes();
  return run.journal
    .filter(({ step, result }) => step.do in ENDINGS && result === 'failed')
    .map(({ step }) => step)
    .filter((step) => step.do !== 'revert' || armed.includes(step.node));
}

function reportStuck(run: Run): void {
  const { bundle } = run.input;
  for (const { node, do: what } of lost(run)) {
    const failed = ENDINGS[what];
    if (failed === undefined || run.withoutLock.has(node)) continue;
    run.diagnostics.push(
      stuck({ in: 'node', node }, { node, root: rootOf(nodeOf(bundle, node)), bundle: bundle.id, failed }),
    );
  }
}

function phaseOf(what: 'back' | 'revert' | 'confirm' | 'commit' | 'unlock', nodes: readonly HostName[]): Phase {
  return { do: what, wave: 0, steps: nodes.map((node) => ({ do: what, node })) };
}
