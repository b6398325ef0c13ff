/** A push in progress: runs phases, keeps the journal of steps, and determines the outcome. */
import { addAll } from '../../base/lists.ts';
import type { HostName } from '../../base/brand.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { changedMeanwhile, locked, stepFailed } from '../plan/findings.ts';
import { masker } from '../node/mask.ts';
import { failedStep, firstLine } from '../node/observe.ts';
import { keptIn, type KeptFile } from './kept-files.ts';
import { worstOf } from './worst-case.ts';
import { CHANGED, LOCK_LOST, PLACING, runStep, type PushInput } from './step.ts';
import { travel, type Arrived, type Requests } from './request.ts';
import type { Phase, Step, StepResult, Takeover } from '../plan/plan.ts';
import { lockLost, notTakenOver } from './findings.ts';
import { mayBeArmed, type JournalEntry, type NodeRecord, type Outcome } from './outcome.ts';
import { takeOver, type Settled } from './settle.ts';
import type { Ran } from '../node/ports.ts';
import { withProgress } from '../node/progress.ts';
import { windowClosed } from '../plan/push-findings.ts';

/** One push in progress: what was done where. */
export class Run {
  readonly input: PushInput;
  readonly journal: JournalEntry[] = [];
  readonly diagnostics: Diagnostic[] = [];
  /** Nodes whose state is for others to say. */
  readonly withoutLock = new Set<HostName>();
  readonly #kept: KeptFile[] = [];
  readonly #mask: (text: string) => string;
  readonly #record: NodeRecord | undefined;
  #closing: Outcome | undefined;

  /** `record`: undefined for work that is no push of its own. */
  constructor(input: PushInput, record: NodeRecord | undefined) {
    this.input = input;
    this.#record = record;
    this.#mask = masker([...input.secrets.values()]);
  }

  /** Gives the locks back, and leaves on each node how the push ended. */
  unlock(phase: Phase, ended: Outcome['ended'], interrupted: boolean): Promise<boolean> {
    this.close(ended, interrupted);
    return this.phase(phase);
  }

  /** Sets what nodes write down as the end. `before`: phases that have succeeded on a node when it does. */
  close(ended: Outcome['ended'], interrupted: boolean, before: readonly Phase[] = []): void {
    const at = this.input.ports.clock.now().toISOString();
    const done = before.flatMap(({ steps }) => steps.map((step) => ({ step, result: 'ok', at }) as const));
    const outcome = this.outcome(ended, interrupted);
    this.#closing = { ...outcome, journal: [...outcome.journal, ...done] };
  }

  #entryFor({ do: what }: Step): string | undefined {
    if (what === 'lock') return this.#record?.begin;
    return what === 'unlock' && this.#closing !== undefined ? this.#record?.end(this.#closing) : undefined;
  }

  /** Reports what the cluster does not run, without rolling anything back. */
  async settle(phase: Phase, takeover: Takeover): Promise<boolean> {
    const { ports } = this.input;
    const since = ports.clock.now().getTime();
    const [settled] = await withProgress(
      { name: 'settle', within: takeover.within },
      phase.steps,
      ports,
      () => takeOver(this.input, takeover),
      ({ missing }) => (missing.length === 0 ? 'ok' : 'failed'),
    );
    const { missing, ended } = settled ?? NOTHING_AWAITED;
    const seconds = Math.round((ports.clock.now().getTime() - since) / 1000);
    for (const step of phase.steps) {
      const result = missing.length === 0 ? 'ok' : 'failed';
      this.journal.push({ step, result, at: ports.clock.now().toISOString() });
      const at = { in: 'node', node: step.node } as const;
      addAll(
        this.diagnostics,
        missing.map((one) => notTakenOver(at, { ...one, seconds, ended })),
      );
    }
    return missing.length === 0;
  }

  outcome(ended: Outcome['ended'], interrupted: boolean): Outcome {
    return { ended, interrupted, journal: this.journal, kept: this.#kept, diagnostics: this.diagnostics };
  }

  /** Runs all steps of a phase at once; true if every one succeeded. */
  async phase(phase: Phase): Promise<boolean> {
    if (phase.steps.length === 0) return true;
    const { ports } = this.input;
    const since = ports.clock.now().getTime();
    const results = await withProgress(
      { name: workOf(phase), within: phase.do === 'run' ? worstOf(phase, this.input.work) : null },
      phase.steps,
      ports,
      (step) => this.#step(step),
      (result) => result,
    );
    return results.every((result) => result !== 'failed') && this.#isInTime(phase, ports.clock.now().getTime() - since);
  }

  /** Runs phases that travel together; those that failed on some node. */
  async together(phases: readonly Phase[]): Promise<readonly Phase[]> {
    const [first, ...others] = phases;
    if (first === undefined) return [];
    if (others.length === 0) return (await this.phase(first)) ? [] : [first];
    const trips = travel(phases, this.input, (step) => this.#entryFor(step));
    const [atFirst] = await Promise.all([this.#arrive(first, trips), ...trips.values()]);
    const failed = atFirst ? [] : [first];
    const arrived = (await Promise.all(trips.values())).flat().map(({ step }) => step);
    for (const phase of others) {
      const steps = phase.steps.filter((step) => arrived.includes(step));
      if (!(await this.#arrive({ ...phase, steps }, trips))) failed.push(phase);
    }
    return failed;
  }

  /** The steps of one phase of several that travel together; true if every one succeeded. */
  async #arrive(phase: Phase, trips: Requests): Promise<boolean> {
    const arrivals = await withProgress(
      { name: workOf(phase) },
      phase.steps,
      this.input.ports,
      async (step) => (await trips.get(step.node))?.find((one) => one.step === step),
      (one) => resultOf(one?.ran),
      (one) => one?.millis,
    );
    const results = arrivals.map((one) => (one === undefined ? 'skipped' : this.#enter(one)));
    return results.every((result) => result !== 'failed');
  }

  /** Is the announcement in time? Otherwise a node may already have removed the placed file. */
  #isInTime({ do: what, steps: [first] }: Phase, millis: number): boolean {
    if (what !== 'place' || first === undefined || millis <= PLACING) return true;
    const reason = `it took ${Math.ceil(millis / 1000)} s on all nodes, and in ${PLACING / 1000} s the file has to be announced`;
    this.diagnostics.push(
      stepFailed({ in: 'node', node: first.node }, { node: first.node, step: nameOf(first), reason }),
    );
    return false;
  }

  /** Does the phase fit into the window? After the first change, cleaning up goes on whatever the time. */
  fits(phase: Phase, until: Date | null): boolean {
    const { work, ports } = this.input;
    const left = until === null ? Infinity : until.getTime() - ports.clock.now().getTime();
    const needs = worstOf(phase, work);
    if (needs === null || needs <= left) return true;
    const [first] = phase.steps;
    if (first !== undefined) {
      const facts = {
        work: phase.do === 'arm' ? 'what is left of this push' : workOf(phase),
        seconds: Math.ceil(needs / 1000),
        left: Math.max(0, Math.floor(left / 1000)),
      };
      this.diagnostics.push(windowClosed({ in: 'node', node: first.node }, facts));
    }
    return false;
  }

  /** Nodes on which the step was tried, or ended with this result; by node_id, whichever was first. */
  nodesThatDid(what: Step['do'], result?: StepResult): readonly HostName[] {
    const entries = this.journal.filter(
      (entry) => entry.step.do === what && (result === undefined || entry.result === result),
    );
    const did = new Set(entries.map(({ step }) => step.node));
    return this.input.bundle.nodes.map(({ host }) => host).filter((host) => did.has(host));
  }

  /** Nodes that may roll themselves back, by node_id. */
  armedNodes(): readonly HostName[] {
    const armed = new Set(this.journal.filter(mayBeArmed).map(({ step }) => step.node));
    return this.input.bundle.nodes.map(({ host }) => host).filter((host) => armed.has(host));
  }

  /** Have the nodes roll themselves back by now? Then nothing may be run on them any more. */
  isOverdue(): boolean {
    const { ports, work } = this.input;
    const { revertsAfter } = work.arming;
    const armed = this.journal.find(({ step }) => step.do === 'arm');
    const since = armed === undefined ? 0 : ports.clock.now().getTime() - Date.parse(armed.at);
    return revertsAfter > 0 && since > revertsAfter;
  }

  async #step(step: Step): Promise<StepResult> {
    const isMeddling = (step.do === 'run' || step.do === 'take-back') && step.action !== null;
    if (isMeddling && this.isOverdue()) return this.#enter({ step, ran: OVERDUE });
    return this.#enter({ step, ran: await runStep(step, this.input, this.#entryFor(step)) });
  }

  /** Into the journal, with the reason of a failure. */
  #enter({ step, ran, maybe = false }: Arrived): StepResult {
    const result = resultOf(ran);
    if (step.do === 'revert' && ran?.exitCode === LOCK_LOST) this.withoutLock.add(step.node);
    if (ran !== undefined && result === 'failed' && !maybe) this.diagnostics.push(this.#failure(step, ran));
    if (step.do === 'stage') addAll(this.#kept, keptIn(ran?.stdout ?? '', step.node));
    const cause = ran?.cause === undefined ? {} : { cause: ran.cause };
    this.journal.push({ step, result, at: this.input.ports.clock.now().toISOString(), ...cause });
    return result;
  }

  #failure(step: Step, { exitCode, stdout, stderr }: Ran): Diagnostic {
    const { do: what, node } = step;
    const at = { in: 'node', node } as const;
    const [, age, lease, owner] = /^held (\d+) (\d+) (.*)/.exec(stdout) ?? [];
    if (what === 'lock' && owner !== undefined)
      return locked(at, { node, owner: this.#mask(owner), ageSeconds: Number(age), leaseSeconds: Number(lease) });
    if (what === 'compare' && exitCode === CHANGED) return changedMeanwhile(at, { node });
    if (what === 'revert' && exitCode === LOCK_LOST) return lockLost(at, { node });
    const said = failedStep(`${stdout}\n${stderr}`) ?? (firstLine(stderr) || firstLine(stdout));
    const reason = this.#mask(said) || `the command ended with ${exitCode ?? 'no exit code'}, and said nothing`;
    return stepFailed(at, { node, step: nameOf(step), reason });
  }
}

const NOTHING_AWAITED: Settled = { missing: [], ended: 'rest' };

/** `skipped`: there was nothing to do. */
function resultOf(ran: Ran | undefined): StepResult {
  return ran === undefined ? 'skipped' : ran.exitCode === 0 ? 'ok' : 'failed';
}

/** Verbs are refused by the node then; commands have no lock. */
const OVERDUE: Ran = {
  exitCode: 1,
  stdout: '',
  stderr: 'the time for the whole push is over, so its nodes roll themselves back; was this machine asleep?',
};

/** `stage`, or `run multipath/reload`. */
export function workOf({ do: what, steps: [first] }: Phase): string {
  return first === undefined ? what : nameOf(first);
}

export function nameOf(step: Step): string {
  if (step.do === 'check') return `check ${step.path}`;
  return 'action' in step && step.action !== null ? `${step.do} ${step.action}` : step.do;
}
