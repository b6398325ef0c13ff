/**
 * Bundles on disk. A bundle is replaced whole or not at all: written beside its place, the old one renamed aside, the
 * new one renamed in. A crash in between is healed by the next run; what is not a bundle is never touched. Decision 25.
 */
import { lstatSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { packFiles } from './archive.ts';
import { makeFolders } from '../file/folders.ts';
import { foreignInFolder, foreignInTar, type Foreign } from './ours.ts';
import { notABundle, reasonOf, unwritable } from '../file/findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Writes a folder. Codes `bundle/not-a-bundle`, `bundle/unwritable`; with one of them the old bundle is as it was. */
export async function writeBundleFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<readonly Diagnostic[]> {
  // The manifest first: by it the next run knows what was only half written.
  const ordered = [...files].sort(([a], [b]) => Number(b === MANIFEST) - Number(a === MANIFEST));
  return replace(folder, foreignInFolder, (place) => {
    for (const [path, text] of ordered) {
      makeFolders(dirname(join(place, path)));
      writeFileSync(join(place, path), text);
    }
  });
}

const MANIFEST = 'manifest.json';

/** Writes one tar file with the same content; names sorted, times zero, so that equal bundles are equal files. */
export async function writeBundleTar(file: string, files: ReadonlyMap<string, string>): Promise<readonly Diagnostic[]> {
  const archive = await packFiles(files);
  return replace(file, foreignInTar, (place) => writeFileSync(place, archive, { flag: 'wx' }));
}

type Examine = (place: string) => Foreign | undefined | Promise<Foreign | undefined>;

async function replace(
  place: string,
  examine: Examine,
  write: (place: string) => void,
): Promise<readonly Diagnostic[]> {
  try {
    const found = await objections(place, examine);
    if (found.length > 0) return found;
  } catch (error) {
    return [unwritable(NOWHERE, { path: place, why: reasonOf(error) })];
  }
  try {
    put(place, write);
    return [];
  } catch (error) {
    await tidyUp(place, examine);
    return [unwritable(NOWHERE, { path: place, why: reasonOf(error) })];
  }
}

/** What is not ours at a place and beside it, after a crash was healed. */
async function objections(place: string, examine: Examine): Promise<readonly Diagnostic[]> {
  await heal(place, beside(place, 'old'), examine);
  const found: Diagnostic[] = [];
  for (const one of [place, beside(place, 'old'), beside(place, 'new')]) {
    const foreign = isThere(one) ? await examine(one) : undefined;
    if (foreign !== undefined) found.push(notABundle(NOWHERE, { path: one, ...facts(foreign) }));
  }
  return found;
}

function put(place: string, write: (place: string) => void): void {
  const [fresh, aside] = [beside(place, 'new'), beside(place, 'old')];
  remove(fresh);
  makeFolders(dirname(place));
  write(fresh);
  if (isThere(place)) renameSync(place, aside);
  renameSync(fresh, place);
  remove(aside);
}

/** The first of the names are enough to see whose they are. */
const NAMES = 10;

function facts(foreign: Foreign) {
  if ('what' in foreign) return foreign;
  return { others: foreign.others.slice(0, NAMES), more: Math.max(0, foreign.others.length - NAMES) };
}

/** After a failure: what it leaves behind, should this fail too, is for the next run. */
async function tidyUp(place: string, examine: Examine): Promise<void> {
  try {
    const [fresh, aside] = [beside(place, 'new'), beside(place, 'old')];
    await heal(place, aside, examine);
    if (isThere(fresh)) remove(fresh);
  } catch {
    // Where nothing can be written nothing can be removed either; why is told already.
  }
}

/** After a crash between the two renames the old bundle is aside: it goes back, or away when the new one is in place. */
async function heal(place: string, aside: string, examine: Examine): Promise<void> {
  if (!isThere(aside) || (await examine(aside)) !== undefined) return;
  if (isThere(place)) remove(aside);
  else renameSync(aside, place);
}

function beside(place: string, what: string): string {
  return join(dirname(place), `.${basename(place)}.clusterc-${what}`);
}

/** Links count as what they are. */
function isThere(path: string): boolean {
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  return folder?.isDirectory() === true && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function remove(path: string): void {
  if (isThere(path)) rmSync(path, { recursive: true, force: true });
}
