/** The sites of fixtures/ as the tests see them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { readSite } from '../../src/edge/site/site.ts';
import type { Model } from '../../src/model/model.ts';
import type { CmanModel } from '../../src/stack/cman/options.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { FAMILIES } from '../../src/platform/platform.ts';

export const templates = readTemplates();

/** Names of the clusters that somebody would really build. */
export const clusters: readonly string[] = readdirSync('fixtures')
  .filter((name) => existsSync(`fixtures/${name}/model`))
  .sort();

const compiled = new Map<string, Compilation>();

/** Compiled once in a process: nothing changes what a stage has made. */
export function compileFixture(cluster: string): Compilation {
  const found = compiled.get(cluster) ?? compile(readSite(`fixtures/${cluster}/model`).files, templates);
  compiled.set(cluster, found);
  return found;
}

export function bundleOf(cluster: string): Bundle {
  const { bundle } = compileFixture(cluster);
  if (bundle === undefined) throw new Error(`the fixture ${cluster} does not compile`);
  return bundle;
}

/** The model of a site for cman, with what only that stack knows. */
export function cmanModelOf({ model }: Compilation): CmanModel {
  if (model === undefined || !isCman(model)) throw new Error('no model of a cman cluster');
  return model;
}

function isCman(model: Model): model is CmanModel {
  return stackOf(model.cluster.platform).name === 'cman';
}

/** Regular files below a folder, relative, sorted; none when it is not there. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const WRITE = process.env['WRITE'] === '1';

/** The expected files of a folder, name -> text; with WRITE=1 they become the actual ones, left-overs removed. */
export function expectedFiles(folder: string, actual: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (WRITE) rewrite(folder, actual);
  return new Map(filesBelow(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function rewrite(folder: string, actual: ReadonlyMap<string, string>): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of actual) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** The pair with its text changed: for what depends on a word of the site. */
export function compilePair(change: (text: string) => string): Compilation {
  const files = readSite('fixtures/pair/model').files.map(({ id, bytes }) => ({
    id,
    bytes: Buffer.from(change(Buffer.from(bytes).toString('utf8'))),
  }));
  return compile(files, templates);
}

/** Every release that a cluster may have, as a site spells it. */
export const releases: readonly string[] = Object.entries(FAMILIES).flatMap(([name, { oldest, newest, separator }]) =>
  Array.from({ length: newest - oldest + 1 }, (_, step) => `${name}${separator}${oldest + step}`),
);

/** The pair on a release. */
export function pairOn(release: string): Compilation {
  return compilePair((text) => text.replace('platform: rhel6', `platform: ${release}`));
}
