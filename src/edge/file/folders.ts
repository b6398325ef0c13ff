/** Creating folders. */
import { existsSync, mkdirSync, opendirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its missing parents, with a mode if one is given. Throws the system's error. Node's recursive mkdir is
 * not used: it loops forever if the system answers ENOENT for a new name in an existing folder, as /proc does (seen on Node
 * 20.20).
 */
export function makeFolders(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) mkdirSync(one, mode);
  opendirSync(folder).closeSync(); // the existing path may be a file
}
