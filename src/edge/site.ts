/** A site's files, from disk. Recursively; dot files are skipped, symbolic links are not followed. Decision 1. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { as, type FileId } from '../base/brand.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { InputFile } from '../source/tree.ts';
import { noSuchSite, reasonOf, unreadable } from './findings.ts';

export type SiteFiles = { readonly files: readonly InputFile[]; readonly diagnostics: readonly Diagnostic[] };

/** The files at a path, named so that the user can open them. Codes `yaml/no-such-site`, `yaml/unreadable`. */
export function readSite(path: string): SiteFiles {
  const root = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (root !== undefined && 'code' in root) return { files: [], diagnostics: [root] };
  if (root === undefined)
    return { files: [], diagnostics: [noSuchSite({ in: 'nowhere', because: 'it does not exist' }, { path })] };
  const found = root.isDirectory() ? [...walk(path)] : [readOne(path)];
  return {
    files: found.flatMap((one) => ('bytes' in one ? [one] : [])),
    diagnostics: found.flatMap((one) => ('bytes' in one ? [] : [one])),
  };
}

function* walk(folder: string): Generator<InputFile | Diagnostic> {
  const names = attempt(folder, () => readdirSync(folder).sort());
  if (!Array.isArray(names)) return yield names;
  for (const name of names.filter((one) => !one.startsWith('.'))) {
    const path = folder === '.' ? name : join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) yield* walk(path);
    else if (found?.isFile() && /\.ya?ml$/.test(name)) yield readOne(path);
  }
}

function readOne(path: string): InputFile | Diagnostic {
  const bytes = attempt(path, () => readFileSync(path));
  return bytes instanceof Uint8Array ? { id: as<FileId>(path), bytes } : bytes;
}

function attempt<T>(path: string, read: () => T): T | Diagnostic {
  try {
    return read();
  } catch (error) {
    return unreadable({ in: 'file', file: as<FileId>(path) }, { path, why: reasonOf(error) });
  }
}
