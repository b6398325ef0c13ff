/** What a large bundle takes of memory, counted and not measured: hidden classes, and bytes that wait to be written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { compile } from '../../src/compile.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { NamedFiles } from '../../src/bundle/named-files.ts';
import { eachEntry, packFiles, packTexts } from '../../src/edge/bundle/archive.ts';
import { filesAt } from '../../src/edge/bundle/bundle-read.ts';
import { siteOf, siteOfToday } from '../bench/site.ts';
import { bundleOf, templates } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

setFlagsFromString('--allow-natives-syntax');
const alike: (a: object, b: object) => boolean = runInThisContext('(a, b) => %HaveSameMap(a, b)');

it.each([
  ['cman', siteOf],
  ['pacemaker', siteOfToday],
])('files and actions of many VMs share their hidden classes: %s', (_stack, site) => {
  const bytes = Buffer.from(site({ hosts: 2, vms: 100, runOn: 2 }));
  const { bundle, drafts = [] } = compile([{ id: as<FileId>('site.yaml'), bytes }], templates);
  const { files = [], actions = [] } = bundle ?? {};
  const restarts = actions.filter(({ id }) => id.startsWith('vm/restart/'));
  const volumes = actions.filter(({ id }) => id.startsWith('lvm/volume/'));
  const guests = files.filter(({ path }) => path.includes('/vms/'));
  const probes = [...restarts, ...volumes].map(({ probe }) => probe ?? {});
  const domains = drafts.filter(({ emitter }) => emitter === 'domain-xml');
  expect([restarts.length, guests.length, domains.length]).toEqual([100, 100, 100]);
  // The first few may differ, until V8 has compiled what makes them.
  for (const kind of [restarts, volumes, guests, domains, probes]) expect(classesOf(kind)).toBeLessThan(10);
});

function classesOf(objects: readonly object[]): number {
  const classes: object[] = [];
  for (const one of objects) if (!classes.some((known) => alike(known, one))) classes.push(one);
  return classes.length;
}

it('an archive is written while it is made: of a large file at most 1 MiB waits', async () => {
  const [PIECE, COUNT] = [65_536, 512];
  let [pass, made, written, most] = [0, 0, 0, 0];
  const text = {
    *[Symbol.iterator]() {
      [pass, made] = [pass + 1, 0];
      for (let index = 0; index < COUNT; index += 1) {
        made += PIECE;
        // The first pass only adds up the size.
        if (pass > 1) most = Math.max(most, made - written);
        yield 'x'.repeat(PIECE);
      }
    },
  };
  await packTexts(new Map([['manifest.json', text]]), (chunk) => void (written += chunk.length));
  expect(pass).toBe(2);
  expect(written).toBeGreaterThan(COUNT * PIECE);
  expect(most).toBeLessThan(1024 ** 2);
});

it('an archive is read entry by entry: at most 2 MiB of it wait', async () => {
  const [SIZE, COUNT] = [100_000, 200];
  const names = Array.from({ length: COUNT }, (_, i) => `f${i}`);
  const archive = await packFiles(new Map(names.map((name) => [name, 'x'.repeat(SIZE)])));
  let [given, taken, most, whole] = [0, 0, 0, 0];
  function* pieces(): Generator<Uint8Array> {
    for (let at = 0; at < archive.length; at += 65_536) {
      const piece = archive.subarray(at, at + 65_536);
      given += piece.length;
      yield piece;
    }
  }
  const problem = await eachEntry(pieces(), async ({ name }, body) => {
    most = Math.max(most, given - taken);
    taken += SIZE;
    if (name.endsWith('7')) return; // what is not read is skipped
    for await (const piece of body) whole += piece.length;
  });
  expect(problem).toBeUndefined();
  expect(whole).toBe((COUNT - COUNT / 10) * SIZE);
  expect(most).toBeLessThan(2 * 1024 ** 2);
});

it('a manifest names its files piece by piece, and holds no more than one item', () => {
  const pair = bundleOf('pair');
  const files = bundleFiles(pair, 'the activator');
  const manifest = files.get('manifest.json') ?? '';
  for (const length of [1, 7, 1000, manifest.length]) {
    const named = new NamedFiles();
    for (let at = 0; at < manifest.length; at += length) named.add(manifest.slice(at, at + length));
    expect([...(named.end() ?? [])].sort()).toEqual([...files.keys()].sort());
  }
  for (const text of [
    manifest.slice(0, -2),
    manifest.slice(0, -20),
    `${manifest}x`,
    manifest.replace('"check"', 'check'),
  ])
    expect(namesIn(text)).toBeUndefined();
});

function namesIn(text: string): ReadonlySet<string> | undefined {
  const named = new NamedFiles();
  named.add(text);
  return named.end();
}

it('files that several nodes have are read as one', async () => {
  const file = join(temporaryFolder(), 'b.tar');
  writeFileSync(file, await packFiles(new Map([...'abc'].map((name) => [name, 'x'.repeat(10_000)]))));
  const found = await filesAt(file);
  expect(found instanceof Map && new Set(found.values()).size).toBe(1);
});
