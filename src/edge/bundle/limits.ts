/** What a bundle may have at most, as a folder and as an archive. A build writes none that is beyond it, since no command would read it. */
import { partsInMemory, type Text } from '../../bundle/manifest.ts';

const MIB = 1024 ** 2;

/** Most files and folders together. */
export const MAX_ENTRIES = 100_000;
/** Bytes of files that differ, which are held in memory. The most VMs of a site, on pacemaker, have 120 MiB. */
export const MAX_DIFFERENT = 256 * MIB;
/** Bytes of all files, as an archive has them. Files that several nodes have are read again for each: the CIB of 10,000 VMs has 38 MB. */
export const MAX_BYTES = 2048 * MIB;

/** Which limit is exceeded, in words. */
export type Beyond = '100,000 files and folders' | '256 MiB in files that differ' | '2 GiB';

/** The size of a bundle while it is read or before it is written. */
export class Extent {
  #entries = 0;
  #bytes = 0;
  #different = 0;

  entry(): void {
    this.#entries += 1;
  }

  /** Bytes of a file. One that is larger than the limit counts as different, since it is not read. */
  file(size: number): void {
    this.#bytes += size;
    if (size > MAX_DIFFERENT) this.#different += size;
  }

  /** Bytes of a file with which no other one is equal. */
  different(size: number): void {
    this.#different += size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  beyond(): Beyond | undefined {
    if (this.#entries > MAX_ENTRIES) return '100,000 files and folders';
    if (this.#bytes > MAX_BYTES) return '2 GiB';
    return this.#different > MAX_DIFFERENT ? '256 MiB in files that differ' : undefined;
  }
}

/** What an archive has for each file besides its bytes, at most: a header, and zeros up to a whole block. */
const BESIDES = 1024;

/** Which limit a bundle exceeds that is about to be written. */
export function beyondLimits(files: ReadonlyMap<string, Text>): Beyond | undefined {
  const extent = new Extent();
  const sizes = new Map<Text, number>();
  for (const [, text] of files) {
    const known = sizes.get(text);
    const size = known ?? sizeInMemory(text);
    sizes.set(text, size);
    extent.entry();
    extent.file(size + BESIDES);
    if (known === undefined) extent.different(size);
  }
  for (const _folder of foldersOf(files.keys())) extent.entry();
  return extent.beyond();
}

/** Bytes in UTF-8. A manifest is made while it is read, which takes as long as writing it; that of 10,000 VMs has 55 MB. */
function sizeInMemory(text: Text): number {
  return partsInMemory(text)?.reduce((sum, part) => sum + Buffer.byteLength(part), 0) ?? MANIFEST;
}

/** More than the manifest of any site has. */
const MANIFEST = 64 * MIB;

/** The folders that lead to files. */
export function foldersOf(files: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files)
    for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1))
      folders.add(file.slice(0, end));
  return folders;
}
