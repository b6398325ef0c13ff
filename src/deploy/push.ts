/**
 * The interpreter of a plan, and the only one. Phase after phase, all nodes of a phase at once; at the first failure
 * everything is put back. It decides no order and knows no cluster.
 */
import type { HostName, SecretName } from '../base/brand.ts';
import { canonicalJson } from '../base/json.ts';
import type { Sealed } from '../base/sealed.ts';
import type { Bundle, BundleNode } from '../bundle/bundle.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import { stepFailed, stuck } from './findings.ts';
import { masker } from './mask.ts';
import { activate, plainInput, rootOf, stageArchive } from './node.ts';
import { firstLine } from './observe.ts';
import type { Phase, Plan, Step, StepResult } from './plan.ts';
import type { Ports, Ran } from './ports.ts';
import { told } from './progress.ts';
import { runAction, runGate } from './run-action.ts';

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

/** Phases that may change what a daemon reads; before them a failure leaves nothing to put back but what was staged. */
const CHANGING = new Set<Step['do']>(['run', 'probe', 'confirm', 'commit']);

/** Carries out a plan. Never throws for what a node does. */
export async function push(
  plan: Plan,
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
  readonly #plan: Plan;
  readonly #bundle: Bundle;
  readonly #secrets: ReadonlyMap<SecretName, Sealed>;
  readonly #ports: Ports;
  readonly #mask: (text: string) => string;
  readonly #journal: JournalEntry[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(plan: Plan, bundle: Bundle, secrets: ReadonlyMap<SecretName, Sealed>, ports: Ports) {
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
    if (this.#nodesThatDid('commit').length > 0) return this.#giveUp('commit', interrupted);
    const changed = this.#journal.some(({ step }) => CHANGING.has(step.do));
    const staged = this.#nodesThatDid('stage');
    const reverted = await this.phase(phaseOf('revert', staged));
    if (!reverted) return this.#giveUp('revert', interrupted);
    await this.#unlock();
    return this.outcome(changed ? 'reverted' : 'refused', interrupted);
  }

  async #giveUp(failed: 'commit' | 'revert', interrupted: boolean): Promise<Outcome> {
    this.#reportStuck(failed);
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
      case 'unlock':
        return activate(node, [step.do], plainInput(`${this.#ports.owner}\n`), this.#ports);
      case 'stage':
        return activate(node, ['stage', id], await this.#archive(node.host), this.#ports);
      case 'commit':
        return activate(node, ['commit', id], plainInput(this.#installed(node.host)), this.#ports);
      case 'arm':
      case 'confirm':
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
    return stageArchive(this.#bundle, node, this.#secrets, this.#plan.late, gone, this.#ports);
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

  #reportFailure(step: Step, { stdout, stderr }: Ran): void {
    const held = step.do === 'lock' ? stdout.trim().replace(/^held /, 'it is held by ') : '';
    const reason = this.#mask(held || firstLine(stderr)) || 'the command failed without a word';
    this.#diagnostics.push(stepFailed({ in: 'node', node: step.node }, { node: step.node, step: step.do, reason }));
  }

  #reportStuck(failed: 'commit' | 'revert'): void {
    const entries = this.#journal.filter(({ step, result }) => step.do === failed && result === 'failed');
    for (const { step } of entries) {
      const facts = { node: step.node, root: rootOf(this.#node(step.node)), bundle: this.#bundle.id, failed };
      this.#diagnostics.push(stuck({ in: 'node', node: step.node }, facts));
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
