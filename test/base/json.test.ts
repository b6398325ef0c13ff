import { describe, expect, it } from 'vitest';
import { canonicalJson, isList, isMap, own, sha256 } from '../../src/base/json.ts';

describe('canonical JSON', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }));
  });

  it('sorts by UTF-16 units, indents with two blanks and ends with a newline', () => {
    expect(canonicalJson({ a: 1, B: 2, ä: 3 })).toBe('{\n  "B": 2,\n  "a": 1,\n  "ä": 3\n}\n');
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).toBe('[\n  2,\n  1\n]\n');
  });

  it('keeps a key that every object inherits', () => {
    const map = Object.fromEntries([['__proto__', 1]]);
    expect(canonicalJson(map)).toBe('{\n  "__proto__": 1\n}\n');
  });
});

it('a digest is SHA-256 of the UTF-8 bytes', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256('ä')).toBe(sha256(Buffer.from([0xc3, 0xa4])));
});

it.each([
  [[], true, false],
  [{}, false, true],
  [null, false, false],
  ['text', false, false],
] as const)('%j: list %s, map %s', (value, list, map) => {
  expect([isList(value), isMap(value)]).toEqual([list, map]);
});

it('an inherited property is no own key', () => {
  expect(own({ a: 1 }, 'a')).toBe(1);
  expect(own<unknown>({ a: 1 }, 'constructor')).toBeUndefined();
  expect(own(undefined, 'a')).toBeUndefined();
});
