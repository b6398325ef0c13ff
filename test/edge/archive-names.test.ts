/** Names at the limits of a header, and who can read what is sent to a node. */
import { expect, it } from 'vitest';
import { eachEntry, packFiles, packSealed } from '../../src/edge/bundle/archive.ts';
import { Sealed, unseal } from '../../src/base/sealed.ts';

/** A folder and a name of so many letters, with a slash in between. */
const path = (folder: number, name: number) => `${'d'.repeat(folder)}/${'n'.repeat(name)}`;

const NAMES: readonly (readonly [what: string, name: string])[] = [
  ['a short path', 'nodes/host1/etc/hosts'],
  ['100 letters', 'n'.repeat(100)],
  ['101 letters without a slash', 'n'.repeat(101)],
  ['101 letters', path(1, 99)],
  ['the longest name of a header', path(155, 100)],
  ['a letter more in the folder', path(156, 99)],
  ['a letter more in the name', path(10, 101)],
  ['slashes on both sides of the limit', `${path(100, 53)}/${path(1, 50)}`],
  ['a path that only a record takes', path(300, 3)],
  ['999 letters, whose length has one digit more with its own', path(980, 8)],
  ['letters of two bytes', `ä/${'ö'.repeat(49)}`],
];

it('an archive can be read again, whatever the names', async () => {
  const found: string[] = [];
  const archive = await packFiles(new Map(NAMES.map(([what, name]) => [name, what])));
  const problem = await eachEntry([archive], async ({ name }, body) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(piece);
    found.push(`${name}: ${Buffer.concat(pieces).toString()}`);
  });
  expect(problem).toBeUndefined();
  expect(found.toSorted()).toEqual(NAMES.map(([what, name]) => `${name}: ${what}`).toSorted());
});

it('what is sent to a node can be read by root only', async () => {
  const sealed = await packSealed('files', new Map([['index', Sealed.of('a', 'text')]]));
  const [MODE, DIGITS] = [100, 7];
  expect(
    Buffer.from(unseal(sealed))
      .subarray(MODE, MODE + DIGITS)
      .toString(),
  ).toBe('0000600');
});
