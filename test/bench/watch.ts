/** How long `check --watch` takes for one saved line of a site of 1,000 VMs on 16 hosts, next to a whole check. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { siteOf, siteOfToday } from './site.ts';

const CLUSTERC = resolve('dist/main.js');
const PASSES = 15;

/** Of the processor, as wall clock counts what else runs. proc(5): fields 14 and 15, in hundredths of a second. */
function millisOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Milliseconds of a processor per pass, the first ones aside: V8 compiles during those. */
async function watched(text: string, folder: string): Promise<number> {
  const file = join(folder, 'site.yaml');
  writeFileSync(file, text);
  const child = spawn('node', [CLUSTERC, 'check', '--watch', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const results = child.stderr[Symbol.asyncIterator]();
  const result = async () => {
    for (let said = ''; !said.includes('checked in');) said += String((await results.next()).value);
  };
  let since = 0;
  for (let pass = 0; pass < 2 * PASSES; pass += 1) {
    await result();
    if (pass === PASSES) since = millisOf(child.pid ?? 0);
    writeFileSync(`${file}.new`, text.replace(/(\n {2}vm500:\n {4}memory: )\S+/, `$1${pass + 1}G`));
    renameSync(`${file}.new`, file);
  }
  const spent = millisOf(child.pid ?? 0) - since;
  child.kill('SIGINT');
  return spent / (PASSES - 1);
}

/** Milliseconds of a processor of a whole check. bash(1), TIMEFORMAT. */
function whole(file: string): number {
  const script = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync('bash', ['-c', script, 'bash', 'node', CLUSTERC, 'check', file], { encoding: 'utf8' });
  return 1000 * stderr.split(' ').reduce((sum, seconds) => sum + Number(seconds), 0);
}

const folder = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));
try {
  for (const [stack, make] of [
    ['cman', siteOf],
    ['pacemaker', siteOfToday],
  ] as const) {
    const pass = await watched(make({ hosts: 16, vms: 1000, runOn: 2 }), folder);
    const full = whole(join(folder, 'site.yaml'));
    const verdict = pass <= 100 ? 'ok' : 'OVER';
    console.log(
      `check --watch, one line of 1,000 VMs, ${stack}: ${pass.toFixed(0)} ms  <= 100  ${verdict}  (a whole check: ${full.toFixed(0)} ms)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
