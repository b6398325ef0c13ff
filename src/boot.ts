#!/usr/bin/env node
/**
 * The program that the shell starts. It runs the bundled script and loads the code cache made at build time (esbuild.ahead.mjs)
 * if the V8 version matches. That saves a third of the time of a check.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
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
  // The cache contains the script's name, so the name is the same on every machine.
  const code = new vm.Script(readFileSync(file, 'latin1'), { filename: name, cachedData: aheadOf(file) });
  const script: Script = code.runInThisContext();
  script(needed, sibling, module, import.meta.url);
  return module;
}

/** `require` for the script: another script in its folder, or a module of Node. */
function needed(name: string): unknown {
  return name.startsWith('./') ? load(name, { exports: {} }).exports : ofNode(name);
}

/** `import` for the script. */
function sibling(name: string): Promise<unknown> {
  return import(new URL(name, import.meta.url).href);
}

function aheadOf(file: string): Buffer | undefined {
  const ahead = `${file}.${process.arch}.v8`;
  return existsSync(ahead) ? readFileSync(ahead) : undefined;
}

const program: Module<typeof import('./main.ts')> = { exports: {} };
process.exitCode = await load('./clusterc.cjs', program).exports.ended;
