/** A file that is replaced whole or not at all: written beside its place and renamed into it. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { makeFolders } from './folders.ts';
import { reasonOf, unwritable } from './findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about a place to write to' } as const;

/** With the mode of the file that was there. Code `bundle/unwritable`; the old file is as it was then. */
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
    // Where nothing can be written nothing can be removed either; why is told already.
  }
}

/** Its text; undefined when there is none that can be read. */
export function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
