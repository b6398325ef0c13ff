/** Pushes over ssh onto the hosts of a lab, by clusterc as its user calls it. The hosts are bare: no file, no daemon. */
import { execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';
import { compile, type Compilation } from '../../src/compile.ts';
import { secretsIn } from '../../src/bundle/content.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { CLUSTER_CONF } from '../cluster/membership.ts';
import { nodeAt, type Release } from '../cluster/state.ts';
import { bareState } from '../world/play.ts';
import { labSite } from './installed.ts';
import { Lab, type Ended } from './lab.ts';

const PLATFORMS: Readonly<Record<Release, string>> = { rhel6: 'rhel6.4', rhel5: 'rhel5.8' };

export type Options = { readonly hosts: number; readonly release?: Release };

export class Pushing {
  readonly lab: Lab;
  readonly site: string;
  readonly #folder: string;
  readonly #text: string;

  private constructor(lab: Lab, folder: string, text: string) {
    this.lab = lab;
    this.#folder = folder;
    this.site = join(folder, 'site.yaml');
    this.#text = text;
    writeFileSync(this.site, text);
  }

  static async up({ hosts, release = 'rhel6' }: Options): Promise<Pushing> {
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-push-'));
    const lab = await Lab.up({ hosts, release });
    const text = labSite({ hosts, vms: hosts, runOn: 2 }, lab).replace(PLATFORMS.rhel6, PLATFORMS[release]);
    const pushing = new Pushing(lab, folder, text);
    const compilation = pushing.#compiled();
    const names = (compilation.bundle?.files ?? []).flatMap(({ content }) => secretsIn(content));
    const values = [...new Set(names)].map((name) => [name, `value-of-${name.replaceAll('/', '-')}`]);
    writeFileSync(pushing.#at('secrets'), JSON.stringify(Object.fromEntries(values)), { mode: 0o600 });
    // What this machine has of them came with its packages.
    const paths = (compilation.bundle?.files ?? []).map(({ path }) => path);
    await Promise.all(lab.hosts.map((n) => lab.exec(n, ['rm', '-f', CLUSTER_CONF, ...paths])));
    lab.setState(bareState(compilation, release));
    return pushing;
  }

  async down(): Promise<void> {
    await this.lab.down();
    rmSync(this.#folder, { recursive: true });
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  #compiled(): Compilation {
    return compile(readSite(this.site).files, readTemplates());
  }

  /** The site says so many seconds from now on. A cluster.conf that differs in this alone is announced, and nothing else. */
  setJoinDelay(seconds: number): void {
    const daemon = `fence_daemon: { post_join_delay: ${seconds}s }`;
    writeFileSync(this.site, this.#text.replace('domain: example.com }', `domain: example.com, ${daemon} }`));
  }

  /** The site as it is now becomes a revision of a git repository. */
  commit(): void {
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-C', this.#folder, '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...words]);
    git('init', '-q');
    git('add', 'site.yaml');
    git('commit', '-qm', 'a change of the site');
  }

  /** `clusterc COMMAND SITE MORE`, with no connection from before. */
  run(command: string, ...more: readonly string[]): Promise<Ended> {
    return this.lab.run(this.#call(command, more), { env: this.#env() });
  }

  /** The same from another machine, which has a name of its own, and remembers in a folder of its own. */
  runFrom(machine: string, command: string, ...more: readonly string[]): Promise<Ended> {
    const named = ['unshare', '--uts', 'sh', '-c', 'hostname "$0" && exec "$@"', machine];
    const env = { ...this.#env(), XDG_STATE_HOME: this.#at(`state-${machine}`) };
    return this.lab.run([...named, ...this.#call(command, more)], { env });
  }

  push(...more: readonly string[]): Promise<Ended> {
    return this.run('push', ...more);
  }

  /** A push that can be killed. */
  start(...more: readonly string[]): ChildProcess {
    return this.lab.spawn(this.#call('push', more), { env: this.#env() });
  }

  /** A push that is interrupted as from a terminal, with all that it has started, as soon as that holds; how it ended. `next`: directly behind. */
  async interrupted(holds: () => void, next: () => void, ...more: readonly string[]): Promise<Ended> {
    const file = this.#at('pid');
    const leader = ['setsid', '-w', 'sh', '-c', 'echo $$ >"$0"; exec "$@"', file];
    const push = this.lab.run([...leader, ...this.#call('push', more)], { env: this.#env() });
    await vi.waitFor(holds, SOON);
    const killed = await this.lab.run(['kill', '-INT', '--', `-${readFileSync(file, 'utf8').trim()}`]);
    if (killed.code !== 0) throw new Error(`the push cannot be interrupted: ${killed.stderr}`);
    next();
    return push;
  }

  /** There is no terminal to ask on. */
  #call(command: string, more: readonly string[]): readonly string[] {
    const yes = ['push', 'revert'].includes(command) ? ['--yes'] : [];
    return [process.execPath, resolve('dist/main.js'), command, this.site, ...yes, ...more];
  }

  #env(): Readonly<Record<string, string>> {
    return {
      CLUSTERC_SSH_CONFIG: this.lab.sshConfig,
      CLUSTERC_SECRETS: `file:${this.#at('secrets')}`,
      XDG_RUNTIME_DIR: mkdtempSync(this.#at('run-')),
      XDG_STATE_HOME: this.#at('state'),
    };
  }

  /** Of cluster.conf on a host, without its config_version; throws where there is none. */
  content(n: number): string {
    return (this.lab.read(n, CLUSTER_CONF) ?? '').replace(/config_version="\d+"/, '');
  }

  /** config_version of the file of each host. */
  versions(): readonly number[] {
    return this.lab.hosts.map((n) =>
      Number(/config_version="(\d+)"/.exec(this.lab.read(n, CLUSTER_CONF) ?? '')?.[1] ?? 0),
    );
  }

  /** config_version that cman of each host runs; 0: it does not run, or is suspended. */
  running(): readonly number[] {
    const state = this.lab.state();
    return this.lab.hosts
      .map((n) => nodeAt(state, `host${n}`))
      .map(({ running, wanted }) => (running === null || wanted !== null ? 0 : running.version));
  }

  /** Whatever a push leaves while it is under way: locks, staged and kept copies, the line for cron, temporary files. */
  leftovers(): readonly string[] {
    return this.lab.hosts.flatMap((n) =>
      [...this.lab.tree(n).keys()].filter((path) => LEFT.test(path)).map((path) => `host${n}:${path}`),
    );
  }

  /** Commands that were called on a host since `mark`, as one would type them. */
  calls(n: number, mark = 0): readonly string[] {
    return this.lab
      .commands(n)
      .slice(mark)
      .map(({ argv }) => argv.join(' '));
  }

  /** For `announced`. */
  marks(): readonly number[] {
    return this.lab.hosts.map((n) => this.lab.commands(n).length);
  }

  /** Hosts on which the cluster was informed of a cluster.conf since then, once for each time. */
  announced(marks: readonly number[]): readonly number[] {
    return this.lab.hosts.flatMap((n) =>
      this.calls(n, marks[n - 1])
        .filter((call) => /^(cman_tool version -r|ccs_tool update)/.test(call))
        .map(() => n),
    );
  }

  /** The time of nodes, which have to be armed, is over, and cron comes by: its own line, on all of them at once. */
  async passTime(hosts: readonly number[] = this.lab.hosts): Promise<void> {
    const { lab } = this;
    const commands = hosts.map((n) => /^\* \* \* \* \* root (.* tick .*)$/m.exec(lab.read(n, CRON) ?? '')?.[1]);
    await Promise.all(
      hosts.map((n, index) => {
        const command = commands[index];
        if (command === undefined) throw new Error(`host${n} is not armed`);
        lab.write(n, '/var/lib/clusterc/undo/deadline', `${Math.floor(Date.now() / 1000) - 10}\n`, 0o600);
        return lab.exec(n, ['sh', '-c', command]);
      }),
    );
  }

  /** Everything that is not clusterc's own. */
  trees(): readonly (readonly string[])[] {
    return this.lab.hosts.map((n) => {
      const entries = [...this.lab.tree(n)].filter(([path]) => !path.startsWith('/var/lib/clusterc'));
      return entries.map(([path, about]) => `${path} ${about}`);
    });
  }
}

const LEFT = /^\/var\/lib\/clusterc\/(lock|staged|undo|new)|^\/etc\/cron\.d\/clusterc$|\.clusterc$/;
/** For what may take its time on a busy machine. */
export const SOON = { timeout: 600_000, interval: 200 };

const CRON = '/etc/cron.d/clusterc';

/** Returns when that holds, as `expect` says; throws as soon as the push has ended without it. */
export async function reaches(push: ChildProcess, holds: () => unknown): Promise<void> {
  await vi.waitUntil(async () => {
    const hasEnded = push.exitCode !== null;
    const doesHold = await Promise.resolve()
      .then(holds)
      .then(
        () => true,
        () => false,
      );
    if (!doesHold && hasEnded) throw new Error(`the push has ended with ${push.exitCode} before that`);
    return doesHold;
  }, SOON);
}

/** Kills a push with all that it has started; what it has begun on hosts goes on there. */
export async function killed(push: ChildProcess): Promise<void> {
  const ended = once(push, 'exit');
  process.kill(-(push.pid ?? 0), 'SIGKILL');
  await ended;
}
