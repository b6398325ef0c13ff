/**
 * Real sshd hosts for tests: `const lab = await Lab.up({ hosts: 4 })`, `await lab.down()`. Hosts are numbered from 1 and
 * called host1, host2...; each has its own view of the file system, and the stand-ins of the cluster's commands on them
 * form one cluster. Should this process end without `down`, everything goes all the same (netlab, --owner).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { COMMAND_NAMES } from '../cluster/commands/commands.ts';
import { CLUSTER_CONF, died } from '../cluster/membership.ts';
import { clusterConf, hostNames } from '../cluster/samples.ts';
import { formed, type ClusterState, type Release } from '../cluster/state.ts';
import type { Fault, Faults } from './faults.ts';
import { digestOf, treeOf } from './view.ts';

const NETLAB = resolve('test/lab/netlab');

export type Options = {
  readonly hosts: number;
  readonly release?: Release;
  /** The cluster.conf that all hosts have and run; one of nodes node1.example.com... and two VMs unless given; null: no cluster is played. */
  readonly conf?: string | null;
  /** Hosts without stand-ins: commands of the cluster cost nothing there, and say nothing. */
  readonly bare?: readonly number[];
  /** cheap: curve25519 takes a third of the processor time of the sntrup761 that Debian's sshd begins with. */
  readonly keyExchange?: 'cheap' | 'usual';
  /** loop: a host that is killed loses what was not fsynced. */
  readonly store?: 'tmpfs' | 'loop';
};

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
};

export type Asked = { readonly at: Date; readonly argv: readonly string[] };

/** What sshd of a host speaks. `cbc`: as RHEL 5, without counter mode, which some sites forbade. */
export type Crypto = 'today' | 'rhel6' | 'rhel5' | 'cbc';

/** How ops may use sudo: without more ado, only from a terminal, only with a password (which ops does not have). */
export type Sudo = 'free' | 'requiretty' | 'password';

const SHELLS = { bash: '/bin/bash', dash: '/bin/dash', busybox: '/opt/busybox/sh' } as const;

let count = 0;

export class Lab {
  /** For `ssh -F`, in the control namespace: see run. */
  readonly sshConfig: string;
  /** A user's RSA key, for hosts whose sshd knows no other; it is there after `crypto`. */
  readonly rsaKey: string;
  readonly hosts: readonly number[];
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(root: string, env: NodeJS.ProcessEnv, hosts: number) {
    this.#root = root;
    this.#env = env;
    this.sshConfig = join(root, 'ctl/ssh_config');
    this.rsaKey = join(root, 'ctl/id_rsa');
    this.hosts = Array.from({ length: hosts }, (_, index) => index + 1);
  }

  static async up(options: Options): Promise<Lab> {
    const { hosts, release = 'rhel6', bare = [], store = 'tmpfs', keyExchange = 'cheap' } = options;
    count += 1;
    const wrappers = wrapperFolder();
    const env = {
      ...process.env,
      PATH: withSbin(),
      NETLAB_PREFIX: `${process.env['NETLAB_PREFIX'] ?? 'clt'}${process.pid}x${count}`,
      NETLAB_QUIET: '1',
      NETLAB_NODE: process.execPath,
      NETLAB_STAND_INS: wrappers,
      NETLAB_KEX: keyExchange === 'cheap' ? 'curve25519-sha256' : '',
    };
    const netlab = async (...args: readonly string[]) => succeeded(args, await ended(spawn(NETLAB, args, { env })));
    await netlab('sweep');
    const bareHosts = bare.length === 0 ? [] : ['--bare', bare.join(',')];
    const up = netlab('up', `${hosts}`, '--store', store, '--ttl', '1', '--owner', `${process.pid}`, ...bareHosts);
    const [code] = await Promise.all([standIn(), up.finally(() => rmSync(wrappers, { recursive: true }))]);
    const lab = new Lab((await netlab('root')).stdout.trim(), env, hosts);
    writeFileSync(lab.shared('stand-in.cjs'), code);
    if (options.conf === null) return lab;
    const conf = options.conf ?? clusterConf({ hosts, version: 1, vms: { vm1: '', vm2: 'autostart="0"' } });
    for (const host of lab.hosts) lab.write(host, CLUSTER_CONF, conf, 0o640);
    lab.setState(formed(release, hostNames(hosts), conf));
    return lab;
  }

  async down(): Promise<void> {
    await this.#netlab('down');
  }

  /** Milliseconds that processors have worked so far for the hosts and for what `run` runs; NaN where control groups are not to be had. */
  worked(): number {
    const file = join(this.#root, 'cgroup');
    if (!existsSync(file)) return NaN;
    const above = readFileSync(file, 'utf8').trim();
    return workedIn(join(above, 'ctl')) + workedIn(join(above, 'hosts'));
  }

  /** Of a host, for a site of the lab. */
  address(n: number): string {
    const hosts = readFileSync(join(this.#root, 'ctl/hosts'), 'utf8');
    return new RegExp(`^(\\S+) host${n}$`, 'm').exec(hosts)?.[1] ?? '';
  }

  /** Runs a program in the control namespace, from where the hosts can be reached. Never throws for how it ends. */
  run(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return ended(this.spawn(argv, options), options.input);
  }

  /** The same, while it runs. It leads a process group of its own: end it with `process.kill(-pid)`. */
  spawn(argv: readonly string[], { cwd, env }: RunOptions = {}): ChildProcess {
    return spawn(NETLAB, ['ctl', ...argv], { cwd, env: { ...this.#env, ...env }, detached: true });
  }

  /** ssh to a host from the control namespace, with options before the host's name. */
  ssh(n: number, options: readonly string[], ...command: readonly string[]): Promise<Ended> {
    return this.run(['ssh', '-F', this.sshConfig, ...options, `host${n}`, ...command]);
  }

  /** Runs a program as root on a host, without ssh. */
  exec(n: number, argv: readonly string[], { input }: { readonly input?: string | Uint8Array } = {}): Promise<Ended> {
    return ended(spawn(NETLAB, ['exec', `${n}`, ...argv], { env: this.#env }), input);
  }

  /** Unpacks a tar over the host's root folder. */
  async extract(n: number, archive: Uint8Array): Promise<void> {
    const { code, stderr } = await this.exec(n, ['tar', '-C', '/', '-xf', '-'], { input: archive });
    if (code !== 0) throw new Error(`the archive cannot be unpacked on host${n}: ${stderr}`);
  }

  read(n: number, path: string): string | undefined {
    const file = join(this.#rootOf(n), path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  /** As root; folders above it are made. */
  write(n: number, path: string, text: string | Uint8Array, mode = 0o644): void {
    const file = join(this.#rootOf(n), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    chownSync(file, 0, 0);
  }

  remove(n: number, path: string): void {
    rmSync(join(this.#rootOf(n), path), { recursive: true });
  }

  /** Every path of the host's own file system, with mode, owner and digest of what it holds. */
  tree(n: number): ReadonlyMap<string, string> {
    return treeOf(this.#rootOf(n));
  }

  /** SHA-256 over that. */
  digest(n: number): string {
    return digestOf(this.tree(n));
  }

  /** Every command of the cluster that was called on a host, oldest first. */
  commands(n: number): readonly Asked[] {
    const file = this.shared(`log/host${n}`);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    return lines.map((line) => {
      const [, at = '', words = '[]'] = /^\S+ (\S+) (.*)$/.exec(line) ?? [];
      const argv: readonly string[] = JSON.parse(words);
      return { at: new Date(at), argv };
    });
  }

  state(): ClusterState {
    const state: ClusterState = JSON.parse(readFileSync(this.shared('state.json'), 'utf8'));
    return state;
  }

  /** While no command runs: there is no lock around this. */
  setState(state: ClusterState): void {
    writeFileSync(this.shared('state.json'), JSON.stringify(state));
  }

  /** A command of a host misbehaves from now on; undefined: no longer. */
  setFault(n: number, command: string, fault: Fault | undefined): void {
    const file = this.shared('faults.json');
    const faults: Faults = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    const { [command]: _, ...others } = faults[`host${n}`] ?? {};
    const own = fault === undefined ? others : { ...others, [command]: fault };
    // In one go: a command that waits reads it again and again.
    writeFileSync(`${file}.new`, JSON.stringify({ ...faults, [`host${n}`]: own }));
    renameSync(`${file}.new`, file);
  }

  /** A Relax NG schema that cman_tool and ccs_config_validate check cluster.conf against. */
  setSchema(text: string): void {
    writeFileSync(this.shared('cluster.rng'), text);
  }

  /** Pulls the network cable; the cluster, which has a network of its own, does not notice. */
  async cut(n: number): Promise<void> {
    await this.#netlab('cut', `${n}`);
  }

  async heal(n: number): Promise<void> {
    await this.#netlab('heal', `${n}`);
  }

  /** A network interface of this name for hosts 1 and 2 alone, which a cable joins; addresses with the lengths of their networks. */
  async wire(name: string, addresses: readonly [string, string]): Promise<void> {
    await this.#netlab('wire', '1', '2', name, ...addresses);
  }

  /** Power loss; a host that is a node is fenced by the others. */
  async kill(n: number, fencing: 'succeeds' | 'fails' = 'succeeds'): Promise<void> {
    await this.#netlab('kill', `${n}`);
    if (!existsSync(this.shared('state.json'))) return;
    const state = this.state();
    if (state.nodes.some(({ host }) => host === `host${n}`)) this.setState(died(state, `host${n}`, fencing));
  }

  /** Does it have power? */
  isOn(n: number): boolean {
    return !existsSync(join(this.#root, `hosts/${n}/off`));
  }

  /** Power on. cman does not start by itself. */
  async start(n: number): Promise<void> {
    await this.#netlab('start', `${n}`);
  }

  /** Leaves so many KiB for /etc and /var. */
  async fill(n: number, kb = 0): Promise<void> {
    await this.#netlab('fill', `${n}`, `${kb}`);
  }

  async unfill(n: number): Promise<void> {
    await this.#netlab('unfill', `${n}`);
  }

  /** Milliseconds of a round trip; 0: none. */
  async delay(n: number, ms: number): Promise<void> {
    await this.#netlab('delay', `${n}`, `${ms}`);
  }

  async crypto(n: number, crypto: Crypto): Promise<void> {
    await this.#netlab('crypto', `${n}`, crypto);
  }

  /** The host gets other host keys, and the control side does not learn of it. */
  async rekey(n: number): Promise<void> {
    await this.#netlab('rekey', `${n}`);
  }

  sudo(n: number, sudo: Sudo): void {
    const may = `ops ALL=(ALL) ${sudo === 'password' ? '' : 'NOPASSWD: '}ALL\n`;
    this.write(n, '/etc/sudoers.d/ops', `${sudo === 'requiretty' ? 'Defaults:ops requiretty\n' : ''}${may}`, 0o440);
  }

  shell(n: number, shell: keyof typeof SHELLS, user: 'root' | 'ops' = 'root'): void {
    const lines = (this.read(n, '/etc/passwd') ?? '').split('\n');
    const line = (text: string) => (text.startsWith(`${user}:`) ? text.replace(/[^:]*$/, SHELLS[shell]) : text);
    this.write(n, '/etc/passwd', lines.map(line).join('\n'));
  }

  /** The root folder of a host, by way of its first process. */
  #rootOf(n: number): string {
    const [pid = ''] = readFileSync(join(this.#root, `hosts/${n}/pid`), 'utf8').split(' ');
    return `/proc/${pid}/root`;
  }

  /** A file of the folder that is /lab/shared on all hosts. */
  shared(name: string): string {
    return join(this.#root, 'shared', name);
  }

  async #netlab(...args: readonly string[]): Promise<Ended> {
    return succeeded(args, await ended(spawn(NETLAB, args, { env: this.#env })));
  }
}

/** Of a control group, in milliseconds: cpuacct.usage in nanoseconds, or usage_usec of version 2. */
function workedIn(group: string): number {
  const usage = join(group, 'cpuacct.usage');
  if (existsSync(usage)) return Number(readFileSync(usage, 'utf8')) / 1e6;
  return Number(/^usage_usec ([0-9]+)$/m.exec(readFileSync(join(group, 'cpu.stat'), 'utf8'))?.[1]) / 1e3;
}

export function withSbin(): string {
  return `${process.env['PATH']}:/usr/sbin:/sbin`;
}

/** Commands of the simulation that a host of the lab has itself. */
const OWN: readonly string[] = ['test', 'id'];
/** And those of which a stand-in plays a part: devices that a host does not have, faults. */
const PARTLY: Readonly<Record<string, string>> = {
  ls: 'case $1 in /dev/disk/*) ;; *) exec /bin/ls "$@" ;; esac\n',
  xmllint: `grep -qs '"xmllint"' /lab/shared/faults.json || exec /usr/bin/xmllint "$@"\n`,
};

/** Commands that call the stand-in by their own name. */
function wrapperFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clusterc-stand-ins-'));
  for (const name of COMMAND_NAMES) {
    const line = `${PARTLY[name] ?? ''}exec /lab/node /lab/shared/stand-in.cjs ${name} "$@"`;
    if (!OWN.includes(name)) writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
  return folder;
}

async function standIn(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [resolve('test/lab/stand-in.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

function ended(child: ChildProcess, input: string | Uint8Array = ''): Promise<Ended> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
  child.stdin?.on('error', () => undefined); // it need not read to the end
  child.stdin?.end(input);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}

function succeeded(args: readonly string[], result: Ended): Ended {
  if (result.code !== 0) throw new Error(`netlab ${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
  return result;
}
