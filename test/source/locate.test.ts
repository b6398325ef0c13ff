import { describe, expect, it } from 'vitest';
import { as, type FileId, type SourcePath } from '../../src/base/brand.ts';
import { excerpt } from '../../src/diag/excerpt.ts';
import { keyAt, secretAt, valueAt, type Diagnostic, type Place } from '../../src/diag/diagnostic.ts';
import type { Range } from '../../src/diag/located.ts';
import { columnsOf } from '../../src/diag/visible.ts';
import { locate } from '../../src/source/locate.ts';
import { decode, parse } from '../../src/source/parse.ts';
import { input } from '../support/edits.ts';

function at(place: Place): Diagnostic {
  return { code: 'test/kind', severity: 'error', message: 'x', at: place, related: [], facts: {} };
}

function rangeOf(text: string, place: Place): Range {
  const { files } = decode([input('a.yaml', text)]);
  const [located] = locate(files, parse(files).value, [at(place)]);
  if (typeof located?.where !== 'object') throw new Error('it is in no file');
  return located.where;
}

function placed(text: string, place: Place): string {
  const { start, end } = rangeOf(text, place);
  return `${start.line}:${start.column} ${text.slice(start.offset, end.offset)}`;
}

const SITE = 'vms:\n  vm1:\n    memory: 2G\n    disks: [{ volume: a/b }]\n  "101": { cpus: 1 }\n';

describe('a place in the model', () => {
  it.each<[string, SourcePath, string]>([
    ['a value', ['vms', 'vm1', 'memory'], '3:13 2G'],
    ['a value in a list', ['vms', 'vm1', 'disks', 0, 'volume'], '4:23 a/b'],
    ['a key of digits', ['vms', '101', 'cpus'], '5:18 1'],
    ['a missing key: the deepest key above it', ['vms', 'vm1', 'nics', 0, 'bridge'], '2:3 vm1'],
    ['a missing entry of a list: the key of the list', ['vms', 'vm1', 'disks', 7], '4:5 disks'],
    ['below a value that is no map: its key', ['vms', 'vm1', 'memory', 'size'], '3:5 memory'],
    ['a map: its key', ['vms', 'vm1'], '2:3 vm1'],
    ['a missing section: the first key of the site', ['hosts'], '1:1 vms'],
  ])('%s', (_what, path, expected) => {
    expect(placed(SITE, valueAt(path))).toBe(expected);
  });

  it('is the key where the key is meant', () => {
    expect(placed(SITE, keyAt(['vms', 'vm1', 'memory']))).toBe('3:5 memory');
  });
});

describe('an excerpt of a long line', () => {
  const LONG = `a: [${'“x”, '.repeat(900)}“y”, ${'😀, '.repeat(900)}z]\n`;
  const shown = (text: string) => {
    const start = LONG.indexOf(text);
    const range = rangeOf(LONG, { in: 'text', file: as<FileId>('a.yaml'), start, end: start + text.length });
    const where = [...excerpt(range, 40, { dim: (one) => one, red: (one) => one })];
    return { range, line: where.at(-2) ?? '', caret: (where.at(-1) ?? '').indexOf('^') };
  };

  it.each(['“y”', 'z', 'a:'])('holds a part of it, with the caret below %s', (text) => {
    const { range, line, caret } = shown(text);
    expect(range.excerpt.join('').length).toBeLessThanOrEqual(2000);
    const before = line.slice(0, line.indexOf(text));
    expect(caret).toBe(columnsOf(before));
  });

  it('counts in characters what is cut off on the left', () => {
    const { range } = shown('z]');
    expect((range.cut ?? 0) + [...(range.excerpt[0] ?? '')].length).toBe([...LONG].length - 1);
    expect(shown('a:').range).not.toHaveProperty('cut');
  });
});

describe('lines and columns', () => {
  it.each([
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
    ['\r', 'CR'],
  ])('count after %j', (newline) => {
    const text = ['# one', '# two', ''].join(newline);
    const place: Place = {
      in: 'text',
      file: decode([input('a.yaml', '')]).files[0]?.id ?? fail(),
      start: text.length - 2,
      end: text.length,
    };
    expect(rangeOf(text, place).start.line).toBe(2);
  });

  it('count letters outside the basic plane once', () => {
    expect(placed('"𝒳𝒴": { a: 1 }\n', valueAt(['𝒳𝒴', 'a']))).toBe('1:12 1');
  });

  it('keep line ends out of the excerpt', () => {
    expect(rangeOf('a:\r\n  b: 1\r\n', valueAt(['a', 'b'])).excerpt).toEqual(['a:', '  b: 1']);
  });

  it('stop at the end of the file', () => {
    const { files } = decode([input('a.yaml', 'a')]);
    const [located] = locate(
      files,
      undefined,
      files.map(({ id }) => at({ in: 'text', file: id, start: 9, end: 12 })),
    );
    expect(located?.where).toMatchObject({ start: { offset: 1 }, end: { offset: 1 } });
  });
});

it('a place that must not be shown is blotted out in every excerpt', () => {
  const { files } = decode([input('a.yaml', 'a: hunter2\nb: 1\n')]);
  const found = locate(files, parse(files).value, [at(secretAt(['a'])), at(valueAt(['b']))]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

it('findings come in reading order, each once', () => {
  const { files } = decode([input('a.yaml', 'a: 1\nb: 2\n')]);
  const tree = parse(files).value;
  const found = locate(files, tree, [at(valueAt(['b'])), at(valueAt(['a'])), at(valueAt(['b']))]);
  expect(found.map(({ where }) => typeof where === 'object' && where.start.line)).toEqual([1, 2]);
});

function fail(): never {
  throw new Error('no file');
}
