/**
 * A tar archive of texts, piece by piece: the bytes that the library packs of the same, without its streams, which take 25 ms of a
 * processor to get ready. POSIX.1, pax, "ustar Interchange Format".
 */
import { piecesOf, type Text } from '../../bundle/manifest.ts';

const BLOCK = 512;

/** Bytes of a name. A longer one is split, or needs a record of its own. */
const LONGEST = 100;

export function areShort(names: Iterable<string>): boolean {
  return [...names].every((name) => Buffer.byteLength(name) <= LONGEST);
}

export type Body = Text | Uint8Array;

/** The pieces of an entry, whose name is short: a header, what is in the file, and zeros up to the next block. */
export function* entryPieces(name: string, body: Body): Generator<Uint8Array> {
  const size = sizeOf(body);
  yield headerOf(name, size);
  if (body instanceof Uint8Array) yield body;
  else for (const piece of piecesOf(body)) yield Buffer.from(piece);
  yield Buffer.alloc(-size & (BLOCK - 1));
}

/** What ends an archive. */
export const END_OF_ARCHIVE: Uint8Array = new Uint8Array(2 * BLOCK);

export function sizeOf(body: Body): number {
  if (body instanceof Uint8Array) return body.length;
  let size = 0;
  for (const piece of piecesOf(body)) size += Buffer.byteLength(piece);
  return size;
}

/** Time zero, owner root, mode 0644. The checksum is the sum of all bytes, its own as blanks. */
function headerOf(name: string, size: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  const numbers = [octal(0o644, 7), octal(0, 7), octal(0, 7), octal(size, 11), octal(0, 11)];
  header.write(name);
  header.write(`${numbers.join('\0')}\0${' '.repeat(8)}0`, 100);
  header.write('ustar\u{0}00root', 257);
  header.write('root', 297);
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
