/** Frames on screens of all widths: what is cut is marked, carets stand where they should, repetitions take a line. */
import { describe, expect, it } from 'vitest';
import type { LocatedDiagnostic, Range } from '../../src/diag/located.ts';
import { renderText } from '../../src/diag/text.ts';
import { columnsOf } from '../../src/diag/visible.ts';

function at(line: string, word: string, number = 1): Range {
  const column = Array.from(line.slice(0, line.indexOf(word))).length + 1;
  const start = { line: number, column, offset: 0 };
  return { file: 'site.yaml', start, end: { ...start, column: column + [...word].length }, excerpt: [line] };
}

function finding(where: Range | string, more: Partial<LocatedDiagnostic> = {}): LocatedDiagnostic {
  return { code: 'area/code', severity: 'error', message: 'it is wrong', facts: {}, where, related: [], ...more };
}

const rendered = (found: readonly LocatedDiagnostic[], columns: number, brief = false) =>
  renderText(found, { columns, color: false, brief }).split('\n');

/** What is above the carets. */
function marked(lines: readonly string[]): string {
  const index = lines.findIndex((line) => /\^/.test(line));
  const [above = '', below = ''] = [lines[index - 1], lines[index]];
  const signs = [...above].flatMap((sign) =>
    Array.from({ length: columnsOf(sign) }, (_, part) => (part === 0 ? sign : '')),
  );
  return signs.slice(below.indexOf('^'), below.lastIndexOf('^') + 1).join('');
}

describe.each([20, 60, 100, 200])('on %i columns', (columns) => {
  const long = `${'a'.repeat(150)} here ${'z'.repeat(150)}`;

  it.each([
    ['a short line', '  key: here', 'here'],
    ['the end of a long line', `${'a'.repeat(300)} here`, 'here'],
    ['the middle of a long line', long, 'here'],
    ['the start of a long line', `here: ${'z'.repeat(300)}`, 'here'],
    ['tabs', '\t\tkey:\there', 'here'],
    ['wide letters', `名前の値: here ${'z'.repeat(300)}`, 'here'],
    ['a wide word', 'key: 名前', '名前'],
    ['letters of two parts', 'cle\u0301: here', 'here'],
    ['controls', '\u001b[31mkey: here', 'here'],
  ])('%s', (_what, line, word) => {
    const lines = rendered([finding(at(line, word))], columns);
    expect(marked(lines)).toBe(word);
    const excerpts = lines.filter((one) => one.includes('│'));
    expect(Math.max(...excerpts.map(columnsOf))).toBeLessThanOrEqual(Math.max(columns, 26));
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('marks what was cut off', () => {
    const excerpt = rendered([finding(at(long, 'here'))], columns).find((line) => line.includes('here')) ?? '';
    expect(excerpt.includes('│ …')).toBe(columns < 150);
    expect(excerpt.endsWith('…')).toBe(true);
  });
});

it('a mark longer than the screen ends with it', () => {
  const line = `key: ${'x'.repeat(300)}`;
  const lines = rendered([finding(at(line, 'x'.repeat(300)))], 60);
  expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(60);
});

describe('repetition', () => {
  const many = Array.from({ length: 40 }, (_, index) => finding(at('  key: here', 'here', index + 1)));
  const other = finding('host1', { code: 'area/other', severity: 'note' });

  it('after five frames of a code ten more take a line each, below the frames of the others, and the rest is counted', () => {
    const lines = rendered([...many, other], 100, true);
    expect(lines.filter((line) => line.includes('^'))).toHaveLength(5);
    expect(lines).toContain('error area/code: 35 more like this (-v shows them in full)');
    expect(lines.indexOf('note area/other')).toBeLessThan(lines.indexOf('  site.yaml:6:8 it is wrong'));
    const short = lines.filter((line) => /^ {2}site\.yaml:\d+:8 it is wrong$/.test(line));
    expect([short.length, short.at(-1)]).toEqual([10, '  site.yaml:15:8 it is wrong']);
    expect(lines.slice(-2)).toEqual(['  and 25 more', '']);
  });

  it('however many there are of one code, the text does not grow', () => {
    const size = (count: number) =>
      rendered(
        Array.from({ length: count }, () => finding('host1')),
        100,
        true,
      ).length;
    expect(size(300)).toBe(size(30));
  });

  it('one finding at another kind of place gets a line, whatever comes before it', () => {
    const volumes = many.map((one, index) => ({ ...one, path: `vms/vm${index}/disks/${index}/volume` }));
    const host = finding('host1', { message: 'the odd one', path: 'vms/vm7/run_on/1' });
    const lines = rendered([...volumes, host], 100, true);
    expect(lines.slice(-3)).toEqual(['  host1 the odd one', '  and 26 more', '']);
  });

  it('without brief every finding has its frame', () => {
    expect(rendered(many, 100).filter((line) => line.includes('^'))).toHaveLength(40);
  });

  it('accepted findings are not mixed with others', () => {
    const accepted = many.slice(0, 5).map((one) => ({ ...one, accepted: { because: 'we know' } }));
    expect(rendered([...many.slice(0, 5), ...accepted], 100, true).join('\n')).not.toContain('more like');
  });

  it('after three related places with their lines ten more take a line each, and the rest is counted', () => {
    const related = Array.from({ length: 20 }, (_, index) => ({
      where: at('  key: there', 'there', index + 2),
      message: 'and here',
    }));
    const lines = rendered([finding(at('  key: here', 'here'), { related })], 100, true);
    expect(lines.filter((line) => line.includes('^'))).toHaveLength(4);
    expect(lines.filter((line) => line.endsWith(' and here'))).toHaveLength(13);
    expect(lines).toContain('  and 7 more places (-v shows them)');
    expect(rendered([finding('host1', { related })], 100).filter((line) => line.endsWith(' and here'))).toHaveLength(
      20,
    );
  });
});
