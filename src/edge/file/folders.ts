/** Folders, made one by one. */
import { existsSync, mkdirSync, opendirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and what is missing above it, with a mode if one is said; throws the system's error. Not Node's own recursive way: that tries for
 * ever where the system says "no such file" to a new name in a folder that is there, as /proc does. Seen on Node 20.20.
 */
export function makeFolders(folder: string, mode?: number): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) mkdirSync(one, mode);
  opendirSync(folder).closeSync(); // what stood there before may be a file
}
