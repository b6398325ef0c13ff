/**
 * Pushes of files to real sshd hosts whose disks lose what was not flushed, with faults in them. In the end every host has all old or
 * all new files, or the push says what to do, and the next push, by anyone, makes all of them new.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundleOf, labSite } from '../lab/installed.ts';
import { Lab, type Ended } from '../lab/lab.ts';
import type { Fault } from './faults.ts';

const HOSTS = 3;
const CRON = '/etc/cron.d/clusterc';
const STATE = '/var/lib/clusterc';

export type Verdict = { readonly problem: string; readonly log: readonly string[] } | undefined;

/** The push that the faults hit. */
type Controller = { readonly signal: (name: NodeJS.Signals) => void; readonly isRunning: () => boolean };

export class Soak {
  readonly hosts = HOSTS;
  readonly #lab: Lab;
  readonly #folder: string;
  readonly #log: string[] = [];
  /** Hosts without power. */
  readonly #off = new Set<number>();
  #paths: ReadonlyMap<number, readonly string[]> = new Map();
  #delay = 20;
  /** Milliseconds of a push without faults. */
  #usual = 0;

  private constructor(lab: Lab, folder: string) {
    this.#lab = lab;
    this.#folder = folder;
  }

  static async up(): Promise<Soak> {
    const all = Array.from({ length: HOSTS }, (_, index) => index + 1);
    const lab = await Lab.up({ hosts: HOSTS, store: 'loop', bare: all });
    const soak = new Soak(lab, mkdtempSync(join(tmpdir(), 'clusterc-soak-')));
    for (const n of all) lab.write(n, '/usr/local/sbin/ccs_config_validate', '#!/bin/sh\n', 0o755);
    const secrets = Object.fromEntries(all.map((n) => [`fence/host${n}`, `value-of-${n}`]));
    writeFileSync(soak.#at('secrets'), JSON.stringify(secrets), { mode: 0o600 });
    soak.#change();
    const { files } = bundleOf(soak.#at('site.yaml'));
    const on = (n: number) =>
      files.filter(({ nodes }) => nodes.some((host) => host === `host${n}`)).map(({ path }) => path);
    soak.#paths = new Map(all.map((n) => [n, on(n)]));
    await Promise.all(all.map((n) => lab.exec(n, ['rm', '-f', ...on(n)])));
    const since = performance.now();
    const first = await soak.#push('one');
    if (first.code !== 0) throw new Error(`a push without faults failed: ${first.stdout}${first.stderr}`);
    soak.#usual = performance.now() - since;
    return soak;
  }

  async down(): Promise<void> {
    await this.#lab.down();
    rmSync(this.#folder, { recursive: true });
  }

  /** A change is pushed with these faults; what does not hold then. */
  async round(faults: readonly Fault[]): Promise<Verdict> {
    this.#log.length = 0;
    const old = this.#states();
    this.#change();
    const pushing = this.#lab.spawn(this.#call(), { env: this.#env('one') });
    let said = '';
    pushing.stdout?.on('data', (text: string) => (said += text));
    pushing.stderr?.on('data', (text: string) => (said += text));
    let running = true;
    const ended = new Promise<number | null>((done) => pushing.once('close', (code) => done(code))).finally(
      () => (running = false),
    );
    const signal = (name: NodeJS.Signals) => running && process.kill(-(pushing.pid ?? 0), name);
    try {
      await Promise.all(faults.map((fault) => this.#strike(fault, { signal, isRunning: () => running })));
    } catch (error) {
      signal('SIGKILL'); // it may have been stopped
      throw error;
    }
    const code = await ended;
    this.#log.push(`the push ended with ${code}: ${said}`);
    await this.#recover();
    const between = this.#states();
    return (await this.#judged(old, between, code)) ?? undefined;
  }

  async #judged(old: readonly string[], between: readonly string[], code: number | null): Promise<Verdict> {
    const isAlone = !this.#log.some((line) => line.startsWith('the other push'));
    const again = await this.#pushUntilDone();
    const now = this.#states();
    const torn = between.findIndex((text, n) => text !== old[n] && text !== now[n]);
    if (again.code !== 0) return this.#problem(`it cannot be pushed again: exit ${again.code}`);
    if (torn !== -1) return this.#problem(`host${torn + 1} had neither all old nor all new files`);
    const done = between.every((text, n) => text === now[n]);
    if (isAlone && code === 0 && !done)
      return this.#problem('the push ended with 0, and not every host had the new files');
    const asBefore = between.every((text, n) => text === old[n]);
    // While the first one was frozen, another push has gone through: nothing is as before.
    const isOvertaken = this.#log.includes('the second push ended with 0');
    if (isOvertaken && code === 3) return this.#problem('the push ended with 3, although another one had gone on');
    if (isAlone && code === 3 && !asBefore)
      return this.#problem('the push ended with 3, and not every host had the old files');
    const left = this.#leftovers();
    return left.length === 0 ? undefined : this.#problem(`left behind: ${left.join(' ')}`);
  }

  #problem(problem: string): Verdict {
    return { problem, log: [...this.#log] };
  }

  async #strike({ kind, host, at }: Fault, { signal, isRunning }: Controller): Promise<void> {
    const lab = this.#lab;
    if (kind === 'full') return lab.fill(host, Math.round(at * 40));
    if (kind === 'read-only') return void (await lab.exec(host, ['mount', '-o', 'remount,ro', '/var']));
    await pause(at * this.#usual);
    if (kind === 'power') {
      this.#off.add(host);
      await lab.kill(host);
    } else if (kind === 'cut') await lab.cut(host);
    else if (kind === 'killed') signal('SIGKILL');
    else {
      if (kind === 'frozen') signal('SIGSTOP');
      const other = this.#push('two');
      if (kind === 'frozen') {
        // Its lease is over: another one takes over what it has locked.
        for (const n of this.#on()) {
          await lab.exec(n, ['rm', '-f', `${STATE}/lock/since`]);
          await lab.exec(n, ['touch', '-c', '-d', '3 hours ago', `${STATE}/lock`]);
        }
        await this.#passTime();
        this.#log.push(`the second push ended with ${(await this.#pushUntilDone()).code}`);
        // Again and again: nsenter(1) stops itself when it hears late that its child was stopped.
        for (signal('SIGCONT'); isRunning(); signal('SIGCONT')) await pause(200);
      }
      const { code, stdout, stderr } = await other;
      this.#log.push(`the other push ended with ${code}: ${stdout}${stderr}`);
    }
  }

  /** Power, links and disks are back, and the time of armed hosts is over. */
  async #recover(): Promise<void> {
    const lab = this.#lab;
    for (const n of this.#off) await lab.start(n);
    this.#off.clear();
    for (const n of lab.hosts) {
      await lab.heal(n);
      await lab.unfill(n);
      await lab.exec(n, ['mount', '-o', 'remount,rw', '/var']);
    }
    await this.#passTime();
  }

  #on(): readonly number[] {
    return this.#lab.hosts.filter((n) => !this.#off.has(n));
  }

  async #passTime(): Promise<void> {
    for (const n of this.#on()) {
      const command = /^\* \* \* \* \* root (.* tick .*)$/m.exec(this.#lab.read(n, CRON) ?? '')?.[1];
      if (command === undefined) continue;
      const past = `[ ! -e ${STATE}/undo ] || echo $(($(date +%s) - 10)) >${STATE}/undo/deadline`;
      await this.#lab.exec(n, ['sh', '-c', `${past}; ${command}`]);
    }
  }

  /** As its messages say: what was cut off is ended first, a lock of a controller that is gone is taken. */
  async #pushUntilDone(): Promise<Ended> {
    for (let left = 3; ; left -= 1) {
      const done = await this.#push(
        'again',
        '--allow',
        'push/locked',
        '--allow',
        'push/still-armed',
        '--allow',
        'drift/edited-by-hand',
      );
      this.#log.push(`pushed again, it ended with ${done.code}: ${done.stdout}${done.stderr}`);
      if (done.code === 0 || left === 0) return done;
    }
  }

  /** One change to cluster.conf, and to a file of each VM. */
  #change(): void {
    this.#delay += 1;
    const site = labSite({ hosts: HOSTS, vms: 2 * HOSTS, runOn: 1 }, this.#lab)
      .replace('domain: example.com }', `domain: example.com, fence_daemon: { post_join_delay: ${this.#delay}s } }`)
      .replaceAll('memory: 4G', `memory: ${this.#delay}G`);
    writeFileSync(this.#at('site.yaml'), site);
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  #push(who: string, ...more: readonly string[]): Promise<Ended> {
    return this.#lab.run(this.#call(...more), { env: this.#env(who) });
  }

  #call(...more: readonly string[]): readonly string[] {
    return [
      process.execPath,
      resolve('dist/main.js'),
      'push',
      this.#at('site.yaml'),
      '--no-activate',
      '--yes',
      ...more,
    ];
  }

  #env(who: string): Readonly<Record<string, string>> {
    return {
      CLUSTERC_SSH_CONFIG: this.#lab.sshConfig,
      CLUSTERC_SECRETS: `file:${this.#at('secrets')}`,
      XDG_RUNTIME_DIR: mkdtempSync(this.#at('run-')),
      XDG_STATE_HOME: this.#at(`state-${who}`),
    };
  }

  /** The files of each host, without the version of cluster.conf. */
  #states(): readonly string[] {
    return this.#lab.hosts.map((n) =>
      (this.#paths.get(n) ?? [])
        .map((path) => `${path}\n${(this.#lab.read(n, path) ?? 'absent').replace(/config_version="\d+"/, '')}`)
        .join('\n'),
    );
  }

  #leftovers(): readonly string[] {
    const left = new RegExp(`^${STATE}/(lock|staged|undo|new)(/|$)|^${CRON}$|\\.clusterc$`);
    return this.#lab.hosts.flatMap((n) =>
      [...this.#lab.tree(n).keys()].filter((path) => left.test(path)).map((path) => `host${n}:${path}`),
    );
  }
}
