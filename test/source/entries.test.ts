/** A file that is read again by its entries has the tree that a whole reading gives, or none. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { KnownEntries } from '../../src/source/entries.ts';
import { Mistakes } from '../../src/source/mistakes.ts';
import { readFile } from '../../src/source/read.ts';
import { siteOf } from '../bench/site.ts';
import { sites } from '../broken/fixtures.ts';
import { filesBelow } from '../support/fixtures.ts';
import { PIECES } from './pieces.ts';

const id = as<FileId>('site.yaml');
const good = filesBelow('fixtures').filter((path) => /^[^/]+\/model\/.*\.ya?ml$/.test(path));
const texts = [...good.map((path) => `fixtures/${path}`), ...sites].map((path) => readFileSync(path, 'utf8'));

function expectSame(text: string, known = new KnownEntries()): boolean {
  const load = { weight: 0 };
  const tree = known.treeOf({ id, text }, load);
  if (tree === undefined) return false;
  const mistakes = new Mistakes();
  expect(tree, text).toEqual(readFile({ id, text }, { weight: 0 }, mistakes));
  expect(mistakes.all(), text).toEqual([]);
  return true;
}

it('every site of the fixtures', () => {
  const read = texts.filter((text) => expectSame(text));
  expect(read.length / texts.length).toBeGreaterThan(0.8);
});

it('every mutant of them, after the original', () => {
  const edit = fc.record({ text: fc.nat(), at: fc.nat(), gone: fc.nat(40), put: fc.constantFrom(...PIECES) });
  let read = 0;
  fc.assert(
    fc.property(edit, ({ text: which, at, gone, put }) => {
      const text = texts[which % texts.length] ?? '';
      const place = at % (text.length + 1);
      const known = new KnownEntries();
      known.treeOf({ id, text }, { weight: 0 });
      if (expectSame(text.slice(0, place) + put + text.slice(place + gone), known)) read += 1;
    }),
    { seed: 20_261_130, numRuns: Number(process.env['RUNS'] ?? 1000) },
  );
  expect(read).toBeGreaterThan(100);
});

describe('a site of 200 VMs', () => {
  const text = siteOf({ hosts: 4, vms: 200, runOn: 2 });

  it('is read by its entries, and only the changed one is parsed', () => {
    const known = new KnownEntries();
    expect(expectSame(text, known)).toBe(true);
    expect(known.parsed).toBeGreaterThan(200);
    const changed = text.replace(/memory: \d+/, 'memory: 77');
    expect(changed).not.toBe(text);
    expect(expectSame(changed, known)).toBe(true);
    expect(known.parsed).toBe(1);
  });

  it.each([
    ['an anchor', (site: string) => site.replace('vms:', 'x: &a 1\nvms:')],
    ['a second document', (site: string) => `${site}---\na: 1\n`],
    ['a key that is there twice', (site: string) => `${site}vms: {}\n`],
    ['a key that is no text', (site: string) => `${site}true: {}\n`],
    ['a mistake', (site: string) => `${site}a: [\n`],
  ])('with %s is read as a whole', (_what, change) => {
    expect(new KnownEntries().treeOf({ id, text: change(text) }, { weight: 0 })).toBeUndefined();
  });
});
