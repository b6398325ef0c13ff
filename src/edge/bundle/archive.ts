/** tar, the only kind of archive that a node can be expected to read. The one user of modern-tar. */
import { packTar, unpackTar } from 'modern-tar';
import { Sealed, unseal } from '../../base/sealed.ts';

/** Packs files as tar. Equal maps give equal bytes: sorted names, zero times, owner root. */
export async function packFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<Uint8Array> {
  const entries = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, body]) => ({ header: headerOf(name, body), body }));
  return packTar(entries);
}

/** Packs sealed texts into a sealed archive for a node's standard input. */
export async function packSealed(label: string, files: ReadonlyMap<string, Sealed>): Promise<Sealed> {
  return Sealed.of(label, await packFiles(new Map([...files].map(([name, text]) => [name, unseal(text)]))));
}

/** An entry of an archive; `type` is `file`, `directory`, `symlink`, `link` and the like. */
export type Entry = { readonly name: string; readonly type: string; readonly data: Uint8Array };

const BLOCK = 512;

/** Has an archive more entries than that? Only their headers are looked at. POSIX.1, pax: sizes are octal, from byte 124. */
export function hasMoreEntries(archive: Uint8Array, most: number): boolean {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  let count = 0;
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0 && count <= most; count += 1) {
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 136), 8) || 0;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return count > most;
}

/** The entries of an untrusted archive, or why it cannot be read. Strict: a truncated archive is an error. */
export async function unpackFiles(archive: Uint8Array): Promise<readonly Entry[] | { readonly problem: string }> {
  try {
    const entries = await unpackTar(archive, { strict: true });
    return entries.map(({ header, data }) => ({
      name: header.name,
      type: header.type ?? 'file',
      data: data ?? new Uint8Array(),
    }));
  } catch (error) {
    // The library throws plain `Error`s about the archive and nothing else.
    const isCut = error instanceof Error && error.message.includes('truncated');
    return { problem: isCut ? 'it was cut off' : 'a part of it is not as POSIX says' };
  }
}

function headerOf(name: string, body: string | Uint8Array) {
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  return {
    name,
    size,
    mode: 0o644,
    mtime: new Date(0),
    uid: 0,
    gid: 0,
    uname: 'root',
    gname: 'root',
    type: 'file' as const,
  };
}
