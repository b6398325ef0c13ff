/** Replaces a file atomically: the text is written to a temporary file in the same folder, which is then renamed. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { makeFolders } from './folders.ts';
import { reasonOf, unwritable } from './findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about a place to write to' } as const;

/** Keeps the mode of the existing file. Code `bundle/unwritable`; the old file is then unchanged. */
export function replaceFile(path: string, text: string): readonly Diagnostic[] {
  const fresh = join(dirname(path), `.${basename(path)}.new-${process.pid}`);
  try {
    makeFolders(dirname(path));
    const mode = statSync(path, { throwIfNoEntry: false })?.mode;
    writeFileSync(fresh, text, { flag: 'wx', ...(mode === undefined ? {} : { mode: mode & 0o777 }) });
    renameSync(fresh, path);
    return [];
  } catch (error) {
    remove(fresh);
    return [unwritable(NOWHERE, { path, why: reasonOf(error) })];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The failure that led here is reported; a leftover temporary file adds nothing to it.
  }
}

/** The text of a file; undefined if it cannot be read. */
export function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
