/**
 * Pushes to real sshd hosts whose disks lose what was not flushed, with faults in them. In the end every host and the cluster have all old or
 * all new of it, or the push says what to do, and the next push, by anyone, makes all of it new.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Ended } from '../lab/lab.ts';
import type { Fault } from './faults.ts';
import { RunningPush } from './push.ts';
import type { Stack } from './stack.ts';

const CRON = '/etc/cron.d/clusterc';
const STATE = '/var/lib/clusterc';

export type Verdict = { readonly problem: string; readonly log: readonly string[] } | undefined;
type States = ReadonlyMap<string, string>;
type Judged = { readonly old: States; readonly between: States; readonly code: number | null };

export class Soak {
  readonly #stack: Stack;
  readonly #log: string[] = [];
  /** How the push of the last round ended; null: it was killed. */
  code: number | null = null;
  /** Milliseconds of a push without faults. */
  #usual = 0;

  private constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** Hosts with the site of this seed. */
  static async on(stack: Stack, seed: number): Promise<Soak> {
    const soak = new Soak(stack);
    stack.change(seed);
    const since = performance.now();
    const first = await soak.#push('one');
    if (first.code !== 0) throw new Error(`a push without faults failed: ${first.stdout}${first.stderr}`);
    soak.#usual = performance.now() - since;
    await stack.broken('', []);
    return soak;
  }

  /** The site of the seed is pushed with these faults; what does not hold then. */
  async round(seed: number, faults: readonly Fault[]): Promise<Verdict> {
    this.#log.length = 0;
    const old = await this.#stack.states();
    this.#stack.change(seed);
    const push = new RunningPush(this.#stack.lab, this.#stack.call('one', 'push', ...this.#stack.options));
    try {
      await Promise.all(faults.map((fault) => this.#strike(fault, push)));
    } catch (error) {
      push.signal('SIGKILL'); // it may have been stopped
      throw error;
    }
    const code = await push.ended;
    this.code = code;
    this.#log.push(`the push ended with ${code}: ${push.said}`);
    await this.#recover(seed % 2 === 1);
    const isReported = await this.#status();
    const between = await this.#stack.states();
    const again = await this.#pushUntilDone();
    if (again.code !== 0) return this.#problem(`it cannot be pushed again: exit ${again.code}`);
    const now = await this.#stack.states();
    const left = this.#leftovers();
    const problem =
      (await this.#stack.broken(this.#log.join('\n'), faults)) ??
      this.#judged({ old, between, code }, now, isReported) ??
      (left.length === 0 ? undefined : `left behind: ${left.join(' ')}`);
    return problem === undefined ? undefined : this.#problem(problem);
  }

  #judged({ old, between, code }: Judged, now: States, isReported: boolean): string | undefined {
    const torn = [...between].find(([name, text]) => text !== old.get(name) && text !== now.get(name));
    if (torn !== undefined) return `${torn[0]} had neither all old nor all new of it`;
    const [isNew, isOld] = [now, old].map((all) => [...between].every(([name, text]) => text === all.get(name)));
    if (isNew === false && isOld === false && !isReported)
      return 'some had the old state, and others the new, and nothing said so';
    // While the first one was frozen, another push has gone through: nothing is as before.
    if (this.#log.includes('the second push ended with 0') && code === 3)
      return 'the push ended with 3, although another one had gone on';
    if (this.#log.some((line) => line.startsWith('the other push'))) return undefined;
    if ((code === 0 || code === 5) && isNew === false) return `the push ended with ${code}, and not all was new`;
    if ((code === 1 || code === 3) && isOld === false) return `the push ended with ${code}, and not all was as before`;
    return undefined;
  }

  #problem(problem: string): Verdict {
    return { problem, log: [...this.#log] };
  }

  async #strike(fault: Fault, push: RunningPush): Promise<void> {
    const { lab } = this.#stack;
    const { kind, host, at } = fault;
    if (kind === 'full') return lab.fill(host, Math.round(at * 40));
    if (kind === 'read-only') return void (await lab.exec(host, ['mount', '-o', 'remount,ro', '/var']));
    await pause(at * this.#usual);
    if (await this.#stack.strike(fault)) return;
    if (kind === 'power') await lab.kill(host);
    else if (kind === 'cut') await lab.cut(host);
    else if (kind === 'killed') push.signal('SIGKILL');
    else await this.#pushMeanwhile(push, kind === 'frozen');
  }

  /** Someone else pushes while the first push goes on, or is frozen until the other one has ended. */
  async #pushMeanwhile(push: RunningPush, isFrozen: boolean): Promise<void> {
    if (isFrozen) push.signal('SIGSTOP');
    const other = this.#push('two');
    if (isFrozen) {
      await this.#expireLocks();
      await this.#passTime();
      this.#log.push(`the second push ended with ${(await this.#pushUntilDone()).code}`);
      // Again and again: nsenter(1) stops itself when it hears late that its child was stopped.
      for (push.signal('SIGCONT'); push.isRunning; push.signal('SIGCONT')) await pause(200);
    }
    const { code, stdout, stderr } = await other;
    this.#log.push(`the other push ended with ${code}: ${stdout}${stderr}`);
  }

  /** The lease of who has locked is over: another one takes over what is locked. */
  async #expireLocks(): Promise<void> {
    for (const n of this.#on()) {
      await this.#stack.lab.exec(n, ['rm', '-f', `${STATE}/lock/since`]);
      await this.#stack.lab.exec(n, ['touch', '-c', '-d', '3 hours ago', `${STATE}/lock`]);
    }
  }

  /** Power, links and disks are back, and the time of armed hosts is over; for some it is so before their daemons start. */
  async #recover(isLate: boolean): Promise<void> {
    const { lab } = this.#stack;
    const restarted = lab.hosts.filter((n) => !lab.isOn(n));
    for (const n of restarted) await lab.start(n);
    for (const n of lab.hosts) {
      await lab.heal(n);
      await lab.unfill(n);
      await lab.exec(n, ['mount', '-o', 'remount,rw', '/var']);
    }
    if (isLate) await this.#minute();
    await this.#stack.boot(restarted);
    await this.#passTime();
  }

  #on(): readonly number[] {
    return this.#stack.lab.hosts.filter((n) => this.#stack.lab.isOn(n));
  }

  /** Until every host has ended what was under way, as cron calls it each minute. */
  async #passTime(): Promise<void> {
    for (let left = MINUTES; left > 0 && (await this.#minute()); left -= 1) await pause(1000);
  }

  /** Whether some host is still armed then. */
  async #minute(): Promise<boolean> {
    const { lab } = this.#stack;
    const armed = this.#on().flatMap((n) => {
      const command = /^\* \* \* \* \* root (.* tick .*)$/m.exec(lab.read(n, CRON) ?? '')?.[1];
      return command === undefined ? [] : [{ n, command }];
    });
    const past = `[ ! -e ${STATE}/undo ] || echo $(($(date +%s) - 10)) >${STATE}/undo/deadline`;
    await Promise.all(armed.map(({ n, command }) => lab.exec(n, ['sh', '-c', `${past}; ${command}`])));
    return armed.some(({ n }) => lab.read(n, CRON) !== undefined);
  }

  /** Does `clusterc status` say that something is not as the site says? */
  async #status(): Promise<boolean> {
    const { argv, env } = this.#stack.call('again', 'status');
    const { code, stdout, stderr } = await this.#stack.lab.run(argv, { env });
    this.#log.push(`status ended with ${code}: ${stdout}${stderr}`);
    return code === 1 || code === 2;
  }

  /** As its messages say: what was cut off is ended first, a lock of a controller that is gone is taken. */
  async #pushUntilDone(): Promise<Ended> {
    for (let left = 3; ; left -= 1) {
      const done = await this.#push('again', ...EVERYTHING);
      this.#log.push(`pushed again, it ended with ${done.code}: ${done.stdout}${done.stderr}`);
      if (done.code === 0 || left === 0) return done;
      await this.#stack.operate(done.stdout + done.stderr);
    }
  }

  #push(who: string, ...more: readonly string[]): Promise<Ended> {
    const { argv, env } = this.#stack.call(who, 'push', ...this.#stack.options, ...more);
    return this.#stack.lab.run(argv, { env });
  }

  #leftovers(): readonly string[] {
    const { lab } = this.#stack;
    const left = new RegExp(`^${STATE}/(lock|staged|undo|new)(/|$)|^${CRON}$|\\.clusterc$`);
    return lab.hosts.flatMap((n) =>
      [...lab.tree(n).keys()].filter((path) => left.test(path)).map((path) => `host${n}:${path}`),
    );
  }
}

/** For how long cron is waited for. */
const MINUTES = 5;

/** What the push after the faults may do. */
const EVERYTHING = ['push/locked', 'push/still-armed', 'drift/edited-by-hand'].flatMap((code) => ['--allow', code]);
