/** What is read without the library is what the library reads: the tree with all places, and its weight. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { Mistakes } from '../../src/source/mistakes.ts';
import { readFile } from '../../src/source/read.ts';
import { simpleEntry } from '../../src/source/simple-entry.ts';
import { filesBelow } from '../support/fixtures.ts';
import { siteOf } from '../bench/site.ts';
import { PIECES } from './pieces.ts';

const id = as<FileId>('site.yaml');
/** Of the mark before a document. */
const DOCUMENT = 66;

/** Compares both ways to read a text of one entry. Is it simple? */
function expectSame(text: string): boolean {
  const simple = simpleEntry({ id, text }, 0, text.length);
  if (simple === undefined) return false;
  const load = { weight: 0 };
  const mistakes = new Mistakes();
  const tree = readFile({ id, text }, load, mistakes);
  expect(mistakes.all(), text).toEqual([]);
  expect(
    { kind: 'map', entries: [simple.entry], span: { file: id, start: simple.entry.keySpan.start, end: simple.end } },
    text,
  ).toEqual(tree);
  expect(simple.weight + DOCUMENT, text).toBe(load.weight);
  return true;
}

/** The sections of sites, each with the lines before it. */
const models = filesBelow('fixtures').filter((path) => /^[^/]+\/model\/.*\.ya?ml$/.test(path));
const sections = [
  ...models.map((path) => readFileSync(`fixtures/${path}`, 'utf8')),
  siteOf({ hosts: 4, vms: 10, runOn: 2 }),
]
  .flatMap((text) => text.split(/^(?=\w)/m))
  .filter((text) => /^\w/m.test(text));

it('reads most sections of the fixtures', () => {
  const simple = sections.filter(expectSame);
  expect(simple.length / sections.length).toBeGreaterThan(0.6);
});

it('reads every mutant of them, or leaves it to the library', () => {
  const edit = fc.record({ text: fc.nat(), at: fc.nat(), gone: fc.nat(10), put: fc.constantFrom(...PIECES) });
  let simple = 0;
  fc.assert(
    fc.property(edit, ({ text: which, at, gone, put }) => {
      const text = sections[which % sections.length] ?? '';
      const place = at % (text.length + 1);
      if (expectSame(text.slice(0, place) + put + text.slice(place + gone))) simple += 1;
    }),
    { seed: 20_261_130, numRuns: Number(process.env['RUNS'] ?? 500) },
  );
  expect(simple).toBeGreaterThan(15);
});

/** Good in many places. */
const LINES = [
  'a:',
  'b: 1',
  'c: x y # z',
  'd: [x, { k: 1 }]',
  '- a: 1',
  '- x',
  '# z',
  '# \u00e9',
  '# \u0007',

  '',
  "e: 'x'",
  'f: { }',
  'g: [a, [b]]',
];

/** What other lines are made of. */
const PARTS = [
  'a',
  'b',
  'a:',
  'b: ',
  'c:  ',
  '- ',
  '-',
  '[',
  ']',
  '{',
  '}',
  ', ',
  ',',
  '"',
  "'x'",
  '"y z"',
  "''",
  ': ',
  ':',
  ' ',
  '   ',
  '#',
  ' # c',
  '# é',
  '0',
  '7',
  '010',
  '1.5',
  '1e3',
  '0x1f',
  '-1',
  '+1',
  '.5',
  '10.0.0.1',
  '4G',
  '~',
  'null',
  'True',
  'false',
  'a-b',
  'x y',
  'x - y',
  '/dev/sda',
  'a/b: ',
  'k: v',
  'k: [x, y]',
  '- k: v',
  '|',
  '>',
  '!x ',
  '%',
  '@',
  '`',
  '${secret:a}',
  '<<: ',
  '<',
  '? ',
  'é',
  '\t',
  '2001:db8::1',
  '52:54:00:00:00:01',
];

it('reads any lines, or leaves them to the library', () => {
  const any = fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => parts.join(''));
  const line = fc.tuple(
    fc.nat(3),
    fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...LINES) }, { weight: 1, arbitrary: any }),
  );
  const lines = fc.array(line, { minLength: 1, maxLength: 6 });
  let simple = 0;
  fc.assert(
    fc.property(lines, fc.boolean(), (made, ends) => {
      const text = `e:\n${made.map(([indent, content]) => '  '.repeat(indent) + content).join('\n')}${ends ? '\n' : ''}`;
      if (expectSame(text)) simple += 1;
    }),
    { seed: 20_261_130, numRuns: Number(process.env['RUNS'] ?? 2000) },
  );
  expect(simple).toBeGreaterThan(50);
});
