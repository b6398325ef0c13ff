/** A bundle from disk, a folder or a tar file. Its content is untrusted. Codes `bundle/*`; see the imports. */
import { existsSync, lstatSync, opendirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../base/brand.ts';
import { sha256 } from '../../base/json.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleFrom, type BundleProblem } from '../../bundle/read.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { eachEntry, packedFolder, type Header } from './archive.ts';
import * as finding from './findings.ts';
import { Extent, MAX_BYTES, MAX_DIFFERENT, type Beyond } from './limits.ts';
import { spareMemory } from '../v8-flags.ts';
import { reasonOf } from '../file/findings.ts';
import { piecesOfFile } from '../file/pieces.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** Does a path look like a bundle: a folder with a manifest, or a file named `*.tar`? The content is not read. */
export function isBundlePath(path: string): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() !== true) return found !== undefined && path.endsWith('.tar');
    return existsSync(join(path, 'manifest.json'));
  } catch {
    // Reading the path reports why it cannot be accessed.
    return path.endsWith('.tar');
  }
}

/** The bundle exactly as `build` wrote it. */
export async function readBundle(path: string): Promise<Result<Bundle>> {
  const files = await attempt(path, () => filesAt(path));
  if (Array.isArray(files)) return { diagnostics: files };
  const read = bundleFrom(files);
  if ('problems' in read) return { diagnostics: read.problems.map((problem) => diagnosed(path, problem)) };
  return { value: read.bundle, diagnostics: [] };
}

/** The files of a bundle by path, unjudged; files with equal bytes share them. Throws what the system says. */
export async function filesAt(path: string): Promise<Files | Diagnostic[]> {
  const found = statSync(path);
  if (found.isDirectory()) return new Folder(path).read();
  if (!found.isFile()) return [finding.unreadableBundle(NOWHERE, { path, why: 'it is not a file' })];
  if (found.size > MAX_BYTES) return [tooLarge(path, '2 GiB')];
  spareMemory(found.size);
  return new Tar(path).read();
}

/** Contents of files, those that are equal as one: most files are on several nodes. */
class Contents {
  readonly #known = new Map<Digest, Uint8Array>();
  readonly #extent: Extent;

  constructor(extent: Extent) {
    this.#extent = extent;
  }

  only(bytes: Uint8Array): Uint8Array {
    const digest = sha256(bytes);
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    this.#extent.different(bytes.length);
    this.#known.set(digest, bytes);
    return bytes;
  }
}

/** Reads an archive. */
class Tar {
  readonly #path: string;
  readonly #headers: Header[] = [];
  readonly #files = new Map<string, Uint8Array>();
  readonly #faults: Diagnostic[] = [];
  readonly #extent = new Extent();
  readonly #contents = new Contents(this.#extent);

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<Files | Diagnostic[]> {
    const path = this.#path;
    const problem = await eachEntry(piecesOfFile(path), (header, body) => this.#take(header, body));
    if (problem === 'too many') return [tooLarge(path, '100,000 files and folders')];
    const beyond = this.#extent.beyond();
    if (beyond !== undefined) return [tooLarge(path, beyond)];
    if (problem !== undefined) return [finding.badArchive(NOWHERE, { path, ...problem })];
    const folder = packedFolder(this.#headers);
    if (folder !== undefined) return [finding.noManifest(NOWHERE, { path, folder })];
    return this.#faults.length > 0 ? this.#faults : this.#files;
  }

  async #take(header: Header, body: AsyncIterable<Uint8Array>): Promise<void> {
    const [path, { name, type }] = [this.#path, header];
    if (this.#extent.beyond() !== undefined) return;
    this.#headers.push(header);
    if (!isSafe(name)) this.#faults.push(finding.unsafeName(NOWHERE, { path, file: name }));
    else if (this.#files.has(name))
      this.#faults.push(finding.badArchive(NOWHERE, { path, problem: `${name} is in it twice` }));
    else if (type === 'file') await this.#file(name, body);
    else if (type !== 'directory')
      this.#faults.push(finding.notPlainFile(NOWHERE, { path, file: name, what: `a ${type}` }));
  }

  async #file(name: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of body) {
      size += piece.length;
      if (size > MAX_DIFFERENT) break;
      pieces.push(piece);
    }
    this.#extent.file(size);
    if (this.#extent.beyond() === undefined) this.#files.set(name, this.#contents.only(Buffer.concat(pieces)));
  }
}

/** Is the name relative, without `..`, and free of characters that a file system may interpret? */
function isSafe(name: string): boolean {
  const steps = name.replace(/\/$/, '').split('/');
  return steps.every((step) => step !== '' && step !== '.' && step !== '..') && !/[\\\u0000]/.test(name);
}

/** Reads a folder within the limits. Links are not followed. */
class Folder {
  readonly #root: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #faults: Diagnostic[] = [];
  readonly #extent = new Extent();
  readonly #contents = new Contents(this.#extent);

  constructor(root: string) {
    this.#root = root;
  }

  read(): Files | Diagnostic[] {
    this.#folder('');
    spareMemory(this.#extent.bytes);
    const beyond = this.#extent.beyond();
    if (beyond !== undefined) return [tooLarge(this.#root, beyond)];
    return this.#faults.length > 0 ? this.#faults : this.#files;
  }

  #folder(folder: string): void {
    for (const name of this.#namesIn(join(this.#root, folder)).toSorted()) {
      if (this.#extent.beyond() !== undefined) return;
      this.#entry(folder === '' ? name : `${folder}/${name}`);
    }
  }

  /** Counted while listing, which ends at the limit. */
  #namesIn(folder: string): readonly string[] {
    const names: string[] = [];
    const listing = opendirSync(folder);
    try {
      for (let entry: Dirent | null; (entry = listing.readSync()) !== null && this.#extent.beyond() === undefined;) {
        this.#extent.entry();
        names.push(entry.name);
      }
    } finally {
      listing.closeSync();
    }
    return names;
  }

  #entry(name: string): void {
    const found = lstatSync(join(this.#root, name));
    if (found.isDirectory()) return this.#folder(name);
    if (!found.isFile()) return this.#fault(name, found.isSymbolicLink() ? 'a symbolic link' : 'no ordinary file');
    this.#extent.file(found.size);
    if (this.#extent.beyond() === undefined)
      this.#files.set(name, this.#contents.only(readFileSync(join(this.#root, name))));
  }

  #fault(file: string, what: string): void {
    this.#faults.push(finding.notPlainFile(NOWHERE, { path: this.#root, file, what }));
  }
}

function tooLarge(path: string, limit: Beyond): Diagnostic {
  return finding.bundleTooLarge(NOWHERE, { path, limit });
}

const NOWHERE = { in: 'nowhere', because: 'it is about a bundle' } as const;

function diagnosed(path: string, problem: BundleProblem): Diagnostic {
  switch (problem.wrong) {
    case 'no-manifest':
      return finding.noManifest(NOWHERE, { path });
    case 'format':
      return finding.unknownFormat(NOWHERE, { path, format: problem.format });
    case 'manifest':
      return finding.badManifest(NOWHERE, { path, problem: problem.problem });
    case 'missing':
      return finding.missingFile(NOWHERE, { path, file: problem.path });
    case 'extra':
      return finding.extraFile(NOWHERE, { path, file: problem.path });
    case 'digest':
      return finding.wrongDigest(NOWHERE, { path, file: problem.path });
    case 'identity':
      return finding.wrongIdentity(NOWHERE, { path, said: problem.said, computed: problem.computed });
  }
}

async function attempt<T>(path: string, read: () => Promise<T>): Promise<T | Diagnostic[]> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return [finding.unreadableBundle(NOWHERE, { path, why: reasonOf(error) })];
  }
}
