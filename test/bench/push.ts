/**
 * npm run bench -- push: what a first push of six files to each host costs, and one that finds nothing to do, beside what the same
 * connections cost without clusterc, beside Ansible, and beside clusterc as it was at b0d9d00. Real sshd hosts on this machine, so
 * that their work is done by the same processors. All take turns, and each starts without a connection. Files only
 * (--no-activate): daemons cost what they cost. Decision 215.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { labSite } from '../lab/installed.ts';
import { Lab } from '../lab/lab.ts';
import { playbook, type Copied } from './ansible.ts';
import { bundled, THIS, treeOf, type Tree } from './revision.ts';

const BASELINE = 'b0d9d00';
const HOSTS = (process.env['HOSTS'] ?? '2,8,16,32').split(',').map(Number);
const ROUNDS = Number(process.env['ROUNDS'] ?? '5');
/** Of Ansible, which takes long, and whose limit is far away. */
const ROUNDS_OF_ANSIBLE = 2;
const root = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));
const PATHS = [
  '/etc/cluster/cluster.conf',
  '/etc/iscsi/initiatorname.iscsi',
  '/etc/iscsi/iscsid.conf',
  '/etc/lvm/lvm.conf',
  '/etc/multipath.conf',
];
const pathsOf = (n: number) => [...PATHS, `/etc/cluster/vms/vm${n}.xml`];

/** Milliseconds in the control namespace; the lab's own way into it is taken off. */
async function millis(lab: Lab, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  const empty = performance.now();
  await lab.run(['true']);
  const start = performance.now();
  const { code, stdout, stderr } = await lab.run(argv, { env });
  const spent = performance.now() - start;
  if (code !== 0)
    throw new Error(`${argv.slice(0, 4).join(' ')} ended with ${code}: ${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return spent - (start - empty);
}

/** Hosts 1 to N as before any push. */
async function bare(lab: Lab, hosts: readonly number[]): Promise<void> {
  const wipe = (n: number) => lab.exec(n, ['rm', '-rf', '/var/lib/clusterc', '/etc/cluster', ...pathsOf(n)]);
  await Promise.all(hosts.map(wipe));
}

type Subject = { readonly first: () => Promise<number>; readonly again: () => Promise<number> };

/** A tree's program, with the bundle that the tree makes of the site. */
async function subject(
  tree: Tree,
  site: string,
  lab: Lab,
  hosts: readonly number[],
  secrets: string,
): Promise<Subject> {
  const bundle = join(mkdtempSync(join(root, 'subject-')), 'bundle');
  await bundled(tree, site, bundle);
  const push = () => {
    const env = {
      CLUSTERC_SSH_CONFIG: lab.sshConfig,
      CLUSTERC_SECRETS: `file:${secrets}`,
      XDG_RUNTIME_DIR: mkdtempSync(join(root, 'run-')),
      XDG_STATE_HOME: join(root, 'state'),
    };
    return millis(
      lab,
      [process.execPath, tree.program, 'push', bundle, '--no-activate', '-q', ...(YES.has(tree) ? ['--yes'] : [])],
      env,
    );
  };
  return {
    first: async () => {
      await bare(lab, hosts);
      return push();
    },
    again: push,
  };
}

/** Trees whose push asks unless told not to. Decision 48. */
const YES = new Set<Tree>();

/** The files of the hosts, as they are there now, below a folder of this machine. */
function collected(lab: Lab, hosts: readonly number[]): ReadonlyMap<string, readonly Copied[]> {
  const folder = mkdtempSync(join(root, 'files-'));
  const copied = hosts.map((n) => {
    const files = pathsOf(n).map((dest) => {
      const src = join(folder, `host${n}`, dest);
      mkdirSync(dirname(src), { recursive: true });
      writeFileSync(src, lab.read(n, dest) ?? '');
      const mode = (lab.tree(n).get(dest) ?? '').slice(2, 6);
      return { src, dest, mode };
    });
    return [`host${n}`, files] as const;
  });
  return new Map(copied);
}

type Round = { readonly [what: string]: number };

async function measured(lab: Lab, count: number, baseline: Tree | undefined): Promise<Round> {
  const hosts = Array.from({ length: count }, (_, index) => index + 1);
  const folder = mkdtempSync(join(root, 'hosts-'));
  const [site, secrets] = [join(folder, 'site.yaml'), join(folder, 'secrets')];
  writeFileSync(site, labSite({ hosts: count, vms: count, runOn: 1 }, lab));
  writeFileSync(secrets, JSON.stringify(Object.fromEntries(hosts.map((n) => [`fence/host${n}`, `value-of-${n}`]))), {
    mode: 0o600,
  });
  const now = await subject(THIS, site, lab, hosts, secrets);
  const then = baseline && (await subject(baseline, site, lab, hosts, secrets));
  await now.first();
  const files = collected(lab, hosts);
  const ansible = hasAnsible && playbook(folder, lab.sshConfig, files);
  const source = dirname(dirname(files.get('host1')?.[0]?.src.replace('/etc/cluster/cluster.conf', '/x') ?? ''));
  const each = (command: string) => ['bash', '-c', `for n in $(seq 1 ${count}); do ${command} & done; wait`];
  const ssh = `ssh -F ${lab.sshConfig} -o BatchMode=yes host$n`;
  const rounds: Round[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times: Record<string, number> = { ssh: await millis(lab, each(`${ssh} true`)) };
    await bare(lab, hosts);
    times['floor'] = await millis(lab, each(`tar -C ${source}/host$n -c . | ${ssh} tar -x -C /`));
    times['first'] = await now.first();
    times['again'] = await now.again();
    if (then !== undefined) {
      times['first then'] = await then.first();
      times['again then'] = await then.again();
    }
    if (ansible !== false && round > 0 && round <= ROUNDS_OF_ANSIBLE) {
      await bare(lab, hosts);
      const env = { ...ansible.env, ANSIBLE_SSH_CONTROL_PATH_DIR: mkdtempSync(join(root, 'cp-')) };
      times['ansible'] = await millis(lab, ansible.argv, env);
    }
    rounds.push(times);
  }
  const middle = (what: string) => median(rounds.slice(1).flatMap((one) => one[what] ?? []));
  const names = ['ssh', 'floor', 'first', 'again', 'first then', 'again then', 'ansible'];
  return Object.fromEntries(names.map((name) => [name, middle(name)]));
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function row(what: string, value: number, limit: number, shape: string): void {
  if (Number.isNaN(value)) return;
  const verdict = value <= limit ? 'ok' : 'OVER';
  console.log(
    `${what.padEnd(48)} ${value.toFixed(2).padStart(6)}  <= ${limit.toFixed(2)}  ${verdict.padEnd(4)} ${shape}`,
  );
}

function reported(count: number, times: Round): void {
  const of = (what: string) => times[what] ?? NaN;
  const ms = (what: string) => `${of(what).toFixed(0)} ms`;
  const name = `${count} hosts, `;
  row(`${name}first push / tar c | ssh tar x`, of('first') / of('floor'), 2.5, `${ms('first')} / ${ms('floor')}`);
  row(`${name}first push / Ansible copy`, of('first') / of('ansible'), 1 / 8, `${ms('first')} / ${ms('ansible')}`);
  row(
    `${name}first push / that of ${BASELINE}`,
    of('first') / of('first then'),
    0.4,
    `${ms('first')} / ${ms('first then')}`,
  );
  row(`${name}unchanged push / ssh true`, of('again') / of('ssh'), 1.3, `${ms('again')} / ${ms('ssh')}`);
  row(
    `${name}unchanged push / that of ${BASELINE}`,
    of('again') / of('again then'),
    1,
    `${ms('again')} / ${ms('again then')}`,
  );
}

const hasAnsible = spawnSync('ansible-playbook', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasAnsible)
  console.log('Ansible is not compared with: there is no ansible-playbook here (apt-get install ansible-core)');
const baseline = treeOf(BASELINE, join(root, BASELINE));
if (baseline === undefined)
  console.log(`${BASELINE} is not compared with: this clone does not have it (git fetch --unshallow)`);
const most = Math.max(...HOSTS);
const lab = await Lab.up({
  hosts: most,
  keyExchange: 'usual',
  bare: Array.from({ length: most }, (_, index) => index + 1),
});
try {
  // The validator of a node costs what it costs.
  for (const n of lab.hosts) lab.write(n, '/usr/local/sbin/ccs_config_validate', '#!/bin/sh\n', 0o755);
  for (const count of HOSTS) reported(count, await measured(lab, count, baseline));
} finally {
  await lab.down();
  rmSync(root, { recursive: true });
}
