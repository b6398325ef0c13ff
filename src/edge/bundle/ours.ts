/** Decides whether a build may replace what is at a place: one of our bundles, and nothing else. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NamedFiles } from '../../bundle/named-files.ts';
import { eachEntry, packedFolder, type Header } from './archive.ts';
import { foldersOf, MAX_BYTES, MAX_DIFFERENT } from './limits.ts';
import { piecesOfFile } from '../file/pieces.ts';

/** Why a place is not ours: what it is, or what is in it that its manifest does not name; folders end with a slash. */
export type Foreign = { readonly what: string } | { readonly others: readonly string[] };

/** The name of a file until it is whole. */
export const PART = 'part.clusterc-new';

/** What makes the folder in which a bundle is written not ours: it may have been left at any moment. */
export function foreignInUnfinished(folder: string): Foreign | undefined {
  const found = lstatSync(folder).isDirectory() ? readdirSync(folder, { withFileTypes: true }) : [];
  const isPart = found.length === 1 && found.every((entry) => entry.isFile() && entry.name === PART);
  return isPart ? undefined : foreignInFolder(folder);
}

/** What makes a folder not ours; undefined for a bundle, for a part of one with its manifest, and for an empty folder. */
export function foreignInFolder(folder: string): Foreign | undefined {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) return { what: 'a symbolic link' };
  if (!found.isDirectory()) return { what: 'not a folder' };
  if (readdirSync(folder).length === 0) return undefined;
  const named = namedIn(folder);
  if (named === undefined) return { what: 'not a bundle' };
  const others = [...othersBelow(folder, '', { files: named, folders: foldersOf(named) })];
  return others.length === 0 ? undefined : { others };
}

/** What makes a file not ours; undefined for a bundle. */
export async function foreignInTar(file: string): Promise<Foreign | undefined> {
  const found = lstatSync(file);
  if (found.isSymbolicLink()) return { what: 'a symbolic link' };
  if (!found.isFile()) return { what: 'not a file' };
  if (found.size > MAX_BYTES) return { what: 'not a bundle' };
  const headers: Header[] = [];
  const [manifest, text] = [new NamedFiles(), new TextDecoder()];
  const problem = await eachEntry(piecesOfFile(file), async (header, body) => {
    headers.push(header);
    if (header.name === 'manifest.json') for await (const piece of body) manifest.add(text.decode(piece, STREAM));
  });
  return problem === undefined ? foreignAmong(headers, manifest.end()) : { what: 'not a bundle' };
}

const STREAM = { stream: true };

function foreignAmong(headers: readonly Header[], named: ReadonlySet<string> | undefined): Foreign | undefined {
  const folder = packedFolder(headers);
  if (folder !== undefined) return { what: `an archive of the folder ${folder}, not of the files in it` };
  if (named === undefined) return { what: 'not a bundle' };
  const folders = foldersOf(named);
  const isOurs = ({ name, type }: Header) =>
    type === 'directory' ? folders.has(name.replace(/\/$/, '')) : type === 'file' && named.has(name);
  const others = headers.flatMap((header) => (isOurs(header) ? [] : [header.name]));
  return others.length === 0 ? undefined : { others };
}

function namedIn(folder: string): ReadonlySet<string> | undefined {
  const manifest = join(folder, 'manifest.json');
  const found = lstatSync(manifest, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size > MAX_DIFFERENT) return undefined;
  const [named, text] = [new NamedFiles(), new TextDecoder()];
  for (const piece of piecesOfFile(manifest)) named.add(text.decode(piece, STREAM));
  return named.end();
}

type Named = { readonly files: ReadonlySet<string>; readonly folders: ReadonlySet<string> };

/** A folder that leads to no file of the manifest is one name, whatever is in it. */
function* othersBelow(root: string, folder: string, named: Named): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && named.folders.has(name)) yield* othersBelow(root, name, named);
    else if (entry.isDirectory()) yield `${name}/`;
    else if (!entry.isFile() || !named.files.has(name)) yield name;
  }
}
