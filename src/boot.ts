#!/usr/bin/env node
/**
 * The program that the shell starts. It runs the bundled scripts, each when it is needed, and loads the code cache made at build
 * time (esbuild.ahead.mjs) if the V8 version matches. A script is named `./FILE#SCRIPT`; esbuild.files.mjs says what a file has.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type * as Program from './main.ts';

type Exports = object;
type Script = (
  needed: (name: string) => Exports,
  late: (name: string, exported: readonly string[]) => Exports,
  sibling: (name: string) => Promise<Exports>,
  module: { exports: Exports },
  url: string,
) => void;
type Scripts = ReadonlyMap<string, Script>;

const url = pathToFileURL(__filename).href;
const loaded = new Map<string, { exports: Exports }>();
const files = new Map<string, Scripts>();

/** `require` for a script: another script in its folder, or a module of Node. */
function needed(name: string): Exports {
  return name.startsWith('./') ? load(name) : require(name);
}

/** `require` for a script that is loaded when something of it is first used. `exported`: all that it exports. */
function late(name: string, exported: readonly string[]): Exports {
  let made: ReadonlyMap<string, unknown> | undefined;
  const exports = {};
  for (const one of exported) {
    Object.defineProperty(exports, one, { get: () => (made ??= new Map(Object.entries(load(name)))).get(one) });
  }
  return exports;
}

function load(name: string): Exports {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  const [file = '', script = ''] = name.split('#');
  scriptsIn(file).get(script)?.(needed, late, sibling, module, url);
  return module.exports;
}

function scriptsIn(name: string): Scripts {
  const known = files.get(name);
  if (known !== undefined) return known;
  const file = join(__dirname, name);
  // The cache contains the file's name, so the name is the same on every machine.
  const code = new vm.Script(readFileSync(file, 'latin1'), { filename: name, cachedData: aheadOf(file) });
  const scripts: Scripts = new Map(Object.entries<Script>(code.runInThisContext()));
  files.set(name, scripts);
  return scripts;
}

/** `import` for a script. */
function sibling(name: string): Promise<Exports> {
  return import(new URL(name, url).href);
}

function aheadOf(file: string): Buffer | undefined {
  const ahead = `${file}.${process.arch}.v8`;
  return existsSync(ahead) ? readFileSync(ahead) : undefined;
}

const program: Partial<typeof Program> = load('./clusterc.cjs#clusterc');

/** Settled when the program has done its work. */
export const ended = program.ended?.then((code) => (process.exitCode = code));
