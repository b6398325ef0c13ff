/** The sites of fixtures/ for tests. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { compile, type Compilation } from '../../src/compile.ts';
import { readTemplates } from '../../src/edge/assets.ts';
import { readSite } from '../../src/edge/site/site.ts';
import type { Model } from '../../src/model/model.ts';
import type { CmanModel } from '../../src/stack/cman/options.ts';
import { stackOf } from '../../src/stack/stacks.ts';
import { FAMILIES, platformName } from '../../src/platform/platform.ts';
import { stackNamed } from '../../src/stack/stacks.ts';

export const templates = readTemplates();

/** Names of the realistic clusters, of all stacks. */
export const everyCluster: readonly string[] = readdirSync('fixtures')
  .filter((name) => existsSync(`fixtures/${name}/model`))
  .sort();

/** Names of the cman clusters. Those of other stacks have a prefix. */
export const clusters: readonly string[] = everyCluster.filter((name) => !name.startsWith('pacemaker-'));

const compiled = new Map<string, Compilation>();

/** The compiled fixture, cached per process, since no stage changes another's result. */
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

/** The model of a cman site, with the settings of that stack. */
export function cmanModelOf({ model }: Compilation): CmanModel {
  if (model === undefined || !isCman(model)) throw new Error('no model of a cman cluster');
  return model;
}

function isCman(model: Model): model is CmanModel {
  return stackOf(model.cluster.platform).name === 'cman';
}

/** Regular files below a folder: relative paths, sorted. Empty if the folder is missing. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

const WRITE = process.env['WRITE'] === '1';

/** The expected files of a folder, name -> text. With WRITE=1 they are replaced by the actual ones, and surplus files removed. */
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

/** Compiles the fixture `pair` with changed text. */
export function compilePair(change: (text: string) => string): Compilation {
  const files = readSite('fixtures/pair/model').files.map(({ id, bytes }) => ({
    id,
    bytes: Buffer.from(change(Buffer.from(bytes).toString('utf8'))),
  }));
  return compile(files, templates);
}

/** All releases of cman, in the site's notation. */
export const releases: readonly string[] = releasesOf('cman');

/** All releases of a stack. */
export function releasesOf(stack: string): readonly string[] {
  const families = stackNamed(stack)?.families ?? [];
  return families.flatMap((family) => {
    const { oldest, newest } = FAMILIES[family];
    return Array.from({ length: newest - oldest + 1 }, (_, step) => platformName({ family, minor: oldest + step }));
  });
}

/** Compiles the fixture `pair` for a release. */
export function pairOn(release: string): Compilation {
  return compilePair((text) => text.replace('platform: rhel6', `platform: ${release}`));
}
