/** tar, the only kind of archive that a node can be expected to read. The one user of modern-tar. */
import { setImmediate } from 'node:timers/promises';
import { ReadableStream } from 'node:stream/web';
import { createTarDecoder, createTarPacker, packTar, type TarPackController } from 'modern-tar';
import { Sealed, unseal } from '../../base/sealed.ts';
import { piecesOf, type Text } from '../../bundle/manifest.ts';
import { MAX_ENTRIES } from './limits.ts';

/** Readable by all users, as a bundle holds no secrets, or by root only, as what is sent to a node does. */
const [OF_BUNDLE, OF_NODE] = [0o644, 0o600];

/** Packs files as tar. Equal maps give equal bytes: sorted names, zero times, owner root. */
export async function packFiles(
  files: ReadonlyMap<string, string | Uint8Array>,
  mode = OF_BUNDLE,
): Promise<Uint8Array> {
  const entries = sorted(files).map(([name, body]) => ({
    header: headerOf(name, Buffer.byteLength(body), mode),
    body,
  }));
  return packTar(entries);
}

/** Packs texts into the same bytes, and hands them out chunk by chunk: the archive of a large bundle is 80 MB. */
export async function packTexts(
  files: ReadonlyMap<string, Text>,
  write: (chunk: Uint8Array) => void,
  written: (count: number) => void = () => undefined,
): Promise<void> {
  const { readable, controller } = createTarPacker();
  const copied = async () => {
    for await (const chunk of readable) write(chunk);
  };
  await Promise.all([addTexts(controller, files, written), copied()]);
}

/** After so much the packer waits until all of it is written: by itself the library takes whatever comes. */
const AT_ONCE = 512 * 1024;

async function addTexts(
  controller: TarPackController,
  files: ReadonlyMap<string, Text>,
  written: (count: number) => void,
): Promise<void> {
  let given = 0;
  for (const [index, [name, text]] of sorted(files).entries()) {
    const writer = controller.add(headerOf(name, sizeOf(text), OF_BUNDLE)).getWriter();
    for (const piece of piecesOf(text)) {
      await writer.write(Buffer.from(piece));
      given += piece.length;
      if (given < AT_ONCE) continue;
      given = 0;
      await setImmediate();
    }
    await writer.close();
    written(index + 1);
  }
  controller.finalize();
}

function sizeOf(text: Text): number {
  let size = 0;
  for (const piece of piecesOf(text)) size += Buffer.byteLength(piece);
  return size;
}

function sorted<T>(files: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Packs sealed texts into a sealed archive for a node's standard input. */
export async function packSealed(label: string, files: ReadonlyMap<string, Sealed>): Promise<Sealed> {
  return Sealed.of(label, await packFiles(new Map([...files].map(([name, text]) => [name, unseal(text)])), OF_NODE));
}

/** An entry of an archive, named without `./`; `type` is `file`, `directory`, `symlink`, `link` and the like. */
export type Header = { readonly name: string; readonly type: string };

/** The folder around a bundle that was packed with it: `tar cf b.tar bundle` writes `bundle/manifest.json`. */
export function packedFolder(entries: readonly Header[]): string | undefined {
  if (entries.some(({ name }) => name === 'manifest.json')) return undefined;
  const found = entries.find(({ name }) => /^[^/]+\/manifest\.json$/.test(name));
  return found?.name.split('/')[0];
}

/** Why an archive cannot be read; or `too many`, known at the first entry beyond the limit. */
export type Unreadable = { readonly problem: string } | 'too many';

/**
 * Hands out the entries of an untrusted archive one by one, without the folder that was packed (`tar cf b.tar .` writes it as `./`).
 * What `take` leaves unread of a body is skipped. Strict: a truncated archive is an error. Throws what reading the bytes throws.
 */
export async function eachEntry(
  archive: Iterable<Uint8Array>,
  take: (header: Header, body: AsyncIterable<Uint8Array>) => Promise<void>,
  most = MAX_ENTRIES,
): Promise<Unreadable | undefined> {
  const bytes = archive[Symbol.iterator]();
  let count = 0;
  try {
    for await (const { header, body } of streamOf(bytes).pipeThrough(createTarDecoder({ strict: true }))) {
      if (++count > most) return 'too many';
      const entry = { name: header.name.replace(/^\.(\/|$)/, ''), type: header.type ?? 'file' };
      if (entry.name !== '' || entry.type !== 'directory') await take(entry, body);
      await body.cancel();
    }
    return undefined;
  } catch (error) {
    return problemOf(error);
  } finally {
    bytes.return?.();
  }
}

function streamOf(bytes: Iterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const { value, done } = bytes.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** The library throws plain `Error`s about the archive and nothing else; those of the system have a code. */
function problemOf(error: unknown): Unreadable {
  if (!(error instanceof Error) || error.name !== 'Error' || 'code' in error) throw error;
  const isCut = error.message.includes('truncated');
  return { problem: isCut ? 'it was cut off' : 'a part of it is not as POSIX says' };
}

function headerOf(name: string, size: number, mode: number) {
  return {
    name,
    size,
    mode,
    mtime: new Date(0),
    uid: 0,
    gid: 0,
    uname: 'root',
    gname: 'root',
    type: 'file' as const,
  };
}
