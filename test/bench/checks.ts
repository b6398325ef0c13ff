/**
 * npm run bench -- checks: what all checks of 1,000 VMs on 16 hosts cost, and `simulate --all` of them, as a multiple of what the
 * yaml library takes for the site. Time of the processors, which a busy machine changes little, for both stacks.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { analyse } from '../../src/analyse.ts';
import { as, type FileId } from '../../src/base/brand.ts';
import { siteOf, siteOfToday } from './site.ts';

const SHAPE = { hosts: 16, vms: 1000, runOn: 2 };
const ROUNDS = 5;
/** Of the whole command, from its start to its end. */
const WHOLE =
  "process.on('exit',()=>{const{user,system}=process.cpuUsage();require('fs').writeSync(3,`${(user+system)/1000}`)})";

/** Milliseconds of the processors since the last call. */
function lap(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** In a process that has just started: the yaml library, and the checks. */
function stages(bytes: Buffer): readonly number[] {
  let since = process.cpuUsage();
  parseDocument(bytes.toString());
  const yaml = lap(since);
  let checks = 0;
  analyse([{ id: as<FileId>('site.yaml'), bytes }], (stage) => {
    if (stage === 'check') checks = lap(since);
    since = process.cpuUsage();
  });
  return [yaml, checks];
}

function measured(argv: readonly string[]): readonly number[] {
  const { status, output } = spawnSync(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${String(output[2])}`);
  return String(output[3]).split(' ').map(Number);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function row(what: string, spent: number, yaml: number, limit: number): void {
  const ratio = spent / yaml;
  const verdict = ratio <= limit ? 'ok' : 'OVER';
  const figures = `${spent.toFixed(0)} / ${yaml.toFixed(0)} ms of a processor; 16 hosts, 1000 VMs`;
  console.log(
    `${what.padEnd(44)} ${ratio.toFixed(2).padStart(6)}  <= ${limit.toFixed(2)}  ${verdict.padEnd(4)} ${figures}`,
  );
}

function compare(stack: string, site: string, root: string): void {
  const [file, hook] = [join(root, `${stack}.yaml`), join(root, 'hook.cjs')];
  writeFileSync(file, site);
  writeFileSync(hook, WHOLE);
  const rounds = Array.from({ length: ROUNDS }, () => [
    ...measured([fileURLToPath(import.meta.url), file]),
    ...measured(['--require', hook, resolve('dist/main.js'), 'simulate', '--all', file]),
  ]);
  const [yaml = NaN, checks = NaN, simulate = NaN] = [0, 1, 2].map((at) =>
    median(rounds.map((each) => each[at] ?? NaN)),
  );
  row(`all checks for ${stack} / yaml parse`, checks, yaml, 2);
  row(`simulate --all for ${stack} / yaml parse`, simulate, yaml, 5);
}

const [file] = process.argv.slice(2);
if (file !== undefined) writeFileSync(3, stages(readFileSync(file)).join(' '));
else {
  const root = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));
  compare('cman', siteOf(SHAPE), root);
  compare('pacemaker', siteOfToday(SHAPE), root);
  rmSync(root, { recursive: true });
}
