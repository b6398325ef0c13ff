#!/usr/bin/env node
/**
 * What the shell starts. It runs the program, which the build has made one script, and takes what V8 made of that in the build
 * (esbuild.ahead.mjs) where it is the same V8: nothing is compiled twice, which is a third of the time of a check.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

type Module<T extends object> = { exports: Partial<T> };
type Script = (
  needed: (name: string) => unknown,
  sibling: (name: string) => Promise<unknown>,
  module: Module<object>,
  url: string,
) => void;

const ofNode = createRequire(import.meta.url);

function load<T extends object>(name: string, module: Module<T>): Module<T> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  // What was compiled ahead knows itself by its name, so that is the same on every machine.
  const code = new vm.Script(readFileSync(file, 'latin1'), { filename: name, cachedData: aheadOf(file) });
  const script: Script = code.runInThisContext();
  script(needed, sibling, module, import.meta.url);
  return module;
}

/** As `require` for a script: another one in its folder, or a module of Node. */
function needed(name: string): unknown {
  return name.startsWith('./') ? load(name, { exports: {} }).exports : ofNode(name);
}

/** As `import` for a script. */
function sibling(name: string): Promise<unknown> {
  return import(new URL(name, import.meta.url).href);
}

function aheadOf(file: string): Buffer | undefined {
  const ahead = `${file}.${process.arch}.v8`;
  return existsSync(ahead) ? readFileSync(ahead) : undefined;
}

// A command mostly ends before what V8 optimises pays for itself: only what runs far longer than usual is optimised. It is
// set before anything is loaded, as what was compiled ahead counts for one set of flags only.
for (const flag of ['--interrupt-budget=1000000', '--wasm-tiering-budget=100000000']) setFlagsFromString(flag);

const program: Module<typeof import('./main.ts')> = { exports: {} };
process.exitCode = await load('./clusterc.cjs', program).exports.ended;
