/**
 * Bundles on disk. A bundle is replaced atomically: it is written below a temporary name in the same folder and renamed into
 * place; an old folder is renamed aside before. The next run repairs a crash between these renames, and removes what was only
 * half written. Anything that is not a bundle is left alone.
 */
import {
  closeSync,
  copyFileSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { partsInMemory, piecesOf, type Text } from '../../bundle/manifest.ts';
import type { Diagnostic } from '../../diag/diagnostic.ts';
import { packTexts } from './archive.ts';
import { bundleTooLarge } from './findings.ts';
import { beyondLimits, type Beyond } from './limits.ts';
import { makeFolders } from '../file/folders.ts';
import { foreignInFolder, foreignInTar, foreignInUnfinished, PART, type Foreign } from './ours.ts';
import { notABundle, reasonOf, unwritable } from '../file/findings.ts';

const NOWHERE = { in: 'nowhere', because: 'it is about the place of the output' } as const;

/** Called after each file with the number of those that are written. */
export type Written = (count: number) => void;

/** Writes a bundle as a folder. Codes `bundle/not-a-bundle`, `bundle/unwritable`, `bundle/too-large`; after any the old bundle is unchanged. */
export async function writeBundleFolder(
  folder: string,
  files: ReadonlyMap<string, Text>,
  written: Written = () => undefined,
): Promise<readonly Diagnostic[]> {
  const beyond = beyondLimits(files);
  if (beyond !== undefined) return [tooLarge(folder, beyond)];
  // The manifest first, and whole: by it the next run knows what was only half written.
  const ordered = [...files].sort(([a], [b]) => Number(b === MANIFEST) - Number(a === MANIFEST));
  return replace(folder, foreignInFolder, (fresh) => {
    const made = new Set<string>();
    const writeText = textWriter();
    for (const [index, [path, text]] of ordered.entries()) {
      const file = join(fresh, path);
      const parent = dirname(file);
      if (!made.has(parent)) makeFolders(parent);
      made.add(parent);
      if (path === MANIFEST) writeManifest(fresh, text);
      else writeText(file, text);
      written(index + 1);
    }
    return fresh;
  });
}

function tooLarge(path: string, limit: Beyond): Diagnostic {
  return bundleTooLarge(NOWHERE, { path, limit, written: true });
}

const MANIFEST = 'manifest.json';

function writeManifest(folder: string, text: Text): void {
  writePieces(join(folder, PART), text);
  renameSync(join(folder, PART), join(folder, MANIFEST));
}

function writePieces(file: string, text: Text): void {
  const fd = openSync(file, 'w');
  try {
    for (const piece of piecesOf(text)) writeFileSync(fd, piece);
  } finally {
    closeSync(fd);
  }
}

/** From this length on, a text that comes again is copied: all nodes have some files in common. */
const LONG = 100_000;

/** In UTF-16 units. What is made anew each time is in one place. */
function lengthOf(text: Text): number {
  return partsInMemory(text)?.reduce((sum, part) => sum + part.length, 0) ?? 0;
}

/** Writes texts of files; a long one that has just been written is copied by the kernel. */
function textWriter(): (file: string, text: Text) => void {
  let last: { readonly file: string; readonly text: Text } | undefined;
  return (file, text) => {
    if (last?.text === text) return copyFileSync(last.file, file);
    if (lengthOf(text) >= LONG) last = { file, text };
    return writePieces(file, text);
  };
}

/** Writes the same content as one tar file. Sorted names and zero times: equal bundles give equal files. */
export async function writeBundleTar(
  file: string,
  files: ReadonlyMap<string, Text>,
  written?: Written,
): Promise<readonly Diagnostic[]> {
  const beyond = beyondLimits(files);
  if (beyond !== undefined) return [tooLarge(file, beyond)];
  return replace(file, foreignInTar, async (fresh) => {
    const part = join(fresh, PART);
    const fd = openSync(part, 'wx');
    try {
      await packTexts(files, (chunk) => writeFileSync(fd, chunk), written);
    } finally {
      closeSync(fd);
    }
    return part;
  });
}

/** Writes into a new folder, and says which path in it is the bundle. */
type Write = (fresh: string) => string | Promise<string>;
type Examine = (place: string) => Foreign | undefined | Promise<Foreign | undefined>;

async function replace(place: string, examine: Examine, write: Write): Promise<readonly Diagnostic[]> {
  try {
    const found = await objections(place, examine);
    if (found.length > 0) return found;
  } catch (error) {
    return [unwritable(NOWHERE, { path: place, why: reasonOf(error) })];
  }
  try {
    await put(place, write);
    return [];
  } catch (error) {
    await tidyUp(place, examine);
    return [unwritable(NOWHERE, { path: place, why: reasonOf(error) })];
  }
}

/** What is not ours at a place and next to it, after a crash was repaired. */
async function objections(place: string, examine: Examine): Promise<readonly Diagnostic[]> {
  await repair(place, temporaryName(place, 'old'), examine);
  const found: Diagnostic[] = [];
  const places = [
    [place, examine],
    [temporaryName(place, 'old'), examine],
    [temporaryName(place, 'new'), foreignInUnfinished],
  ] as const;
  for (const [one, examined] of places) {
    const foreign = isThere(one) ? await examined(one) : undefined;
    if (foreign !== undefined) found.push(notABundle(NOWHERE, { path: one, ...facts(foreign) }));
  }
  return found;
}

async function put(place: string, write: Write): Promise<void> {
  const [fresh, aside] = [temporaryName(place, 'new'), temporaryName(place, 'old')];
  remove(fresh);
  makeFolders(fresh);
  const whole = await write(fresh);
  if (isFolder(place)) renameSync(place, aside);
  renameSync(whole, place);
  remove(aside);
  remove(fresh);
}

/** The first of the names are enough to see whose they are. */
const NAMES = 10;

function facts(foreign: Foreign) {
  if ('what' in foreign) return foreign;
  return { others: foreign.others.slice(0, NAMES), more: Math.max(0, foreign.others.length - NAMES) };
}

/** Removes temporary files after a failure. What remains is left to the next run. */
async function tidyUp(place: string, examine: Examine): Promise<void> {
  try {
    const [fresh, aside] = [temporaryName(place, 'new'), temporaryName(place, 'old')];
    await repair(place, aside, examine);
    if (isThere(fresh)) remove(fresh);
  } catch {
    // The failure that led here is reported; leftover files add nothing to it.
  }
}

/** After a crash between the two renames the old bundle is aside: it goes back, or away when the new one is in place. */
async function repair(place: string, aside: string, examine: Examine): Promise<void> {
  if (!isThere(aside) || (await examine(aside)) !== undefined) return;
  if (isThere(place)) remove(aside);
  else renameSync(aside, place);
}

function temporaryName(place: string, what: string): string {
  return join(dirname(place), `.${basename(place)}.clusterc-${what}`);
}

/** Links count as what they are. */
function isThere(path: string): boolean {
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  return folder?.isDirectory() === true && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The manifest last: by it the next run knows what was only half removed. */
function remove(path: string): void {
  if (!isThere(path)) return;
  const names = isFolder(path) ? readdirSync(path) : [];
  for (const name of names) if (name !== MANIFEST) rmSync(join(path, name), { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
}
