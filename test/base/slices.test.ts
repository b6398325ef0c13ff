import { expect, it } from 'vitest';
import { canonicalJson, canonicalPieces, sha256, sha256OfPieces } from '../../src/base/json.ts';
import { slicesOf } from '../../src/base/slices.ts';

const LONG = 65_536;
// The pair is on both sides of the end of the first piece.
const texts = [
  '',
  'a',
  'x'.repeat(LONG),
  `${'x'.repeat(LONG - 1)}😀${'y'.repeat(2 * LONG)}`,
  'ö"\n'.repeat(LONG),
  '😀'.repeat(LONG),
];

it.each(texts.map((text) => [text.length, text] as const))(
  'a text of %d units is cut between characters',
  (_length, text) => {
    const slices = [...slicesOf(text)];
    expect(slices.join('') === text).toBe(true);
    expect(slices.every((slice) => slice.length <= LONG && !/\p{Surrogate}/u.test(slice))).toBe(true);
    expect(sha256OfPieces(slices)).toBe(sha256(text));
  },
);

it('half a pair is a piece like any other', () => {
  const text = `${'x'.repeat(LONG - 1)}\ud83dx`;
  expect([...slicesOf(text)].join('') === text).toBe(true);
});

it.each(texts.map((text) => [text.length, text] as const))(
  'JSON with a text of %d units is written in short pieces',
  (_length, text) => {
    const value = { files: [{ content: [text, { secret: 'a' }], path: '/a' }], reports: [] };
    expect(canonicalJson(value) === `${JSON.stringify(value, null, 2)}\n`).toBe(true);
    // An escaped letter has six.
    for (const piece of canonicalPieces(value)) expect(piece.length).toBeLessThan(8 * LONG);
  },
);
