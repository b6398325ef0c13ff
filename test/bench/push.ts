/**
 * npm run bench -- push: the cost of a first push of six files to each host, and of a push with nothing to do. It is compared
 * with tar over ssh, `ssh host true`, Ansible, and clusterc at b0d9d00. Real sshd hosts on this machine,
 * so their work is done by the same processors. All take turns, and each starts without a connection. Files only
 * (--no-activate): what daemons cost is theirs. BENCH_HOSTS=2,8 and BENCH_ROUNDS=3 measure less. Decision 215.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labSite } from '../lab/installed.ts';
import { Lab } from '../lab/lab.ts';
import { playbook } from './ansible.ts';
import { bundled, THIS, treeOf, type Tree } from './revision.ts';

const [, , BASELINE = 'b0d9d00'] = process.argv;
const HOSTS = (process.env['BENCH_HOSTS'] ?? '2,8,16,32').split(',').map(Number);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? '5');
/** Of Ansible, which takes long, and whose limit is far away. */
const ROUNDS_OF_ANSIBLE = Math.min(ROUNDS, Number(process.env['BENCH_ANSIBLE'] ?? '2'));
const root = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));

/** Milliseconds by the clock, and of processors; the second is NaN where it cannot be had. */
type Cost = { readonly time: number; readonly work: number };

/** Of a command in the control namespace; the lab's own way into it is taken off. */
async function cost(lab: Lab, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Cost> {
  const now = () => ({ time: performance.now(), work: lab.worked() });
  const empty = now();
  await lab.run(['true']);
  const start = now();
  const { code, stdout, stderr } = await lab.run(argv, { env });
  const end = now();
  if (code !== 0)
    throw new Error(`${argv.slice(0, 4).join(' ')} ended with ${code}: ${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  const without = (of: keyof Cost) => end[of] - start[of] - (start[of] - empty[of]);
  return { time: without('time'), work: without('work') };
}

type Placed = { readonly path: string; readonly mode: string; readonly nodes: readonly string[] };

/** What a bundle brings to the hosts. */
function filesIn(bundle: string): ReadonlyMap<string, readonly Placed[]> {
  const manifest = readFileSync(join(bundle, 'manifest.json'), 'utf8');
  const { files }: { readonly files: readonly Placed[] } = JSON.parse(manifest);
  const hosts = [...new Set(files.flatMap(({ nodes }) => nodes))];
  return new Map(hosts.map((host) => [host, files.filter(({ nodes }) => nodes.includes(host))]));
}

/** A site for so many hosts, and the bundle that a tree makes of it. */
class Subject {
  readonly bundle: string;
  readonly #lab: Lab;
  readonly #tree: Tree;
  readonly #secrets: string;

  private constructor(lab: Lab, tree: Tree, folder: string) {
    this.#lab = lab;
    this.#tree = tree;
    this.bundle = join(folder, 'bundle');
    this.#secrets = join(folder, 'secrets');
  }

  static async of(lab: Lab, hosts: number, tree: Tree): Promise<Subject> {
    const folder = mkdtempSync(join(root, 'subject-'));
    const made = new Subject(lab, tree, folder);
    writeFileSync(join(folder, 'site.yaml'), labSite({ hosts, vms: 2 * hosts, runOn: 1 }, lab));
    const secrets = Array.from({ length: hosts }, (_, n) => [`fence/host${n + 1}`, `value-of-${n}`]);
    writeFileSync(made.#secrets, JSON.stringify(Object.fromEntries(secrets)), { mode: 0o600 });
    await bundled(tree, join(folder, 'site.yaml'), made.bundle);
    return made;
  }

  /** `runtime`: where connections are kept; those of an earlier push are used if it had the same. */
  push(runtime = newRuntime()): Promise<Cost> {
    const env = {
      CLUSTERC_SSH_CONFIG: this.#lab.sshConfig,
      CLUSTERC_SECRETS: `file:${this.#secrets}`,
      XDG_RUNTIME_DIR: runtime,
      XDG_STATE_HOME: join(root, 'state'),
    };
    return cost(
      this.#lab,
      [
        process.execPath,
        this.#tree.program,
        'push',
        this.bundle,
        '--no-activate',
        '-q',
        ...(this.#tree === THIS ? ['--yes'] : []),
      ],
      env,
    );
  }
}

const newRuntime = () => mkdtempSync(join(root, 'run-'));

type Costs = { readonly [what: string]: Cost };

async function measured(lab: Lab, count: number, baseline: Tree | undefined): Promise<Costs> {
  const now = await Subject.of(lab, count, THIS);
  const then = baseline && (await Subject.of(lab, count, baseline));
  const files = filesIn(now.bundle);
  const each = (command: string) => ['sh', '-c', `for n in $(seq 1 ${count}); do ${command} & done; wait`];
  const ssh = `ssh -F ${lab.sshConfig} -o BatchMode=yes host$n`;
  const ansible = hasAnsible && playbook(mkdtempSync(join(root, 'ansible-')), lab.sshConfig, sourcesIn(now, files));
  const bare = () =>
    Promise.all(
      [...files].map(([host, own]) =>
        lab.exec(Number(host.slice('host'.length)), [
          'rm',
          '-rf',
          '/var/lib/clusterc',
          '/etc/cluster',
          ...own.map(({ path }) => path),
        ]),
      ),
    );
  const rounds: Costs[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times: Record<string, Cost> = { ssh: await cost(lab, each(`${ssh} true`)) };
    await bare();
    times['floor'] = await cost(lab, each(`tar -C ${now.bundle}/nodes/host$n -c . | ${ssh} tar -x -C /`));
    for (const [subject, name] of [[now, ''] as const, ...(then === undefined ? [] : [[then, ' then'] as const])]) {
      await bare();
      times[`first${name}`] = await subject.push();
      const runtime = newRuntime();
      times[`again${name}`] = await subject.push(runtime);
      times[`kept${name}`] = await subject.push(runtime);
    }
    if (ansible !== false && round > 0 && round <= ROUNDS_OF_ANSIBLE) {
      await bare();
      const env = { ...ansible.env, ANSIBLE_SSH_CONTROL_PATH_DIR: mkdtempSync(join(root, 'cp-')) };
      times['ansible'] = await cost(lab, ansible.argv, env);
    }
    rounds.push(times);
  }
  const names = ['ssh', 'floor', 'first', 'again', 'kept', 'first then', 'again then', 'ansible'];
  const all = (name: string) => rounds.slice(1).flatMap((one) => one[name] ?? []);
  const middle = (name: string, of: keyof Cost) => median(all(name).map((one) => one[of]));
  return Object.fromEntries(names.map((name) => [name, { time: middle(name, 'time'), work: middle(name, 'work') }]));
}

function sourcesIn({ bundle }: Subject, files: ReadonlyMap<string, readonly Placed[]>) {
  const of = (host: string, own: readonly Placed[]) =>
    own.map(({ path, mode }) => ({ src: join(bundle, 'nodes', host, path), dest: path, mode }));
  return new Map([...files].map(([host, own]) => [host, of(host, own)]));
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** A ratio, where both were measured; behind it that of the processors' work. */
function row(what: string, [mine, other]: readonly [Cost | undefined, Cost | undefined], limit: number): void {
  if (mine === undefined || other === undefined || Number.isNaN(mine.time / other.time)) return;
  const value = mine.time / other.time;
  const verdict = value <= limit ? 'ok' : 'OVER';
  const shape = `${mine.time.toFixed(0)} / ${other.time.toFixed(0)} ms; work of processors ${(mine.work / other.work).toFixed(2)}`;
  console.log(
    `${what.padEnd(52)} ${value.toFixed(2).padStart(6)}  <= ${limit.toFixed(2)}  ${verdict.padEnd(4)} ${shape}`,
  );
}

function report(count: number, times: Costs): void {
  row(`${count} hosts, first push / tar c | ssh tar x`, [times['first'], times['floor']], 2.5);
  row(`${count} hosts, first push / copy of Ansible`, [times['first'], times['ansible']], 1 / 8);
  row(`${count} hosts, first push / that of ${BASELINE}`, [times['first'], times['first then']], 0.4);
  row(`${count} hosts, unchanged push / ssh true`, [times['again'], times['ssh']], 1.3);
  row(`${count} hosts, unchanged push within a minute / ssh true`, [times['kept'], times['ssh']], 1.3);
  row(`${count} hosts, unchanged push / that of ${BASELINE}`, [times['again'], times['again then']], 1);
}

const hasAnsible = spawnSync('ansible-playbook', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasAnsible)
  console.log('not compared: Ansible, as there is no ansible-playbook here (apt-get install ansible-core)');
const baseline = treeOf(BASELINE, join(root, BASELINE));
if (baseline === undefined)
  console.log(`not compared: ${BASELINE}, as this clone has no such commit (git fetch --unshallow)`);
const most = Math.max(...HOSTS);
const lab = await Lab.up({
  hosts: most,
  keyExchange: 'usual',
  bare: Array.from({ length: most }, (_, index) => index + 1),
});
try {
  // What a validator costs is its own.
  for (const n of lab.hosts) lab.write(n, '/usr/local/sbin/ccs_config_validate', '#!/bin/sh\n', 0o755);
  for (const count of HOSTS) report(count, await measured(lab, count, baseline));
} finally {
  await lab.down();
  rmSync(root, { recursive: true });
}
