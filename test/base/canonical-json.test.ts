/** Canonical JSON: the bytes that a digest is made of. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import { canonicalDigest, canonicalJson, isList, isMap, sha256 } from '../../src/base/json.ts';

/** The definition: all keys sorted, then JSON as JavaScript writes it. */
function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

it('is JSON with sorted keys and an indent of two, however deep, and its digest is that of the text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (made) => {
      const value: Json = JSON.parse(JSON.stringify(made));
      const text = canonicalJson(value);
      expect(text).toBe(`${JSON.stringify(sorted(value), null, 2)}\n`);
      expect(canonicalDigest(value)).toBe(sha256(text));
    }),
    { seed: 20_261_129, numRuns: 300 },
  );
});

it.each<[Json, string]>([
  [[], '[]\n'],
  [{}, '{}\n'],
  [{ b: [], a: {} }, '{\n  "a": {},\n  "b": []\n}\n'],
  ['a\nb', '"a\\nb"\n'],
  [null, 'null\n'],
])('%j', (value, text) => expect(canonicalJson(value)).toBe(text));
