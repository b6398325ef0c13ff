import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check } from '../src/cli/check.ts';
import { located } from '../src/cli/io.ts';
import { compileSite } from '../src/cli/site.ts';
import { kinds } from '../src/kinds.ts';
import { codeOf, scenarios, shown, shownBeside, sites } from './broken/fixtures.ts';
import { marksIn, marksOf } from './broken/marks.ts';
import { Terminal } from './support/terminal.ts';

describe.each(sites)('%s', (path) => {
  const found = located(compileSite(path));
  const marks = marksIn(readFileSync(path, 'utf8'));

  it('has errors and warnings where they are marked, and no others', () => {
    const expected = found.filter(({ severity, code }) => severity !== 'note' || code === codeOf(path));
    expect(expected.flatMap(marksOf).sort()).toEqual(marks);
  });

  it('has what it is named after', () => {
    expect(found.map(({ code }) => code)).toContain(codeOf(path));
  });

  it('is shown as written down (rewrite with WRITE=1)', () => {
    const terminal = new Terminal();
    check(path, { format: 'text', strict: false }, terminal.io);
    if (process.env['WRITE'] === '1') writeFileSync(shownBeside(path), terminal.text);
    const expected = existsSync(shownBeside(path)) ? readFileSync(shownBeside(path), 'utf8') : 'nothing yet';
    expect(terminal.text).toBe(expected);
  });

  it.each(found)('says $code in one sentence, and what to do', ({ message, help = '' }) => {
    expect(message).toMatch(ONE_SENTENCE);
    expect(help).toMatch(ONE_SENTENCE);
  });
});

/** One line, no full stop at its end nor a new sentence after one. */
const ONE_SENTENCE = /^(?!.*[.!?]\s+[A-Z])\S.*[^.\s]$/;

it('every kind of diagnostic has a broken site or a scenario, and each of those is named after a kind', () => {
  const covered = new Set([...sites, ...scenarios].map(codeOf));
  expect([...covered].sort()).toEqual([...kinds.keys()].sort());
});

it('nothing is left over of a broken site that is gone', () => {
  const known = new Set(sites.map(shownBeside));
  expect(shown.filter((path) => !known.has(path))).toEqual([]);
});
