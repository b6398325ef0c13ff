import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { ranges, rowLines } from '../../src/report/rows.ts';

describe('names', () => {
  it.each([
    [['host1', 'host2', 'host3', 'host5'], 'host1-host3, host5'],
    [['host1', 'host2'], 'host1, host2'],
    [['n08', 'n09', 'n10'], 'n08-n10'],
    [['n9', 'n10', 'n11'], 'n9-n11'],
    [['a', 'b'], 'a, b'],
    [['x1', 'y2'], 'x1, y2'],
    [[], ''],
  ])('%j are shown as %s', (names, shown) => expect(ranges(names)).toBe(shown));
});

describe('rows', () => {
  const plain = picocolors.createColors(false);
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `h${at + 1}`, cells: [{ text: '' }, { text: 'fine' }] }));

  it('stand alone where they are few, and are folded where they are many', () => {
    expect(rowLines(rows(8), plain)).toHaveLength(8);
    expect(rowLines(rows(9), plain)).toEqual(['  h1-h9  fine']);
  });

  it('are aligned by what is seen, with nothing behind the last word', () => {
    const two = [
      { name: 'a\t', cells: [{ text: '日本', paint: 'red' as const }, { text: 'x' }] },
      { name: 'abc', cells: [{ text: 'y' }, { text: '' }] },
    ];
    expect(rowLines(two, plain)).toEqual(['  a    日本  x', '  abc  y']);
  });

  it('without a row are no line', () => expect(rowLines([], plain)).toEqual([]));
});
