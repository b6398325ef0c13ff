// Writes what V8 has made of the scripts of dist/ beside them, once they have done the main jobs: functions that it has not
// called are compiled when somebody calls them. https://nodejs.org/api/vm.html#scriptcreatecacheddata
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';

const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options);
    scripts.set(options.filename, this);
  }
};

const folder = mkdtempSync(join(tmpdir(), 'clusterc-ahead-'));
const main = resolve('dist/main.js');
process.argv = [process.execPath, main, 'push', 'fixtures/pair/model', '--sandbox', join(folder, 'nodes'), '-q'];
process.on('exit', () => {
  rmSync(folder, { recursive: true });
  // Where folders cannot play nodes, for want of the tools that nodes have, the job ends early, and less is compiled ahead.
  process.exitCode = 0;
  for (const [name, script] of scripts)
    writeFileSync(resolve('dist', `${name}.${process.arch}.v8`), script.createCachedData());
});
await import(pathToFileURL(main).href);
// The same script again, of which V8 keeps one.
const files = readdirSync('fixtures/pair/expected', { recursive: true });
const file = join(
  'fixtures/pair/expected',
  files.find((name) => name.endsWith('cluster.conf')),
);
process.argv = [process.execPath, main, 'plan', '--old', file, '--new', file];
await import(`${pathToFileURL(main).href}?plan`);
