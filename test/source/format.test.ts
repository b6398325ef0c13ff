/** The standard style: what `clusterc fmt` writes, and what it keeps. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { as, type FileId } from '../../src/base/brand.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { hasError } from '../../src/diag/diagnostic.ts';
import { commentsOf, formatYaml } from '../../src/source/format.ts';
import { decode, parse } from '../../src/source/parse.ts';
import { plain, type SourceFile } from '../../src/source/tree.ts';
import { sites } from '../broken/fixtures.ts';
import { Dice } from '../support/edits.ts';
import { inCi } from '../support/effort.ts';
import { everyCluster } from '../support/fixtures.ts';

describe('the style', () => {
  const LONG = 'a-name-of-forty-characters-0123456789-abc';

  it.each([
    [
      'two spaces a level, lists below their key',
      'a:\n    b:\n    - c\n    -   d: 1\n        e: 2\n',
      'a:\n  b:\n    - c\n    - d: 1\n      e: 2\n',
    ],
    ['maps on one line', 'a: {b:   1,\n  c: [ 1,2 ], }\nd: { }\n', 'a: { b: 1, c: [1, 2] }\nd: {}\n'],
    [
      'a map that is too long',
      `a: { b: ${LONG}, c: ${LONG}, d: ${LONG} } # why\n`,
      `a: # why\n  b: ${LONG}\n  c: ${LONG}\n  d: ${LONG}\n`,
    ],
    [
      'a long map in a list',
      `- { b: ${LONG}, c: [{ d: ${LONG} }, ${LONG}] }\n`,
      `- b: ${LONG}\n  c: [{ d: ${LONG} }, ${LONG}]\n`,
    ],
    ['a map with comments inside', 'a: [b, # one\n  # two\n  c] # end\n', 'a:\n  - b # one\n  # two\n  - c # end\n'],
    ['double quotes', `a: 'b'\nc: 'it''s'\nd: 'say "no"'\ne: '\\d'\n`, `a: "b"\nc: "it's"\nd: 'say "no"'\ne: '\\d'\n`],
    [
      'numbers, escapes and dates as they are',
      'a: 0x1F\nb: "\\u00e9"\nc: 007\nd: 1.50\n',
      'a: 0x1F\nb: "\\u00e9"\nc: 007\nd: 1.50\n',
    ],
    ['one empty line at most, none at the ends', '\n\na: 1\n\n\n\nb: 2\n\n', 'a: 1\n\nb: 2\n'],
    ['a value on the next line', 'a:\n  1\nb:\n\n  { c: 1 }\n', 'a: 1\nb: { c: 1 }\n'],
    [
      'comments behind values in one column',
      'a: 1 # one\nbcd: 2      # two\ne: 3\nf: 1   # three\n',
      'a: 1   # one\nbcd: 2 # two\ne: 3\nf: 1 # three\n',
    ],
    [
      'comments above and below',
      'a:\n      # above\n      b: 1\n      # below\n# next\nc: 2\n',
      'a:\n  # above\n  b: 1\n  # below\n# next\nc: 2\n',
    ],
    ['a comment behind a key', 'a:     # why\n    b: 1\nc: # why\n    1\n', 'a: # why\n  b: 1\nc: # why\n  1\n'],
    [
      'texts of several lines',
      'a: |\n     b\n       c\n\n\nd: >2-\n     e\nf: "g\n h"\n',
      'a: |\n  b\n    c\n\nd: >2-\n     e\nf: "g\n  h"\n',
    ],
    ['empty lines that belong to a text', 'a: |+\n   b\n\n\n', 'a: |+\n  b\n\n\n'],
    ['anchors and aliases', 'a: &x\n    b: 1\nc:   *x\nd: [ &y 1,*y ]\n', 'a: &x\n  b: 1\nc: *x\nd: [&y 1, *y]\n'],
    ['lines of Windows, and no newline at the end', 'a:  1 # b\r\n\r\nc: 2', 'a: 1 # b\n\nc: 2\n'],
    ['marks of a document', '%YAML 1.2\n---\na:  1\n...\n', '%YAML 1.2\n---\na: 1\n...\n'],
  ])('%s', (_what, text, formatted) => {
    expect(formatYaml(text)).toBe(formatted);
  });

  it('is that of the site which init writes', () => {
    const text = readFileSync('templates/init/site.yaml', 'utf8');
    expect(formatYaml(text)).toBe(text);
  });
});

/** The text with comments at places where YAML allows them, and other spacing. */
function commented(text: string, dice: Dice): string {
  let inText = false;
  return text
    .split('\n')
    .flatMap((line, number) => {
      inText = /[|>][+-]?$/.test(line) || (inText && /^( {4}|$)/.test(line));
      if (inText || /['"#]/.test(line) || dice.below(3) > 0) return [line];
      const pad = ' '.repeat(dice.below(6));
      const own = `${/^ */.exec(line)?.[0] ?? ''}${pad}# own ${number}`;
      return dice.below(2) === 0
        ? [own, ...(dice.below(2) === 0 ? ['', ''] : []), line]
        : [`${line} ${pad}# behind ${number}`];
    })
    .join('\n');
}

function meaning(file: SourceFile): unknown {
  const { value } = parse([file]);
  return value && plain(value);
}

function expectKept({ id, text }: SourceFile): void {
  const formatted = formatYaml(text);
  expect(formatYaml(formatted), id).toBe(formatted);
  expect(meaning({ id, text: formatted }), id).toEqual(meaning({ id, text }));
  expect(commentsOf(formatted), id).toEqual(commentsOf(text));
  const isOver = (line: string) => line.replace(/ *#.*/, '').length > 120 && /^[^#]*[{[]/.test(line);
  expect(formatted.split('\n').filter(isOver), id).toEqual([]);
}

const readable = [...everyCluster.map((name) => `fixtures/${name}/model`), ...sites]
  .flatMap((site) => decode(readSite(site).files).files)
  .filter((file) => !hasError(parse([file]).diagnostics));

const sampled = (files: readonly SourceFile[]) => files.filter((_file, index) => index % inCi(1, 4) === 0);

describe('formatting is stable, and keeps values and comments', () => {
  it('holds for every file of every fixture', () => {
    expect(readable.length).toBeGreaterThan(200);
    for (const file of sampled(readable)) expectKept(file);
  });

  it('holds with comments anywhere', () => {
    const dice = new Dice(20_261_130);
    const changed = readable.map(({ id, text }) => ({
      id: as<FileId>(`${id}, with comments`),
      text: commented(text, dice),
    }));
    const valid = changed.filter((file) => !hasError(parse([file]).diagnostics));
    expect(valid.length).toBeGreaterThan(200);
    for (const file of sampled(valid)) expectKept(file);
  });
});
