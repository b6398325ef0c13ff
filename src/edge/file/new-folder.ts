/** A folder that was not there before: written beside its place and renamed into it, whole or not at all. */
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Sealed, unseal } from '../../base/sealed.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { makeFolders } from './folders.ts';
import { reasonOf, unwritable } from './findings.ts';
import { outputExists } from '../import-findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Sealed texts are written for their owner alone. Codes `import/exists`, `bundle/unwritable`. */
export function writeNewFolder(folder: string, files: ReadonlyMap<string, string | Sealed>): readonly Diagnostic[] {
  if (existsSync(folder)) return [outputExists(NOWHERE, { path: folder })];
  const fresh = join(dirname(folder), `.${basename(folder)}.new-${process.pid}`);
  try {
    makeFolders(fresh);
    chmodSync(fresh, 0o755);
    for (const [path, text] of files) write(join(fresh, path), text);
    renameSync(fresh, folder);
    return [];
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    return [unwritable(NOWHERE, { path: folder, why: reasonOf(error) })];
  }
}

/** Mode before content: a secret is never readable by others, not even for a moment. */
function write(path: string, text: string | Sealed): void {
  makeFolders(dirname(path));
  if (typeof text === 'string') writeFileSync(path, text, { flag: 'wx' });
  else writeFileSync(path, unseal(text), { flag: 'wx', mode: 0o600 });
}
