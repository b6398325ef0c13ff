import { describe, expect, it } from 'vitest';
import { as, type Bytes, type Millis } from '../../src/base/brand.ts';
import { kib, parseDuration, parseSize, distinctSizes, seconds } from '../../src/base/units.ts';

describe('a size', () => {
  it.each([
    ['1K', 1024],
    ['512M', 536_870_912],
    ['20G', 21_474_836_480],
    ['999T', 1_098_412_116_148_224],
    ['8191T', 9_006_099_743_113_216],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'K', '1', '1k', '1.5G', '-1G', '+1G', '1 G', ' 1G', '1G\n', '1GB', '0x1G', '1e3G', '8192T', '٣G'])(
    '%j is none',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );
});

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('%s is %i ms', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['', '5', 's', '5d', '1.5s', '-1s', '5 s', '5s\n', '5M', '9999999999999999h'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('two sizes are said in one unit that tells them apart', () => {
  const GIB = 1024 ** 3;
  it.each([
    [16 * GIB, 15 * GIB, '16 GiB', '15 GiB'],
    [500 * GIB, 511_996 * 1024 ** 2, '500 GiB', '499.996 GiB'],
    [10 * 1024 * GIB, 500 * GIB, '10240 GiB', '500 GiB'],
    [1024 * GIB, 1024 * GIB + 1024, '1048576 MiB', '1048576.001 MiB'],
    [20 * GIB, 0, '20 GiB', '0 GiB'],
    [1, 0, '1 bytes', '0 bytes'],
  ])('%i and %i', (a, b, first, second) => {
    expect(distinctSizes(a, b)).toEqual([first, second]);
  });
});

it('units of the daemons are rounded down', () => {
  expect([1023, 1024, 2047].map((bytes) => kib(as<Bytes>(bytes)))).toEqual([0, 1, 1]);
  expect([999, 1000, 1999].map((millis) => seconds(as<Millis>(millis)))).toEqual([0, 1, 1]);
});
