/** A bundle from disk, a folder or a tar file. Its content is untrusted. Codes `bundle/*`; see the imports. */
import { existsSync, lstatSync, opendirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { distinctSizes } from '../../base/units.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { bundleFrom, type BundleProblem } from '../../bundle/read.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { MAX_BYTES, MAX_ENTRIES, packedFolder, unpackFiles } from './archive.ts';
import * as finding from './findings.ts';
import { reasonOf } from '../file/findings.ts';

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

async function filesAt(path: string): Promise<Files | Diagnostic[]> {
  const found = statSync(path);
  if (found.isDirectory()) return new Folder(path).read();
  if (!found.isFile()) return [finding.unreadableBundle(NOWHERE, { path, why: 'it is not a file' })];
  if (found.size > MAX_BYTES) return [tooLarge(path, found.size)];
  return filesInTar(path, readFileSync(path));
}

async function filesInTar(path: string, bytes: Uint8Array): Promise<Files | Diagnostic[]> {
  const entries = await unpackFiles(bytes);
  if (entries === 'too many') return [tooLarge(path, 0)];
  if ('problem' in entries) return [finding.badArchive(NOWHERE, { path, problem: entries.problem })];
  const folder = packedFolder(entries);
  if (folder !== undefined) return [finding.noManifest(NOWHERE, { path, folder })];
  const files = new Map<string, Uint8Array>();
  const faults: Diagnostic[] = [];
  for (const { name, type, data } of entries) {
    if (!isSafe(name)) faults.push(finding.unsafeName(NOWHERE, { path, file: name }));
    else if (files.has(name)) faults.push(finding.badArchive(NOWHERE, { path, problem: `${name} is in it twice` }));
    else if (type === 'file') files.set(name, data);
    else if (type !== 'directory') faults.push(finding.notPlainFile(NOWHERE, { path, file: name, what: `a ${type}` }));
  }
  return faults.length > 0 ? faults : files;
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
  #bytes = 0;
  #entries = 0;

  constructor(root: string) {
    this.#root = root;
  }

  read(): Files | Diagnostic[] {
    this.#folder('');
    if (this.#bytes > MAX_BYTES || this.#entries > MAX_ENTRIES) return [tooLarge(this.#root, this.#bytes)];
    return this.#faults.length > 0 ? this.#faults : this.#files;
  }

  #folder(folder: string): void {
    for (const name of this.#namesIn(join(this.#root, folder)).toSorted()) {
      if (this.#bytes > MAX_BYTES || this.#entries > MAX_ENTRIES) return;
      this.#entry(folder === '' ? name : `${folder}/${name}`);
    }
  }

  /** Counted while listing, which ends at the limit. */
  #namesIn(folder: string): readonly string[] {
    const names: string[] = [];
    const listing = opendirSync(folder);
    try {
      for (let entry: Dirent | null; (entry = listing.readSync()) !== null && this.#entries <= MAX_ENTRIES;) {
        this.#entries += 1;
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
    this.#bytes += found.size;
    if (this.#bytes <= MAX_BYTES) this.#files.set(name, readFileSync(join(this.#root, name)));
  }

  #fault(file: string, what: string): void {
    this.#faults.push(finding.notPlainFile(NOWHERE, { path: this.#root, file, what }));
  }
}

function tooLarge(path: string, bytes: number): Diagnostic {
  const limit = bytes > MAX_BYTES ? distinctSizes(bytes, MAX_BYTES)[1] : `${MAX_ENTRIES} files`;
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
