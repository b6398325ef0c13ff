/**
 * Reads the files of a site recursively. Dot files are skipped; symbolic links are not followed. Special files and
 * files above the limits are reported before they are opened.
 */
import { lstatSync, opendirSync, readFileSync, statSync, type Dirent, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { as, type FileId } from '../../base/brand.ts';
import { distinctSizes } from '../../base/units.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { InputFile } from '../../source/tree.ts';
import {
  encrypted,
  noSuchSite,
  notAFile,
  reasonOf,
  siteTooLarge,
  tooManyEntries,
  unreadable,
} from '../file/findings.ts';

export type SiteFiles = { readonly files: readonly InputFile[]; readonly diagnostics: readonly Diagnostic[] };

/** Most bytes of all files. 10,000 VMs, each on two hosts, are 1.8 MB and take 450 MB to build. */
export const MAX_BYTES = 4 * 1024 ** 2;
/** Most files and folders of any kind. Our choice: more than a person has ever reviewed. */
export const MAX_ENTRIES = 10_000;

/** The first bytes of encrypted files. Ansible's user guide, "Format of files encrypted with Ansible Vault"; age-encryption.org/v1. */
const ENCRYPTED = [
  ['$ANSIBLE_VAULT;', 'Ansible Vault'],
  ['-----BEGIN AGE ENCRYPTED FILE-----', 'age'],
  ['age-encryption.org/', 'age'],
] as const;

/** The files at a path, with names that the user can open. Codes `yaml/*`; see the imports. */
export function readSite(path: string): SiteFiles {
  const root = attempt(path, () => statSync(path, { throwIfNoEntry: false }) ?? noSuchSite(NOWHERE, { path }));
  const reader = new Reader();
  if ('code' in root) reader.diagnostics.push(root);
  else if (root.isDirectory()) reader.folder(path);
  else reader.file(path, root);
  return reader;
}

/** The folder of a site, where its relative paths start. */
export function folderOf(site: string): string {
  return statSync(site, { throwIfNoEntry: false })?.isDirectory() === false ? dirname(site) : site;
}

const NOWHERE = { in: 'nowhere', because: 'it does not exist' } as const;

/** Collects the files of a site from any source. Continues after an error, but never beyond a limit. */
export class Intake implements SiteFiles {
  readonly files: InputFile[] = [];
  readonly diagnostics: Diagnostic[] = [];
  #bytes = 0;

  /** Is there room for a file of this size? */
  admits(path: string, size: number): boolean {
    if (this.#bytes > MAX_BYTES) return false;
    this.#bytes += size;
    if (this.#bytes > MAX_BYTES)
      this.report(siteTooLarge(placeOf(path), { path, limit: distinctSizes(this.#bytes, MAX_BYTES)[1] }));
    return this.#bytes <= MAX_BYTES;
  }

  take(path: string, bytes: Uint8Array): void {
    const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
    const [, by] = ENCRYPTED.find(([mark]) => start.startsWith(mark)) ?? [];
    if (by === undefined) this.files.push({ id: as<FileId>(path), bytes });
    else this.report(encrypted(placeOf(path), { path, by }));
  }

  report(finding: Diagnostic): void {
    this.diagnostics.push(finding);
  }
}

class Reader extends Intake {
  #entries = 0;

  folder(folder: string): void {
    const names = attempt(folder, () => this.#namesIn(folder));
    if ('code' in names) this.diagnostics.push(names);
    else for (const name of names.toSorted()) this.#entry(folder === '.' ? name : join(folder, name));
  }

  file(path: string, found: Stats): void {
    if (!found.isFile()) return this.report(notAFile(placeOf(path), { path, what: kindOf(found) }));
    if (!this.admits(path, found.size)) return;
    const bytes = attempt(path, () => readFileSync(path));
    if ('code' in bytes) this.report(bytes);
    else this.take(path, bytes);
  }

  #entry(path: string): void {
    const found = attempt(path, () => lstatSync(path));
    if ('code' in found) this.report(found);
    else if (found.isDirectory()) this.folder(path);
    else if (isYaml(path) || (found.isSymbolicLink() && !leadsToFile(path))) this.file(path, found);
  }

  /** Names in a folder, counted while listing: reading stops at the limit. */
  #namesIn(folder: string): readonly string[] | Diagnostic {
    const names: string[] = [];
    const listing = opendirSync(folder);
    try {
      for (let entry: Dirent | null; (entry = listing.readSync()) !== null; this.#entries += 1) {
        if (this.#entries >= MAX_ENTRIES) return tooManyEntries(placeOf(folder), { path: folder, limit: MAX_ENTRIES });
        if (!entry.name.startsWith('.')) names.push(entry.name);
      }
    } finally {
      listing.closeSync();
    }
    return names;
  }
}

export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}

function leadsToFile(link: string): boolean {
  const target = attempt(link, () => statSync(link));
  return 'isFile' in target && target.isFile();
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

export function placeOf(path: string) {
  return { in: 'file', file: as<FileId>(path) } as const;
}

function attempt<T>(path: string, read: () => T): T | Diagnostic {
  try {
    return read();
  } catch (error) {
    return unreadable(placeOf(path), { path, why: reasonOf(error) });
  }
}
