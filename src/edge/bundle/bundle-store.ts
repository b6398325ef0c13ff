/**
 * Bundles on disk. A bundle is replaced atomically: it is written to a temporary name in the same folder, the old bundle is
 * renamed aside, and the new one is renamed into place. The next run repairs a crash between the renames. Anything that is not
 * a bundle is left alone. Decision 25.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { packFiles } from './archive.ts';
import { makeFolders } from '../file/folders.ts';
import { notABundle, reasonOf, unwritable } from '../file/findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Writes a bundle as a folder. Codes `bundle/not-a-bundle`, `bundle/unwritable`; after either the old bundle is unchanged. */
export function writeBundleFolder(folder: string, files: ReadonlyMap<string, string>): readonly Diagnostic[] {
  return replace(folder, isBundleFolder, (place) => {
    for (const [path, text] of files) {
      makeFolders(dirname(join(place, path)));
      writeFileSync(join(place, path), text);
    }
  });
}

/** Writes the same content as one tar file. Sorted names and zero times: equal bundles give equal files. */
export async function writeBundleTar(file: string, files: ReadonlyMap<string, string>): Promise<readonly Diagnostic[]> {
  const archive = await packFiles(files);
  return replace(file, isBundleTar, (place) => writeFileSync(place, archive));
}

function replace(
  place: string,
  isOurs: (place: string) => boolean,
  write: (place: string) => void,
): readonly Diagnostic[] {
  const fresh = temporaryName(place, 'new');
  const aside = temporaryName(place, 'old');
  try {
    repair(place, aside, isOurs);
    if (existsSync(place) && !isOurs(place)) return [notABundle(NOWHERE, { path: place })];
    remove(fresh);
    makeFolders(dirname(place));
    write(fresh);
    if (existsSync(place)) renameSync(place, aside);
    renameSync(fresh, place);
    remove(aside);
    return [];
  } catch (error) {
    tidyUp(place, isOurs);
    return [unwritable(NOWHERE, { path: place, why: reasonOf(error) })];
  }
}

/** Removes temporary files after a failure. What remains is left to the next run. */
function tidyUp(place: string, isOurs: (place: string) => boolean): void {
  try {
    repair(place, temporaryName(place, 'old'), isOurs);
    remove(temporaryName(place, 'new'));
  } catch {
    // The failure that led here is reported; leftover files add nothing to it.
  }
}

/** Repairs a crash between the two renames: restores the old bundle, or removes it if the new one is in place. */
function repair(place: string, aside: string, isOurs: (place: string) => boolean): void {
  if (!existsSync(aside) || !isOurs(aside)) return;
  if (existsSync(place)) remove(aside);
  else renameSync(aside, place);
}

function temporaryName(place: string, what: string): string {
  return join(dirname(place), `.${basename(place)}.clusterc-${what}`);
}

/** Removes a path. rmSync would throw if a parent of it were a file. */
function remove(path: string): void {
  const folder = dirname(path);
  if (existsSync(folder) && statSync(folder).isDirectory()) rmSync(path, { recursive: true, force: true });
}

/** Is it a folder that a build made, or an empty one? */
function isBundleFolder(folder: string): boolean {
  if (!statSync(folder).isDirectory()) return false;
  if (readdirSync(folder).length === 0) return true;
  const manifest = join(folder, 'manifest.json');
  return existsSync(manifest) && isManifest(readFileSync(manifest, 'utf8'));
}

/** Is it a ustar file with a manifest in it? POSIX.1, pax: the magic is at byte 257. */
function isBundleTar(file: string): boolean {
  if (!statSync(file).isFile()) return false;
  const bytes = readFileSync(file);
  return bytes.toString('latin1', 257, 262) === 'ustar' && bytes.includes('manifest.json');
}

function isManifest(text: string): boolean {
  try {
    const manifest: unknown = JSON.parse(text);
    return typeof manifest === 'object' && manifest !== null && 'format' in manifest && 'bundle' in manifest;
  } catch {
    return false;
  }
}
