/** Creates a folder atomically: it is written under a temporary name in the same parent and renamed. */
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Sealed, unseal } from '../../base/sealed.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { makeFolders } from './folders.ts';
import { reasonOf, unwritable } from './findings.ts';
import { outputExists } from '../import-findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Writes a new folder. Sealed texts are readable by their owner only. Codes `import/exists`, `bundle/unwritable`. */
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

/** Sets the mode before the content, so that a secret is never readable by others. */
function write(path: string, text: string | Sealed): void {
  makeFolders(dirname(path));
  if (typeof text === 'string') writeFileSync(path, text, { flag: 'wx' });
  else writeFileSync(path, unseal(text), { flag: 'wx', mode: 0o600 });
}
