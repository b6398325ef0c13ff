/**
 * npm run bench -- diff: what an unchanged diff costs compared with `ssh host true` on all hosts at once, in the same minute. Real
 * sshd hosts on this machine, so their work is done by the same processors; both start without a connection.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { readActivator } from '../../src/edge/assets.ts';
import { writeBundleFolder } from '../../src/edge/bundle/bundle-store.ts';
import { bundleOf, install, labSite } from '../lab/installed.ts';
import { Lab } from '../lab/lab.ts';

const CLUSTERC = resolve('dist/main.js');
const HOSTS = [2, 8, 16, 32];
/** Milliseconds of a round trip: this machine alone, and a site with some distance to it. */
const DISTANCES = [0, 20];
const ROUNDS = 7;
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
  writeFileSync(at('site.yaml'), labSite({ hosts, vms: hosts, runOn: 2 }, lab));
  const bundle = bundleOf(at('site.yaml'));
  await writeBundleFolder(at('bundle'), bundleFiles(bundle, readActivator()));
  await install(bundle, at('sandbox'), lab);
  const env = { CLUSTERC_SSH_CONFIG: lab.sshConfig, CLUSTERC_SECRETS: `file:${at('sandbox/secrets.json')}` };
  return { site: at('site.yaml'), bundle: at('bundle'), env };
}

type Measured = { readonly ssh: number; readonly window: number; readonly site: number; readonly bundle: number };

async function measured(lab: Lab, hosts: number): Promise<Measured> {
  const { site, bundle, env } = await installed(lab, hosts);
  const ssh = `for n in $(seq 1 ${hosts}); do ssh -F ${lab.sshConfig} -o BatchMode=yes host$n true & done; wait`;
  const rounds: Measured[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const base = await millis(lab, ['sh', '-c', ssh], {});
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
