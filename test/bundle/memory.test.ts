/** What a large bundle takes of memory, counted and not measured: hidden classes, and bytes that wait to be written. */
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { compile } from '../../src/compile.ts';
import { packTexts } from '../../src/edge/bundle/archive.ts';
import { siteOf, siteOfToday } from '../bench/site.ts';
import { templates } from '../support/fixtures.ts';

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
