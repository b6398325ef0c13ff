import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../src/base/brand.ts';
import { check } from '../src/cli/site/check.ts';
import { located, report } from '../src/cli/io.ts';
import { compileSite } from '../src/cli/subject/compiled-site.ts';
import { readXml } from '../src/edge/xml/xml-read.ts';
import { codes } from '../src/codes.ts';
import { locate } from '../src/source/locate.ts';
import { codeOf, foreign, scenarios, shown, shownBeside, sites } from './broken/fixtures.ts';
import { marksIn, marksOf } from './broken/marks.ts';
import { Terminal } from './support/terminal.ts';

describe.each(sites)('%s', (path) => {
  const found = located(compileSite(path));
  const marks = marksIn(readFileSync(path, 'utf8'));

  it('has errors and warnings where they are marked, and no others', () => {
    const expected = found.filter(({ severity, code }) => severity !== 'note' || code === codeOf(path));
    expect(expected.flatMap(marksOf).sort()).toEqual(marks);
  });

  it('reports the code that it is named after', () => {
    expect(found.map(({ code }) => code)).toContain(codeOf(path));
  });

  it('prints its golden text (rewrite with WRITE=1)', async () => {
    const terminal = new Terminal();
    await check(path, { format: 'text', strict: false }, terminal.io);
    if (process.env['WRITE'] === '1') writeFileSync(shownBeside(path), terminal.text);
    const expected = existsSync(shownBeside(path)) ? readFileSync(shownBeside(path), 'utf8') : 'nothing yet';
    expect(terminal.text).toBe(expected);
  });

  it.each(found)('says $code in one sentence, and what to do', ({ message, help = '' }) => {
    expect(message).toMatch(ONE_SENTENCE);
    expect(help).toMatch(ONE_SENTENCE);
  });
});

describe.each(foreign)('%s', async (path) => {
  const bytes = readFileSync(path);
  const { text, diagnostics } = await readXml(as<FileId>(path), bytes);
  const found = locate([{ id: as<FileId>(path), text }], undefined, diagnostics);

  it('reports the code that it is named after where it is marked, and nothing else', () => {
    expect(found.flatMap(marksOf).sort()).toEqual(marksIn(bytes.toString('latin1')));
    expect(found.map(({ code }) => code)).toContain(codeOf(path));
  });

  it('prints its golden text (rewrite with WRITE=1)', () => {
    const terminal = new Terminal();
    report(found, terminal.io.err);
    if (process.env['WRITE'] === '1') writeFileSync(shownBeside(path), terminal.text);
    expect(terminal.text).toBe(readFileSync(shownBeside(path), 'utf8'));
  });

  it.each(found)('says $code in one sentence, and what to do', ({ message, help = '' }) => {
    expect(message).toMatch(ONE_SENTENCE);
    expect(help).toMatch(ONE_SENTENCE);
  });
});

/** One line, no full stop at its end nor a new sentence after one. */
const ONE_SENTENCE = /^(?!.*[.!?]\s+[A-Z])\S.*[^.\s]$/;

it('every kind of diagnostic has a broken site or a scenario, and each of those is named after a kind', () => {
  const covered = new Set([...sites, ...foreign, ...scenarios].map(codeOf));
  expect([...covered].sort()).toEqual([...codes.keys()].sort());
});

it('nothing is left over of a broken site that is gone', () => {
  const known = new Set([...sites, ...foreign, ...scenarios].map(shownBeside));
  expect(shown.filter((path) => !known.has(path))).toEqual([]);
});
