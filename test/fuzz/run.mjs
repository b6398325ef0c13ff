// npm run fuzz -- --seed N --minutes M [--target T|parsers] [--inputs N [--whole N]]: mutated inputs over the parsers and the
// pipeline, each target in a process of its own. `inputs` is for all parsers together, `whole` for the pipeline; either way the
// minutes are the most. With `--jobs N` so many processes run at once, and the pipeline is split among as many. Ends with 1 when something threw, took more than 2 s of the processor or 512 MiB, or hung. What a
// failing input looks like is printed as base64; docs/threats.md says what to do with it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    target: { type: 'string' },
    inputs: { type: 'string' },
    whole: { type: 'string' },
    jobs: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes ?? 10);
const jobs = Number(values.jobs ?? 1);
const SCRIPT = 'node_modules/.cache/fuzz.mjs';
/** Of silence: something hangs, or the machine does. */
const HANG_SECONDS = 600;

mkdirSync('node_modules/.cache', { recursive: true });
await build({
  entryPoints: ['test/fuzz/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile: SCRIPT,
});

/** The names in the order of the list; the pipeline gets half of the time. */
function targets() {
  const list = readFileSync('test/fuzz/targets.ts', 'utf8');
  const all = [...list.matchAll(/name: '([a-z-]+)', (whole: true)?|name: '([a-z-]+)',\n\s+(whole: true)?/g)];
  const named = all.map(([, a, whole, b, more]) => ({ name: a ?? b, whole: (whole ?? more) !== undefined }));
  if (values.target === 'parsers') return named.filter(({ whole }) => !whole);
  return values.target === undefined ? named : named.filter(({ name }) => name === values.target);
}

/** The share of a target; 0 means as many as there is time for. */
function inputsOf({ whole }) {
  if (whole) return Math.ceil(Number(values.whole ?? values.inputs ?? 0) / jobs);
  return Math.ceil(Number(values.inputs ?? 0) / chosen.filter((one) => !one.whole).length);
}

function run(target, seconds) {
  const { name, part } = target;
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=512', SCRIPT, name, seed + part * 1_000_000, seconds, inputsOf(target)].map(String),
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return new Promise((resolve) => {
    let report;
    let done = 0;
    let alarm = setTimeout(() => child.kill('SIGKILL'), HANG_SECONDS * 1000);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line);
      done = said.done ?? done;
      report = said.report ?? report;
      clearTimeout(alarm);
      alarm = setTimeout(() => child.kill('SIGKILL'), HANG_SECONDS * 1000);
    });
    child.on('close', (code, signal) => {
      clearTimeout(alarm);
      const why = signal === 'SIGKILL' ? `nothing for ${HANG_SECONDS} s` : `it ended with ${code ?? signal}`;
      resolve(report ?? { target: name, inputs: done, failures: [{ why: `${why} after ${done} inputs`, input: '' }] });
    });
  });
}

const chosen = targets();
if (chosen.length === 0) throw new Error(`no target ${values.target}`);
/** The pipeline first, as it takes longest. */
const waiting = chosen
  .flatMap((target) => Array.from({ length: target.whole ? jobs : 1 }, (_, part) => ({ ...target, part })))
  .sort((a, b) => Number(b.whole) - Number(a.whole));
const shareOf = ({ whole }) => (whole ? chosen.length / jobs : 1);
const parts = waiting.reduce((sum, target) => sum + shareOf(target), 0) / jobs;
let [failed, total] = [false, 0];

/** Runs one target after the other, with the other jobs, until none is left. */
async function work() {
  for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) {
    const seconds = Math.max(1, Math.round((minutes * 60 * shareOf(target)) / parts));
    const report = await run(target, seconds);
    total += report.inputs;
    failed ||= report.failures.length > 0;
    print(report);
  }
}

function print({ target, inputs, failures, slowestMillis = 0, peakMiB = 0, corpus = 0, covered = 0 }) {
  const worst = `slowest ${Math.round(slowestMillis)} ms, peak ${peakMiB} MiB, ${corpus} kept, ${covered} parts`;
  console.log(`${target.padEnd(12)} ${String(inputs).padStart(9)} inputs, ${failures.length} failures, ${worst}`);
  for (const { why, input } of failures) console.log(`  ${why}\n  ${input}`);
}

console.log(`seed ${seed}, ${minutes} minutes, ${jobs} at once`);
await Promise.all(Array.from({ length: jobs }, work));
console.log(`${total} inputs`);
process.exitCode = failed ? 1 : 0;
