/**
 * The interpreter of a plan, and the only one. Phase after phase, all nodes of a phase at once; at the first failure
 * everything is put back. It decides no order and knows no cluster.
 */
import type { Digest, HostName, SecretName } from '../base/brand.ts';
import { canonicalJson } from '../base/json.ts';
import type { Sealed } from '../base/sealed.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { changedMeanwhile, locked, stepFailed, stuck } from './findings.ts';
import { masker } from './mask.ts';
import { activate, plainInput, rootOf, stageArchive } from './node.ts';
import { firstLine, observeNode } from './observe.ts';
import type { Phase, Plan, Step, StepResult } from './plan.ts';
import type { Ports, Ran } from './ports.ts';
import { told } from './progress.ts';
import { runAction, runGate } from './run-action.ts';
import { digestOf, parseLock } from './state.ts';

export type JournalEntry = { readonly step: Step; readonly result: StepResult; readonly at: string };

/**
 * `refused`: nothing was changed, because a lock is held or a check failed; `reverted`: something was, and is put back,
 * compared by checksum; `stuck`: that is not known of some node.
 */
export type Outcome = {
  readonly ended: 'applied' | 'unchanged' | 'refused' | 'reverted' | 'stuck';
  readonly interrupted: boolean;
  readonly journal: readonly JournalEntry[];
  readonly diagnostics: readonly Diagnostic[];
};

/** Steps that end a change on a node, and in which direction. */
const ENDINGS: { readonly [D in Step['do']]?: 'commit' | 'revert' } = {
  commit: 'commit',
  finish: 'commit',
  revert: 'revert',
  undo: 'revert',
};

/** Seconds for which a lock is taken. */
const LEASE = 3600;

/** Exit code of a comparison that found something else; those of the activator end at 4. */
const CHANGED = 5;

/** Phases that may change what a daemon reads; before them a failure leaves nothing to put back but what was staged. */
const CHANGING = new Set<Step['do']>(['run', 'probe', 'confirm', 'commit']);

/** What the interpreter needs of a plan. */
type Work = Pick<Plan, 'phases' | 'changes' | 'late'>;

/** Carries out a plan. Never throws for what a node does. */
export async function push(
  plan: Work,
  bundle: Bundle,
  secrets: ReadonlyMap<SecretName, Sealed>,
  ports: Ports,
): Promise<Outcome> {
  if (plan.phases.length === 0) return { ended: 'unchanged', interrupted: false, journal: [], diagnostics: [] };
  const run = new Run(plan, bundle, secrets, ports);
  for (const phase of plan.phases) {
    const stopped = ports.interrupted() && phase.do !== 'unlock';
    const done = !stopped && (await run.phase(phase));
    // A lock that stays is reported, but what was pushed is pushed.
    if (!done && phase.do !== 'unlock') return run.recover(ports.interrupted());
  }
  return run.outcome('applied', false);
}

/** One push under way: what was done where. */
class Run {
  readonly #plan: Work;
  readonly #bundle: Bundle;
  readonly #secrets: ReadonlyMap<SecretName, Sealed>;
  readonly #ports: Ports;
  readonly #mask: (text: string) => string;
  readonly #journal: JournalEntry[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(plan: Work, bundle: Bundle, secrets: ReadonlyMap<SecretName, Sealed>, ports: Ports) {
    this.#plan = plan;
    this.#bundle = bundle;
    this.#secrets = secrets;
    this.#ports = ports;
    this.#mask = masker([...secrets.values()]);
  }

  outcome(ended: Outcome['ended'], interrupted: boolean): Outcome {
    return { ended, interrupted, journal: this.#journal, diagnostics: this.#diagnostics };
  }

  /** All steps of a phase at once; true when every one succeeded. */
  async phase(phase: Phase): Promise<boolean> {
    if (phase.steps.length === 0) return true;
    const results = await told(
      workOf(phase),
      phase.steps,
      this.#ports,
      (step) => this.#step(step),
      (result) => result,
    );
    return results.every((result) => result !== 'failed');
  }

  /** Puts back every node that was staged, then gives back the locks. Once a node has committed there is no way back. */
  async recover(interrupted: boolean): Promise<Outcome> {
    if (this.#nodesThatDid('commit').length > 0) return this.#giveUp(interrupted);
    const changed = this.#journal.some(({ step }) => CHANGING.has(step.do));
    const staged = this.#nodesThatDid('stage');
    const reverted = await this.phase(phaseOf('revert', staged));
    if (!reverted || this.#lost().length > 0) return this.#giveUp(interrupted);
    await this.#unlock();
    return this.outcome(changed ? 'reverted' : 'refused', interrupted);
  }

  async #giveUp(interrupted: boolean): Promise<Outcome> {
    this.#reportStuck();
    await this.#unlock();
    return this.outcome('stuck', interrupted);
  }

  #unlock(): Promise<boolean> {
    return this.phase(phaseOf('unlock', this.#nodesThatDid('lock', 'ok')));
  }

  async #step(step: Step): Promise<StepResult> {
    const ran = await this.#perform(step);
    const result = ran === undefined ? 'skipped' : ran.exitCode === 0 ? 'ok' : 'failed';
    if (ran !== undefined && result === 'failed') this.#reportFailure(step, ran);
    this.#journal.push({ step, result, at: this.#ports.clock.now().toISOString() });
    return result;
  }

  /** What the step does; undefined when there was nothing to do. */
  async #perform(step: Step): Promise<Ran | undefined> {
    const node = this.#node(step.node);
    const { id } = this.#bundle;
    switch (step.do) {
      case 'lock':
        return activate(node, ['lock'], plainInput(`${this.#ports.owner}\n${LEASE}\n`), this.#ports);
      case 'unlock':
        return activate(node, ['unlock'], plainInput(`${this.#ports.owner}\n`), this.#ports);
      case 'take-over':
        return activate(node, ['unlock'], plainInput(`${step.owner}\n`), this.#ports);
      case 'compare':
        return this.#compare(node, step.seen);
      case 'finish':
        return activate(node, ['commit', step.bundle], plainInput(''), this.#ports);
      case 'undo':
        return activate(node, ['revert', step.bundle], plainInput(''), this.#ports);
      case 'stage':
        return activate(node, ['stage', id], await this.#archive(node.host), this.#ports);
      case 'arm':
        return activate(node, ['arm', id], plainInput(`owner ${this.#ports.owner}\ndeadline 0\n`), this.#ports);
      case 'confirm':
      case 'commit':
      case 'revert':
        return activate(node, [step.do, id], plainInput(''), this.#ports);
      case 'check':
      case 'run':
      case 'probe':
        if (step.action !== null) return runAction(node, this.#bundle, step.action, step.do, this.#ports);
        return activate(node, [step.do, id], plainInput(''), this.#ports);
      case 'gate':
        return runGate(node, step, this.#ports);
      case 'drain':
        return runGate(node, { probe: step.run, expect: '' }, this.#ports);
      case 'wait':
        await this.#ports.clock.sleep(step.millis);
        return undefined;
    }
  }

  #archive(node: HostName): Promise<Sealed> {
    const gone = this.#plan.changes
      .filter((change) => change.node === node && change.change === 'remove')
      .map(({ path }) => path);
    return stageArchive(this.#bundle, node, this.#secrets, this.#plan.late, gone, this.#installed(node), this.#ports);
  }

  /** What `observe` finds again: which bundle, and with which version. */
  #installed(node: HostName): string {
    const { cluster, id } = this.#bundle;
    return canonicalJson({ bundle: id, cluster, late: this.#plan.late, node });
  }

  #node(host: HostName): BundleNode {
    const node = this.#bundle.nodes.find((candidate) => candidate.host === host);
    if (node === undefined) throw new Error(`bug/push: the plan has a step on ${host}, which is not in the bundle`);
    return node;
  }

  #nodesThatDid(what: Step['do'], result?: StepResult): readonly HostName[] {
    const entries = this.#journal.filter(
      (entry) => entry.step.do === what && (result === undefined || entry.result === result),
    );
    return [...new Set(entries.map(({ step }) => step.node))];
  }

  /** Succeeds when the node is what was seen; what could not be looked at is told as any failure. */
  async #compare(node: BundleNode, seen: Digest): Promise<Ran> {
    const state = await observeNode(this.#bundle, node, this.#secrets, this.#mask, this.#ports);
    if (!state.reachable) return { exitCode: 1, stdout: '', stderr: state.reason };
    return { exitCode: digestOf(state) === seen ? 0 : CHANGED, stdout: '', stderr: '' };
  }

  #reportFailure(step: Step, ran: Ran): void {
    this.#diagnostics.push(this.#failure(step, ran));
  }

  #failure({ do: what, node }: Step, { exitCode, stdout, stderr }: Ran): Diagnostic {
    const at = { in: 'node', node } as const;
    const held = /^held (.*)/.exec(stdout)?.[1];
    const owner = parseLock(held ?? null)?.owner ?? held;
    if (what === 'lock' && owner !== undefined) return locked(at, { node, owner: this.#mask(owner) });
    if (what === 'compare' && exitCode === CHANGED) return changedMeanwhile(at, { node });
    const reason = this.#mask(firstLine(stderr)) || 'the command failed without a word';
    return stepFailed(at, { node, step: what, reason });
  }

  /** Steps whose failure leaves a node in a state that is not that of before. */
  #lost(): readonly Step[] {
    return this.#journal
      .filter(({ step, result }) => step.do in ENDINGS && result === 'failed')
      .map(({ step }) => step);
  }

  #reportStuck(): void {
    for (const { node, do: what } of this.#lost()) {
      const failed = ENDINGS[what];
      if (failed === undefined) continue;
      const facts = { node, root: rootOf(this.#node(node)), bundle: this.#bundle.id, failed };
      this.#diagnostics.push(stuck({ in: 'node', node }, facts));
    }
  }
}

/** `stage`, or `run clvmd/refresh`. */
function workOf({ do: what, steps: [first] }: Phase): string {
  return first !== undefined && 'action' in first && first.action !== null ? `${what} ${first.action}` : what;
}

function phaseOf(what: 'revert' | 'unlock', nodes: readonly HostName[]): Phase {
  return { do: what, wave: 0, steps: nodes.map((node) => ({ do: what, node })) };
}
