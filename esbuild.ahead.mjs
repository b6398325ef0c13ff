// Writes what V8 has made of the scripts of dist/ beside them, once they have done the main jobs: functions that it has not
// called are compiled when somebody calls them. https://nodejs.org/api/vm.html#scriptcreatecacheddata
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

const require = createRequire(import.meta.url);

// A cache holds for the flags of V8 that are set when it is written.
v8.setFlagsFromString = () => {};

const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options);
    scripts.set(options.filename, this);
  }
};

const folder = mkdtempSync(join(tmpdir(), 'clusterc-ahead-'));
const main = resolve('dist/main.js');
const files = readdirSync('fixtures/pair/expected', { recursive: true });
const file = join(
  'fixtures/pair/expected',
  files.find((name) => name.endsWith('cluster.conf')),
);

process.on('exit', () => {
  rmSync(folder, { recursive: true });
  // Where folders cannot play nodes, for want of the tools that nodes have, a job ends early, and less is compiled ahead.
  process.exitCode = 0;
  for (const [name, script] of scripts)
    writeFileSync(resolve('dist', `${name}.${process.arch}.v8`), script.createCachedData());
});

/** Of a script that several jobs load V8 keeps one. */
async function run(...words) {
  process.argv = [process.execPath, main, ...words];
  delete require.cache[main];
  await require(main).ended;
}

const nodes = ['fixtures/pair/model', '--sandbox', join(folder, 'nodes')];
await run('check', 'fixtures/pair/model');
await run('check', 'fixtures/pacemaker-pair/model');
await run('build', 'fixtures/pair/model', '-o', join(folder, 'bundle'), '-q');
await run('push', ...nodes, '-q');
await run('status', ...nodes);
await run('diff', ...nodes);
await run('plan', '--old', file, '--new', file);
