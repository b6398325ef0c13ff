/**
 * Bundles on disk. A bundle is replaced whole or not at all: written beside its place, the old one renamed aside, the
 * new one renamed in. A crash in between is healed by the next run; what is not a bundle is never touched. Decision 25.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { packFiles } from './archive.ts';
import { makeFolders } from '../file/folders.ts';
import { notABundle, reasonOf, unwritable } from '../file/findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Writes a folder. Codes `bundle/not-a-bundle`, `bundle/unwritable`; with one of them the old bundle is as it was. */
export function writeBundleFolder(folder: string, files: ReadonlyMap<string, string>): readonly Diagnostic[] {
  return replace(folder, isBundleFolder, (place) => {
    for (const [path, text] of files) {
      makeFolders(dirname(join(place, path)));
      writeFileSync(join(place, path), text);
    }
  });
}

/** Writes one tar file with the same content; names sorted, times zero, so that equal bundles are equal files. */
export async function writeBundleTar(file: string, files: ReadonlyMap<string, string>): Promise<readonly Diagnostic[]> {
  const archive = await packFiles(files);
  return replace(file, isBundleTar, (place) => writeFileSync(place, archive));
}

function replace(
  place: string,
  isOurs: (place: string) => boolean,
  write: (place: string) => void,
): readonly Diagnostic[] {
  const fresh = beside(place, 'new');
  const aside = beside(place, 'old');
  try {
    heal(place, aside, isOurs);
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

/** After a failure: what it leaves behind, should this fail too, is for the next run. */
function tidyUp(place: string, isOurs: (place: string) => boolean): void {
  try {
    heal(place, beside(place, 'old'), isOurs);
    remove(beside(place, 'new'));
  } catch {
    // Where nothing can be written nothing can be removed either; why is told already.
  }
}

/** After a crash between the two renames the old bundle stands aside: it goes back, or away when the new one is in place. */
function heal(place: string, aside: string, isOurs: (place: string) => boolean): void {
  if (!existsSync(aside) || !isOurs(aside)) return;
  if (existsSync(place)) remove(aside);
  else renameSync(aside, place);
}

function beside(place: string, what: string): string {
  return join(dirname(place), `.${basename(place)}.clusterc-${what}`);
}

/** Below a file there is nothing, and rmSync would throw. */
function remove(path: string): void {
  const folder = dirname(path);
  if (existsSync(folder) && statSync(folder).isDirectory()) rmSync(path, { recursive: true, force: true });
}

/** A folder that a build made, or one without anything to lose. */
function isBundleFolder(folder: string): boolean {
  if (!statSync(folder).isDirectory()) return false;
  if (readdirSync(folder).length === 0) return true;
  const manifest = join(folder, 'manifest.json');
  return existsSync(manifest) && isManifest(readFileSync(manifest, 'utf8'));
}

/** A ustar file with a manifest in it. POSIX.1, pax: the magic stands at byte 257. */
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
