/**
 * A folder laid out like a node's root: reads the files in it that describe a cluster. Only known places are read, within
 * limits. A link that leads out of the folder is refused, since it would read the local machine.
 */
import { existsSync, lstatSync, opendirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { as, type FileId } from '../../base/brand.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import type { InputFile } from '../../source/tree.ts';
import { reasonOf } from '../file/findings.ts';
import { leadsOut, nothingThere, tooMuch, unreadableNode } from '../import-findings.ts';

/** A folder named on the command line, or one of the node folders in it. */
export type NodeRoot = {
  readonly folder: string;
  readonly name: string;
  /** By path below the root. */
  readonly files: ReadonlyMap<string, InputFile>;
};

export type NodeRoots = { readonly roots: readonly NodeRoot[]; readonly diagnostics: readonly Diagnostic[] };

/** Files by path; folders with a pattern for file names and their depth. */
export const FILES = [
  'etc/lvm/lvm.conf',
  'etc/multipath.conf',
  'etc/iscsi/initiatorname.iscsi',
  'etc/iscsi/iscsid.conf',
  'etc/hosts',
  'etc/hostname',
  'etc/sysconfig/network',
  'etc/redhat-release',
  'etc/os-release',
  'proc/meminfo',
  'proc/cpuinfo',
];
export const FOLDERS: readonly (readonly [folder: string, names: RegExp, depth: number])[] = [
  ['.', /[.]xml$/, 1],
  ['etc/cluster', /[.]xml$/, 3],
  ['etc/libvirt/qemu', /[.]xml$/, 1],
  ['etc/lvm/backup', /^[A-Za-z0-9_.+-]+$/, 1],
  ...['var/lib/iscsi', 'etc/iscsi'].flatMap((database) =>
    ['nodes', 'send_targets', 'ifaces'].map((part) => [`${database}/${part}`, /./, 4] as const),
  ),
];

const MIB = 1024 ** 2;
/** One file; a configuration of 5,000 services has 2 MB. */
const MAX_BYTES = 4 * MIB;
/** Most bytes of all files of all nodes. */
const MAX_TOTAL = 64 * MIB;
const MAX_FILES = 20_000;

/** The nodes below some folders: each is one, or holds one folder per node. `more`: files besides those known here. Codes `import/*`. */
export function readNodeRoots(folders: readonly string[], more: readonly string[]): NodeRoots {
  const reader = new Reader();
  const roots = folders.flatMap((folder) => reader.nodeFolders(folder)).map((folder) => reader.root(folder, more));
  for (const { folder, files } of roots)
    if (files.size === 0 && reader.diagnostics.length === 0)
      reader.diagnostics.push(
        nothingThere({ in: 'file', file: as<FileId>(folder) }, { path: folder, exists: existsSync(folder) }),
      );
  return { roots, diagnostics: reader.diagnostics };
}

/** More folders of a root, as the files of the cluster name them: where those of VMs are. */
export function readMore(root: NodeRoot, places: readonly string[]): NodeRoots {
  const reader = new Reader();
  return { roots: [reader.more(root, places)], diagnostics: reader.diagnostics };
}

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  #bytes = 0;
  #files = 0;

  /** The folder itself, or the node folders in it. */
  nodeFolders(folder: string): readonly string[] {
    if (!isFolder(folder) || isFolder(join(folder, 'etc'))) return [folder];
    const inner = this.#namesIn(folder).map((name) => join(folder, name));
    const nodes = inner.filter((one) => isFolder(join(one, 'etc')));
    return nodes.length === 0 ? [folder] : nodes;
  }

  root(folder: string, more: readonly string[]): NodeRoot {
    const files = new Map<string, InputFile>();
    for (const path of [...more, ...FILES]) this.#file(folder, path, files);
    for (const [inner, names, depth] of FOLDERS) this.#folder(folder, inner, { names, depth, files });
    return { folder, name: nameOf(folder, files), files };
  }

  more(root: NodeRoot, places: readonly string[]): NodeRoot {
    const files = new Map(root.files);
    for (const place of places) {
      if (/[.]xml$/.test(place)) this.#file(root.folder, place, files);
      else this.#folder(root.folder, place, { names: /./, depth: 1, files });
    }
    return { ...root, files };
  }

  #folder(
    root: string,
    path: string,
    { names, depth, files }: { readonly names: RegExp; readonly depth: number; readonly files: Map<string, InputFile> },
  ): void {
    if (!isFolder(join(root, path)) || this.#isOutside(root, path)) return;
    for (const name of this.#namesIn(join(root, path))) {
      const inner = path === '.' ? name : `${path}/${name}`;
      const found = this.#entry(join(root, inner));
      if (found?.isDirectory() === true && depth > 1) this.#folder(root, inner, { names, depth: depth - 1, files });
      else if (found?.isDirectory() === false && names.test(name)) this.#file(root, inner, files);
    }
  }

  #file(root: string, path: string, files: Map<string, InputFile>): void {
    const full = join(root, path);
    if (files.has(path) || this.#entry(full) === undefined) return;
    if (this.#isOutside(root, path)) return;
    const file = as<FileId>(full);
    try {
      const { size } = statSync(full);
      if (!statSync(full).isFile() || this.#isTooMuch(file, size)) return;
      files.set(path, { id: file, bytes: readFileSync(full) });
    } catch (error) {
      this.#unreadable(full, error);
    }
  }

  /** The entry at a path, links not followed. A path through something that is no folder leads to nothing. */
  #entry(path: string): Stats | undefined {
    try {
      return lstatSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (!isCode(error, 'ENOTDIR')) this.#unreadable(path, error);
      return undefined;
    }
  }

  #namesIn(folder: string): readonly string[] {
    try {
      const names = namesIn(folder);
      if (names.length >= MAX_FILES)
        this.diagnostics.push(
          tooMuch({ in: 'file', file: as<FileId>(folder) }, { path: folder, limit: `${MAX_FILES} files` }),
        );
      return names;
    } catch (error) {
      this.#unreadable(folder, error);
      return [];
    }
  }

  #unreadable(path: string, error: unknown): void {
    this.diagnostics.push(unreadableNode({ in: 'file', file: as<FileId>(path) }, { path, why: reasonOf(error) }));
  }

  #isTooMuch(file: FileId, size: number): boolean {
    this.#files += 1;
    this.#bytes += size;
    const over = size > MAX_BYTES ? MAX_BYTES : this.#bytes > MAX_TOTAL ? MAX_TOTAL : undefined;
    if (over === undefined && this.#files <= MAX_FILES) return false;
    const limit = over === undefined ? `${MAX_FILES} files` : `${over / MIB} MiB`;
    this.diagnostics.push(tooMuch({ in: 'file', file }, { path: file, limit }));
    return true;
  }

  #isOutside(root: string, path: string): boolean {
    const full = join(root, path);
    try {
      const way = relative(realpathSync(root), realpathSync(full));
      if (way !== '..' && !way.startsWith(`..${sep}`)) return false;
    } catch (error) {
      this.#unreadable(full, error);
      return true;
    }
    this.diagnostics.push(leadsOut({ in: 'file', file: as<FileId>(full) }, { path: full, root }));
    return true;
  }
}

/** False also for a folder that cannot be reached: reading a file in it reports that. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function namesIn(folder: string): readonly string[] {
  const names: string[] = [];
  const listing = opendirSync(folder);
  try {
    for (let entry = listing.readSync(); entry !== null && names.length < MAX_FILES; entry = listing.readSync())
      names.push(entry.name);
  } finally {
    listing.closeSync();
  }
  return names.toSorted();
}

/** The host name that the node's files give, else the name of its folder. */
export function nameOf(folder: string, files: ReadonlyMap<string, InputFile>): string {
  const text = (path: string) => Buffer.from(files.get(path)?.bytes ?? []).toString('utf8');
  const [, network] = /^HOSTNAME=["']?([A-Za-z0-9.-]+)/m.exec(text('etc/sysconfig/network')) ?? [];
  const [, own] = /^\s*([A-Za-z0-9.-]+)/.exec(text('etc/hostname')) ?? [];
  return own ?? network ?? basename(resolve(folder));
}
