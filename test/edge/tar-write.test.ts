/** Archives that are written here are those of the library that reads them. */
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import { eachEntry, packFiles, packSealed, packTexts } from '../../src/edge/bundle/archive.ts';
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

function byLibrary(name: string, body: Uint8Array, mode: number): Promise<Uint8Array> {
  const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime: new Date(0) };
  return packTar([{ header: { name, size: body.length, mode, type: 'file', ...owner }, body }]);
}

describe('an archive has the bytes that the library writes', () => {
  it.each(NAMES)('for %s', async (_what, name) => {
    for (const size of [0, 1, 511, 512, 513, 70_000]) {
      const body = Buffer.alloc(size, 'x');
      const expected = Buffer.from(await byLibrary(name, body, 0o644));
      expect(Buffer.from(packFiles(new Map([[name, body]])))).toEqual(expected);
      const chunks: Uint8Array[] = [];
      await packTexts(new Map([[name, body.toString()]]), (chunk) => void chunks.push(chunk));
      expect(Buffer.concat(chunks)).toEqual(expected);
    }
  });
});

it('an archive can be read again, whatever the names', async () => {
  const found: string[] = [];
  const archive = packFiles(new Map(NAMES.map(([what, name]) => [name, what])));
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
  expect(Buffer.from(unseal(sealed))).toEqual(Buffer.from(await byLibrary('index', Buffer.from('text'), 0o600)));
});
