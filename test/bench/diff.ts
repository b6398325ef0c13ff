/**
 * npm run bench -- diff: what an unchanged diff costs beside `ssh host true` on all hosts at once, in the same minute. Real
 * sshd hosts on this machine, so their work is done by the same processors; both start without a connection.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { analyse } from '../../src/analyse.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { portsFor } from '../../src/cli/ports.ts';
import { observe } from '../../src/deploy/observe.ts';
import { planPush } from '../../src/deploy/plan.ts';
import { push } from '../../src/deploy/push.ts';
import { NO_HINTS, resolveSecrets } from '../../src/deploy/secrets.ts';
import { readActivator, readTemplates } from '../../src/edge/assets.ts';
import { writeBundleFolder } from '../../src/edge/bundle-store.ts';
import { openSandbox } from '../../src/edge/sandbox.ts';
import { readSite } from '../../src/edge/site.ts';
import { draft } from '../../src/emit/drafted.ts';
import { emit } from '../../src/emit/emit.ts';
import { stackOf } from '../../src/stack/stack.ts';
import { Lab } from '../lab/lab.ts';
import { siteOf } from './site.ts';

const CLUSTERC = resolve('dist/main.js');
const HOSTS = [2, 8, 16, 32];
/** Milliseconds of a round trip: this machine alone, and a site with some distance to it. */
const DISTANCES = [0, 20];
const ROUNDS = 5;
const LIMIT = 1.3;
const root = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));
const hook = join(root, 'hook.cjs');

/** Notes when the first ssh starts and the last one ends. */
const HOOK = `
const { ChildProcess } = require('node:child_process');
const { spawn } = ChildProcess.prototype;
let first, last;
ChildProcess.prototype.spawn = function (options) {
  if (options.file === 'ssh') {
    first ??= performance.now();
    this.once('exit', () => (last = performance.now()));
  }
  return spawn.call(this, options);
};
process.on('exit', () => require('node:fs').writeFileSync(process.env.WINDOW, String(last - first)));
`;

type Subject = { readonly site: string; readonly bundle: string; readonly env: Record<string, string> };

/**
 * So many hosts, one VM each, on the hosts of the lab as a push would leave them, as a site and as its bundle. No cluster has
 * more than 16 nodes, and the checks say so; what is more is emitted past them, and is a bundle only.
 */
async function installed(lab: Lab, hosts: number): Promise<Subject> {
  const folder = mkdtempSync(join(root, 'subject-'));
  const at = (name: string) => join(folder, name);
  const text = siteOf({ hosts, vms: hosts, runOn: 2 }).replace(
    /^ {4}address: 10\.0\.0\.(\d+)$/gm,
    (_line, n: string) => `    address: ${lab.address(Number(n))}`,
  );
  writeFileSync(at('site.yaml'), text);
  const bundle = bundleOf(at('site.yaml'));
  writeBundleFolder(at('bundle'), bundleFiles(bundle, readActivator()));
  await pushOnto(bundle, at('sandbox'));
  for (let n = 1; n <= hosts; n += 1) {
    await lab.exec(n, ['rm', '-rf', '/var/lib/clusterc', '/etc/cluster']);
    await lab.extract(n, await tarOf(at(`sandbox/host${n}`)));
  }
  const env = { CLUSTERC_SSH_CONFIG: lab.sshConfig, CLUSTERC_SECRETS: `file:${at('sandbox/secrets.json')}` };
  return { site: at('site.yaml'), bundle: at('bundle'), env };
}

function bundleOf(site: string): Bundle {
  const { model } = analyse(readSite(site).files);
  if (model === undefined) throw new Error('the site of the bench has no model');
  const { value } = emit(model, draft(model, stackOf(model).emitters), readTemplates());
  if (value === undefined) throw new Error('the site of the bench cannot be emitted');
  return value;
}

/** As `push --sandbox`, which takes sites only. */
async function pushOnto(bundle: Bundle, folder: string): Promise<void> {
  const { value } = openSandbox(bundle, folder, 'make it');
  const secrets = value && (await resolveSecrets(bundle, value.secrets, NO_HINTS)).value;
  if (value === undefined || secrets === undefined) throw new Error('the sandbox of the bench cannot be made');
  const screen = { write: () => undefined, columns: 80, color: false, live: false, brief: true, hides: [] };
  const io = { out: screen, err: screen, quiet: true, verbose: false, now: () => 0, env: {} };
  const ports = portsFor(value.secrets, { via: 'local', how: 'make it', forks: 1 }, io);
  const plan = planPush(value.bundle, await observe(value.bundle, secrets, ports), new Set());
  const { ended } = await push(plan, value.bundle, secrets, ports);
  if (ended !== 'applied') throw new Error(`the push of the bench ended as ${ended}`);
}

function tarOf(folder: string): Promise<Buffer> {
  return succeeded('tar', ['-C', folder, '--owner=root', '--group=root', '-cf', '-', '.']);
}

function succeeded(program: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const out: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  return new Promise((done, fail) => {
    child.on('close', (code) =>
      code === 0 ? done(Buffer.concat(out)) : fail(new Error(`${program} ${args.join(' ')} ended with ${code}`)),
    );
  });
}

type Measured = { readonly ssh: number; readonly window: number; readonly site: number; readonly bundle: number };

async function measured(lab: Lab, hosts: number): Promise<Measured> {
  const { site, bundle, env } = await installed(lab, hosts);
  const ssh = `for n in $(seq 1 ${hosts}); do ssh -F ${lab.sshConfig} -o BatchMode=yes host$n true & done; wait`;
  const rounds: Measured[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const base = await millis(lab, ['bash', '-c', ssh], {});
    const ofBundle = await diff(lab, bundle, env);
    const ofSite = hosts > 16 ? undefined : await diff(lab, site, env);
    rounds.push({ ssh: base, window: (ofSite ?? ofBundle).window, site: ofSite?.whole ?? NaN, bundle: ofBundle.whole });
  }
  const middle = (of: keyof Measured) => median(rounds.slice(1).map((round) => round[of]));
  return { ssh: middle('ssh'), window: middle('window'), site: middle('site'), bundle: middle('bundle') };
}

/** In a folder of its own for sockets: no connection is there yet. */
async function diff(lab: Lab, what: string, env: Record<string, string>): Promise<{ whole: number; window: number }> {
  const folder = mkdtempSync(join(root, 'run-'));
  const around = { ...env, XDG_RUNTIME_DIR: folder, WINDOW: join(folder, 'window') };
  const whole = await millis(lab, [process.execPath, '--require', hook, CLUSTERC, 'diff', what, '-q'], around);
  await lab.run(['pkill', '-f', `ssh: ${folder}`]);
  return { whole, window: Number(readFileSync(join(folder, 'window'), 'utf8')) };
}

/** The lab's own way into its namespace is a part of both, and taken off both. */
async function millis(lab: Lab, argv: readonly string[], env: Record<string, string>): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await lab.run(argv, { env });
  const spent = performance.now() - start;
  if (code !== 0) throw new Error(`${argv.slice(0, 4).join(' ')} ended with ${code}: ${stderr}`);
  const empty = performance.now();
  await lab.run(['true']);
  return spent - (performance.now() - empty);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

function row(what: string, value: number, shape: string): void {
  const verdict = value <= LIMIT ? 'ok' : 'OVER';
  console.log(
    `${what.padEnd(44)} ${value.toFixed(2).padStart(6)}  <= ${LIMIT.toFixed(2)}  ${verdict.padEnd(4)} ${shape}`,
  );
}

writeFileSync(hook, HOOK);
const most = Math.max(...HOSTS);
const lab = await Lab.up({
  hosts: most,
  keyExchange: 'usual',
  bare: Array.from({ length: most }, (_, index) => index + 1),
});
try {
  for (const distance of DISTANCES) {
    for (const n of lab.hosts) await lab.delay(n, distance);
    for (const hosts of HOSTS) {
      const { ssh, window, site, bundle } = await measured(lab, hosts);
      const shape = `ssh ${ssh.toFixed(0)} ms; ${hosts} hosts ${distance} ms away, ${hosts} VMs, run_on of two`;
      row(`${hosts} hosts, first to last ssh / ssh true`, window / ssh, `${window.toFixed(0)} ms; ${shape}`);
      if (hosts < 8) continue;
      row(`${hosts} hosts, diff BUNDLE / ssh true`, bundle / ssh, `${bundle.toFixed(0)} ms; ${shape}`);
      if (hosts <= 16) row(`${hosts} hosts, diff SITE / ssh true`, site / ssh, `${site.toFixed(0)} ms; ${shape}`);
    }
  }
} finally {
  await lab.down();
  rmSync(root, { recursive: true });
}
