/** The way in: what a YAML file may not hold, and how several become one. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasError } from '../../src/diag/diagnostic.ts';
import { MAX_WEIGHT } from '../../src/source/weights.ts';
import { decode, parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';
import { input } from '../support/edits.ts';

function read(...texts: readonly (string | Uint8Array)[]) {
  const decoded = decode(texts.map((text, index) => input(`${index}.yaml`, text)));
  const { value, diagnostics } = parse(decoded.files);
  const found = [...decoded.diagnostics, ...diagnostics];
  return { value: value === undefined ? undefined : plain(value), codes: found.map(({ code }) => code), found };
}

describe('what a file may not hold', () => {
  it.each([
    ['a tab as indentation', 'a:\n\tb: 1\n', 'yaml/syntax'],
    ['a second document', 'a: 1\n---\nb: 2\n', 'yaml/syntax'],
    ['another version of YAML', '%YAML 1.1\n---\na: 1\n', 'yaml/syntax'],
    ['a control character', 'a: "\u0007"\n', 'yaml/forbidden-character'],
    ['an escaped control character', 'a: "\\x07"\n', 'yaml/forbidden-character'],
    ['a private letter in a key', '"\\ue000": 1\n', 'yaml/forbidden-character'],
    ['a placeholder', 'a: ${secret:x}\n', 'yaml/reserved-text'],
    ['a tag', 'a: !vault x\n', 'yaml/tag'],
    ['a merge key', 'a: &a { b: 1 }\nc: { <<: *a }\n', 'yaml/merge-key'],
    ['a number as key', '1: a\n', 'yaml/key-not-text'],
    ['a list as key', '? [a]\n: 1\n', 'yaml/key-not-text'],
    ['an alias to nothing', 'a: *b\n', 'yaml/unknown-alias'],
    ['an alias to itself', 'a: &a [*a]\n', 'yaml/unknown-alias'],
    ['a key twice', 'a: 1\na: 2\n', 'yaml/duplicate-key'],
    ['a list', '- 1\n', 'yaml/not-a-map'],
    ['nothing', '# nothing\n', 'yaml/empty'],
    ['too deep a nest', `a: ${'['.repeat(70)}${']'.repeat(70)}\n`, 'yaml/too-deep'],
    ['too deep a nest on one line', `${'- '.repeat(70)}1\n`, 'yaml/too-deep'],
  ])('%s', (_what, text, code) => {
    const { codes, found } = read(text);
    expect(codes).toContain(code);
    expect(hasError(found)).toBe(true);
  });

  it('bytes that are not UTF-8', () => {
    expect(read(Uint8Array.of(0x61, 0x3a, 0xff)).codes).toContain('yaml/not-utf8');
  });

  it.each([
    ['of the first byte order', Buffer.from('\ufeffa: 1\n', 'utf16le'), 'utf-16'],
    ['of the other byte order', Buffer.from('\ufeffa: 1\n', 'utf16le').swap16(), 'utf-16'],
    ['without its mark', Buffer.from('a: 1\n', 'utf16le'), 'utf-16le'],
    ['without its mark, of the other byte order', Buffer.from('a: 1\n', 'utf16le').swap16(), 'utf-16be'],
    ['of Western Europe', Buffer.from('a: ä\n', 'latin1'), 'latin1'],
  ])('text %s, with a cure that works', (_what, text, encoding) => {
    const help = read(text).found[0]?.help;
    expect(help).toBe(`iconv -f ${encoding} -t utf-8 0.yaml > 0.yaml.new && mv 0.yaml.new 0.yaml`);
    expect(execFileSync('iconv', ['-f', encoding, '-t', 'utf-8'], { input: text }).toString()).toMatch(
      /^\ufeff?a: [1ä]\n$/,
    );
  });

  it.each(['\u00a0x', 'x\u3000', '“x”', '‘x’'])('a sign around a text that looks like one of YAML: %j', (text) => {
    expect(read(`a: ${text}\n`).codes).toEqual(['yaml/look-alike']);
    expect(read(`a: "${text}"\n`).codes).toEqual([]);
  });

  it('more aliases than a person can follow', () => {
    expect(read(`a: &a 1\nb: [${'*a, '.repeat(101)}]\n`).codes).toEqual(['yaml/too-many-aliases']);
  });
});

it.each([
  ['.inf', '.inf'],
  ['-.inf', '-.inf'],
  ['.nan', '.nan'],
  ['1e999', '1e999'],
  ['-0', 0],
  ['010', '010'],
  ['-07', '-07'],
  ['0', 0],
  ['0.5', 0.5],
  ['0x10', 16],
  ['yes', 'yes'],
  ['~', null],
])('the value %s is %j', (text, value) => {
  expect(read(`a: ${text}\n`).value).toStrictEqual({ a: value });
});

describe('several files', () => {
  it('merge by key, at every depth', () => {
    expect(read('a: { b: { c: 1 } }\n', 'a: { b: { d: 2 } }\n').value).toEqual({ a: { b: { c: 1, d: 2 } } });
  });

  it('never override: the same value twice is an error at the second', () => {
    const { codes, found } = read('a: { b: 1 }\n', 'a: { b: 1 }\n');
    expect(codes).toEqual(['yaml/duplicate-key']);
    expect(found[0]?.at).toMatchObject({ file: '1.yaml' });
    expect(found[0]?.related[0]?.at).toMatchObject({ file: '0.yaml' });
  });

  it('concatenate no list but the acceptances at the top', () => {
    expect(read('accept: [1]\n', 'accept: [2]\n').value).toEqual({ accept: [1, 2] });
    expect(read('a: [1]\n', 'a: [2]\n').codes).toEqual(['yaml/duplicate-key']);
    expect(read('a: { accept: [1] }\n', 'a: { accept: [2] }\n').codes).toEqual(['yaml/duplicate-key']);
  });
});

/** As if nearly all that a site may take had been read before, so that a small file goes beyond it. */
describe('more than a site may take of memory', () => {
  const codes = (...texts: readonly string[]) => {
    const { files } = decode(texts.map((text, index) => input(`${index}.yaml`, text)));
    return parse(files, { weight: MAX_WEIGHT - 10_000 }).diagnostics.map(({ code }) => code);
  };
  const list = (count: number) => `[${'x, '.repeat(count)}]\n`;

  it('in one file', () => {
    expect(codes(`a: ${list(3)}`)).toEqual([]);
    expect(codes(`a: ${list(30)}`)).toEqual(['yaml/too-many-values']);
  });

  it('in two files, each of which is below', () => {
    const [one, other] = [`a: ${list(6)}`, `b: ${list(6)}`];
    expect([codes(one), codes(other)]).toEqual([[], []]);
    expect(codes(one, other)).toEqual(['yaml/too-many-values']);
  });
});
