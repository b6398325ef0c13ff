/** The schema compiled in the build and the schema compiled here find the same mistakes, in the same words. Needs dist/. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, expect, it, vi } from 'vitest';
import { readSite } from '../src/edge/site/site.ts';
import { diceOf, mutantOf } from './laws/mutants.ts';
import { clusterc } from './support/command-line.ts';

const root = mkdtempSync(join(tmpdir(), 'clusterc-ahead-'));
afterAll(() => rmSync(root, { recursive: true }));

async function saidHere(site: string): Promise<string> {
  return (await clusterc(['check', '--format', 'json', site])).out;
}

it.each(Array.from({ length: 15 }, (_, seed) => seed))('mutant %i of the four hosts', async (seed) => {
  const site = join(root, String(seed));
  mkdirSync(site);
  const dice = diceOf(seed);
  const mutant = mutantOf(readSite('fixtures/four-hosts/model').files, dice);
  for (const { id, bytes } of mutant) writeFileSync(join(site, basename(id)), bytes);
  const { stdout } = spawnSync('node', ['dist/main.js', 'check', '--format', 'json', site], { encoding: 'utf8' });
  expect(stdout).toBe(await saidHere(site));
});

it('what the schema says about something that is no site at all', async () => {
  const site = join(root, 'wrong.yaml');
  writeFileSync(site, 'version: 2\nhosts: [1]\nvms: { a: { memory: 1, cpus: 0, nics: [{}], migrate: x } }\nfense: 1\n');
  const { stdout } = spawnSync('node', ['dist/main.js', 'check', '--format', 'json', site], { encoding: 'utf8' });
  expect(stdout).toContain('schema/not-one-of');
  expect(stdout).toBe(await saidHere(site));
});

type Compiled = Pick<typeof import('../src/spec/compiled.ts'), 'isSite'>;

/** The script that the build makes of the schema: a function of what it imports, as src/boot.ts calls it. */
function builtSchema(): Compiled {
  const module: { exports: Partial<Compiled> } = { exports: {} };
  const { schema } = new Script(readFileSync('dist/schema.cjs', 'latin1')).runInThisContext();
  schema(createRequire(import.meta.url), undefined, undefined, module, '');
  const { isSite } = module.exports;
  if (isSite === undefined) throw new Error('dist/schema.cjs exports no isSite');
  return { isSite };
}

it('copies no list of mistakes for each further one', () => {
  const { isSite } = builtSchema();
  const entries = Array.from({ length: 500 }, (_, i) => [`x${i}`, null] as const);
  const concat = vi.spyOn(Array.prototype, 'concat');
  const sound = isSite({ version: 1, vms: Object.fromEntries(entries), hosts: Object.fromEntries(entries) });
  const copied = concat.mock.contexts.reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
  concat.mockRestore();
  expect([sound, isSite.errors?.length]).toEqual([false, 1000]);
  expect(copied).toBeLessThan(1000);
});
