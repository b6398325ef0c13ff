// npm run bench: what clusterc costs, as ratios to something measured in the same minute. Medians of interleaved runs
// (docs/decisions.md says why); never a test, since a busy machine is no mistake. Needs dist/ and tar.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const CLUSTERC = resolve('dist/main.js');
const PAIR = 'fixtures/pair/model';
const root = mkdtempSync(join(tmpdir(), 'clusterc-bench-'));
const site = await siteModule();

/** The generator of sites, which is TypeScript without imports. */
async function siteModule() {
  const { outputFiles } = await build({ entryPoints: ['test/bench/site.ts'], format: 'esm', write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

function sited(shape) {
  const folder = join(root, `site-${shape.hosts}-${shape.vms}-${shape.runOn}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'site.yaml'), site.siteOf(shape));
  return folder;
}

/** Milliseconds of one command; what it prints is its own affair, a failure is ours. */
function millis(program, args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const spent = performance.now() - start;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return spent;
}

/** Peak resident memory in MiB, as the process itself reports it when it ends. */
function peak(args) {
  const report = "process.on('exit',()=>require('fs').writeSync(3,String(process.resourceUsage().maxRSS)))";
  const hook = join(root, 'peak.cjs');
  writeFileSync(hook, report);
  const stdio = ['ignore', 'ignore', 'ignore', 'pipe'];
  return (
    Number(spawnSync('node', ['--require', hook, CLUSTERC, ...args], { stdio, encoding: 'utf8' }).output[3]) / 1024
  );
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Medians of several measurements that take turns, after one round that does not count. */
function interleaved(rounds, ...measures) {
  const results = Array.from({ length: rounds + 1 }, () => measures.map((measure) => measure()));
  return measures.map((_, index) => median(results.slice(1).map((round) => round[index])));
}

/**
 * Medians of at most three measurements in turns. No round begins after two minutes, as a machine with a load of 20 takes ten
 * times as long. For times of the processor, which need no round that does not count.
 */
function bounded(...measures) {
  const start = performance.now();
  const rounds = [];
  while (rounds.length === 0 || (rounds.length < 3 && performance.now() - start < 120_000))
    rounds.push(measures.map((measure) => measure()));
  const medians = measures.map((_, index) => median(rounds.map((round) => round[index])));
  return { medians, from: rounds.length === 1 ? 'one run' : `medians of ${rounds.length}` };
}

function row(what, value, limit, shape) {
  const verdict = value <= limit ? 'ok' : 'OVER';
  console.log(
    `${what.padEnd(44)} ${value.toFixed(2).padStart(6)}  <= ${limit.toFixed(2)}  ${verdict.padEnd(4)} ${shape}`,
  );
}

let places = 0;

/** Always a new one, and nothing is removed before the end: ext4 is slow to give out inodes that were freed just now. */
function newPlace() {
  return join(root, String((places += 1)));
}

function newBuild(folder, place = newPlace()) {
  return millis('node', [CLUSTERC, 'build', folder, '-o', place]);
}

function startUp() {
  const commands = [['--version'], ['check', PAIR]].map((args) => () => millis('node', [CLUSTERC, ...args]));
  const measures = [() => millis('node', ['-e', '0']), ...commands, () => newBuild(PAIR)];
  const [base, version, check, pair] = interleaved(15, ...measures);
  const against = `node -e 0: ${base.toFixed(0)} ms`;
  row('--version / node -e 0', version / base, 1.6, against);
  row('check of the pair / node -e 0', check / base, 2.5, against);
  row('build of the pair / node -e 0', pair / base, 3.2, against);
}

function scaling() {
  const shapes = [156, 312, 625, 1250, 2500, 5000, 10_000].map((vms) => ({ hosts: 16, vms, runOn: 2 }));
  const folders = shapes.map(sited);
  const times = interleaved(3, ...folders.map((folder) => () => newBuild(folder)));
  const peaks = folders.map((folder) => peak(['build', folder, '-o', newPlace()]));
  for (const [index, { vms }] of shapes.entries()) {
    if (index === 0) continue;
    const shape = `16 hosts, run_on of two, ${vms * 2 + 64} files`;
    const time = `${(times[index] / 1000).toFixed(1)} s`;
    const memory = `${peaks[index].toFixed(0)} MiB`;
    row(`time of ${vms} VMs / half of them`, times[index] / times[index - 1], 2.2, `${time}; ${shape}`);
    row(`memory of ${vms} VMs / half of them`, peaks[index] / peaks[index - 1], 2.2, `${memory}; ${shape}`);
  }
}

/** What no one can do without: reading the YAML, and writing the files. */
function againstTar() {
  const folder = sited({ hosts: 16, vms: 1000, runOn: 2 });
  const archive = join(root, 'bundle.tar');
  const bundle = newPlace();
  newBuild(folder, bundle);
  millis('tar', ['-C', bundle, '-cf', archive, '.']);
  const script = resolve('test/bench/parse.mjs');
  const parsed = () => Number(spawnSync('node', [script, join(folder, 'site.yaml')], { encoding: 'utf8' }).stdout);
  const [built, unpacked, read] = interleaved(
    7,
    () => newBuild(folder),
    () => unpack(archive),
    parsed,
  );
  const shape = `16 hosts, 1000 VMs, run_on of two, 2064 files, ${readFileSync(join(folder, 'site.yaml')).length} bytes`;
  const parts = `${built.toFixed(0)} / (${unpacked.toFixed(0)} + ${read.toFixed(0)}) ms`;
  row('build / (tar x of its files + yaml parse)', built / (unpacked + read), 6, `${parts}; ${shape}`);
}

/** The rollback: from the files of 16 nodes with 1,000 VMs to a site. */
function adoption() {
  const folder = sited({ hosts: 16, vms: 1000, runOn: 2 });
  const bundle = newPlace();
  newBuild(folder, bundle);
  const nodes = join(bundle, 'nodes');
  for (const name of readdirSync(nodes, { recursive: true }).filter((one) => one.endsWith('.conf'))) {
    const text = readFileSync(join(nodes, name), 'utf8');
    writeFileSync(
      join(nodes, name),
      text.replaceAll(/\$\{secret:[^}]*\}/g, 'a-value').replaceAll(/\$\{late:[^}]*\}/g, '1'),
    );
  }
  const adopt = () => millis('node', [CLUSTERC, 'import', nodes, '-o', newPlace()]);
  const [built, adopted] = interleaved(7, () => newBuild(folder), adopt);
  const shape = `${adopted.toFixed(0)} / ${built.toFixed(0)} ms; 16 hosts, 1000 VMs, run_on of two, 2064 files`;
  row('import of 1000 VMs / build of them', adopted / built, 2, shape);
}

/** The build that is compared with: --against REV, or the one that the goals are set by. */
const { values: wishes, positionals: named } = parseArgs({
  options: { against: { type: 'string', default: 'b0d9d00' } },
  allowPositionals: true,
});
const BASELINE = wishes.against;

/** Its dist/main.js, built in a worktree of its own. */
function baseline() {
  const folder = join(root, 'baseline');
  run('git', ['worktree', 'add', '--detach', folder, BASELINE]);
  const modules = [resolve('node_modules'), join(folder, 'node_modules')];
  if (spawnSync('cp', ['-al', ...modules], { stdio: 'ignore' }).status !== 0) run('cp', ['-a', ...modules]);
  run('node', ['esbuild.config.mjs'], { cwd: folder });
  return join(folder, 'dist/main.js');
}

function run(program, args, options = {}) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
}

/** Milliseconds of a processor that a plan takes, as the process itself reports them; it exits 2, as the files differ. */
function planned(program, [old, now]) {
  const hook = join(root, 'cpu.cjs');
  writeFileSync(
    hook,
    "process.on('exit',()=>{const{user,system}=process.cpuUsage();require('fs').writeSync(3,`${(user+system)/1000}`)})",
  );
  const args = ['--require', hook, program, 'plan', '--old', old, '--new', now];
  const { status, output } = spawnSync('node', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (status !== 2) throw new Error(`plan of ${now} ended with ${status}: ${output[2]}`);
  return Number(output[3]);
}

/** Calls `use` with the program of the baseline. */
function withBaseline(use) {
  try {
    use(baseline());
  } finally {
    run('git', ['worktree', 'remove', '--force', join(root, 'baseline')]);
  }
}

/** Start-up, and work on the pair and on 1,000 VMs, in turns with the baseline. Processor time, which other load changes little. */
function earlier() {
  const large = sited({ hosts: 16, vms: 1000, runOn: 2 });
  withBaseline((before) => {
    const rows = [
      ['--version', 1, 15, () => ['--version']],
      ['check of the pair', 1, 15, () => ['check', PAIR]],
      ['build of the pair', 1, 9, () => ['build', PAIR, '-o', newPlace()]],
      ['check of 1000 VMs', 1, 3, () => ['check', large]],
      ['build of 1000 VMs', 1, 3, () => ['build', large, '-o', newPlace()]],
    ];
    for (const [what, limit, rounds, args] of rows) {
      const programs = [before, CLUSTERC];
      const [base, now] = interleaved(rounds, ...programs.map((one) => () => processorOf('node', [one, ...args()])));
      row(
        `${String(what)} / ${BASELINE}`,
        now / base,
        limit,
        `${now.toFixed(0)} / ${base.toFixed(0)} ms of a processor`,
      );
    }
  });
}

/** Two cluster.conf each, from reading them to the verdict. */
function prediction() {
  withBaseline((before) => {
    for (const [what, every] of [
      ['one', 1000],
      ['a third', 3],
      ['all', 1],
    ]) {
      const files = pairOf(`of1000-${every}`, (changed) => site.clusterConfOf(1000, changed ? 'y' : 'x', every));
      const [base, plan] = interleaved(
        7,
        () => planned(before, files),
        () => planned(CLUSTERC, files),
      );
      const shape = `${plan.toFixed(0)} / ${base.toFixed(0)} ms of a processor; lvm, fs, ip and script in each`;
      row(`plan of 1000 services, ${what} changed / ${BASELINE}`, plan / base, 0.5, shape);
    }
    const pairs = [1000, 2000, 4000].map((count) =>
      pairOf(`in-one-${count}`, (changed) => site.serviceOf(count, changed ? 'y' : 'x')),
    );
    const times = interleaved(5, ...pairs.map((files) => () => planned(CLUSTERC, files)));
    for (const index of [1, 2]) {
      const shape = `${times[index].toFixed(0)} ms of a processor`;
      row(`plan of ${1000 * 2 ** index} in one service / half of them`, times[index] / times[index - 1], 2.2, shape);
    }
  });
}

/** Milliseconds of a processor that any command takes, with all that it starts; what it exits with is its own affair. */
function processorOf(program, args) {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1';
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const { stdout } = spawnSync('bash', ['-c', script, 'bash', program, ...args], { encoding: 'utf8', env });
  const [user, system] = stdout.trim().split(' ').map(Number);
  return (user + system) * 1000;
}

/** Corosync and pacemaker: `build` compared with that for cman, and a prediction compared with two runs of crm_simulate. */
async function pacemaker() {
  const shape = { hosts: 16, vms: 1000, runOn: 2 };
  const folders = ['siteOf', 'siteOfToday'].map((name) => {
    const folder = join(root, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'site.yaml'), site[name](shape));
    return folder;
  });
  const build = (folder, place = newPlace()) => processorOf('node', [CLUSTERC, 'build', folder, '-o', place]);
  const of = '16 hosts, 1000 VMs, run_on of two; milliseconds of a processor';
  const { medians, from } = bounded(...folders.map((folder) => () => build(folder)));
  const [old, today] = medians;
  row('build for pacemaker / for cman', today / old, 1, `${today.toFixed(0)} / ${old.toFixed(0)}, ${from}; ${of}`);
  if (spawnSync('sh', ['-c', 'PATH=$PATH:/usr/sbin; command -v crm_simulate']).status !== 0)
    return console.log('crm_simulate is not installed, so no prediction is compared with it');
  const bundle = newPlace();
  build(folders[1], bundle);
  const place = newPlace();
  mkdirSync(place);
  await runScript('test/bench/at-rest.ts', join(bundle, 'nodes/host1/var/lib/pacemaker/cib/cib.xml'), place);
  const file = (name) => join(place, `${name}.xml`);
  for (const what of ['one', 'all']) {
    const { medians, from } = bounded(
      () => processorOf('node', [CLUSTERC, 'plan', '--old', file('live'), '--new', file(what)]),
      () => ['live', what].reduce((sum, name) => sum + processorOf('crm_simulate', ['-R', '-x', file(name)]), 0),
    );
    const [ours, theirs] = medians;
    const parts = `${ours.toFixed(0)} / ${theirs.toFixed(0)}, ${from}; ${of}`;
    row(`plan of two CIBs, ${what} changed / crm_simulate -R twice`, ours / theirs, 0.2, parts);
  }
}

function pairOf(name, textOf) {
  return [false, true].map((changed) => {
    const file = join(root, `${name}-${changed}.conf`);
    writeFileSync(file, textOf(changed));
    return file;
  });
}

function unpack(archive) {
  const place = newPlace();
  mkdirSync(place);
  return millis('tar', ['-C', place, '-xf', archive]);
}

/** TypeScript in a process of its own; inside node_modules, so that the libraries left out of the bundle are found. */
async function runScript(script, ...args) {
  const outfile = join(mkdtempSync(resolve('node_modules/.clusterc-bench-')), 'script.mjs');
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' };
  await build({ entryPoints: [script], outfile, ...options });
  const { status } = spawnSync('node', [outfile, ...args], { stdio: 'inherit' });
  rmSync(dirname(outfile), { recursive: true });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
}

/** All checks, and `simulate --all`. */
async function checks() {
  await runScript('test/bench/checks.ts');
}

/** Real hosts: needs root, sshd and namespaces, as the tests of test/lab do. */
async function diff() {
  await runScript('test/bench/diff.ts');
}

/** A saved line, and the answer to it. */
async function watch() {
  await runScript('test/bench/watch.ts');
}

/** Of a cluster that runs, every VM of which changes. */
async function plan() {
  await runScript('test/bench/plan.ts');
}

/** The same, with files to bring there. */
async function push() {
  await runScript('test/bench/push.ts', BASELINE);
}

/** Peak memory for sites near the limits, on both stacks: what one may take is 400 MiB, of whichever size within them. */
function memory() {
  for (const [stack, textOf, vms] of [
    ['cman', site.siteOf, 10_800],
    ['pacemaker', site.siteOfToday, 10_000],
  ]) {
    const folder = join(root, `memory-${stack}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'site.yaml'), textOf({ hosts: 16, vms, runOn: 2 }));
    const commands = {
      build: ['build', '--tar', folder, '-o', newPlace()],
      plan: ['plan', '--sandbox', newPlace(), folder],
    };
    for (const [name, args] of Object.entries(commands)) {
      const mib = peak(args);
      row(
        `memory of ${name} for ${stack} / 400 MiB`,
        mib / 400,
        1,
        `${mib.toFixed(0)} MiB; 16 hosts, ${vms} VMs, run_on of two`,
      );
    }
  }
}

const BENCHES = {
  startup: startUp,
  earlier,
  tar: againstTar,
  checks,
  watch,
  import: adoption,
  prediction,
  pacemaker,
  scaling,
  memory,
  plan,
  diff,
  push,
};

/** All but those that need root, or those that are named. */
const chosen =
  named.length > 0
    ? named
    : ['startup', 'earlier', 'tar', 'checks', 'watch', 'import', 'prediction', 'scaling', 'plan'];
try {
  for (const name of chosen) {
    if (BENCHES[name] === undefined)
      throw new Error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(', ')}`);
    await BENCHES[name]();
  }
} finally {
  rmSync(root, { recursive: true });
}
