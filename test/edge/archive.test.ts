/** Archives of short names, which are written here, have the bytes of those that the library packs. */
import { packTar } from 'modern-tar';
import { expect, it } from 'vitest';
import { packFiles, packTexts } from '../../src/edge/bundle/archive.ts';

const ROOT = { mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: 'root', gname: 'root' };

const sizes = [0, 1, 511, 512, 513, 100_000].map((size) => [`files/etc/${size}`, 'é'.repeat(size)] as const);
const SHORT = new Map([...sizes, ['own', ''], ['index', 'a\n'], [`${'d/'.repeat(45)}${'n'.repeat(10)}`, '100 bytes']]);
const LONG = new Map([...SHORT, ['ü'.repeat(51), 'two bytes too long']]);

it.each([
  ['short', SHORT],
  ['long', LONG],
])('%s names', async (_title, files) => {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([name, body]) => ({ header: { ...ROOT, name, size: Buffer.byteLength(body) }, body }));
  const wanted = Buffer.from(await packTar(entries));
  const chunks: Uint8Array[] = [];
  let written = 0;
  await packTexts(
    files,
    (chunk) => chunks.push(chunk),
    (count) => (written = count),
  );
  expect(Buffer.concat(chunks).equals(wanted)).toBe(true);
  expect(Buffer.from(await packFiles(files)).equals(wanted)).toBe(true);
  expect(written).toBe(files.size);
});
