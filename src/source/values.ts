/**
 * A file of secret values that is among the files of a site by mistake. It is reported (`secret/in-site`,
 * `secret/values-in-site`), and no finding shows a value of it, even if the site cannot be read that far.
 */
import type { MapNode, SourceFile, Tree } from './tree.ts';

/** Any scalar after such a key. In doubt a file is not shown, which costs only its excerpts. */
const NAMED = /\bfile["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}\]#]+))/g;

/** Is a key one that a site has at its top? */
export type IsSection = (key: string) => boolean;

/** The files as they may be shown: only stars of files that a key `file` names, and no values of files without a section of a site. */
export function showable(files: readonly SourceFile[], isSection: IsSection): readonly SourceFile[] {
  const named = new Set(
    files.flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, a, b, c]) => lastOf(a ?? b ?? c ?? ''))),
  );
  return files.map((file) => {
    if (files.length > 1 && named.has(lastOf(file.id))) return { ...file, text: file.text.replace(/\S/g, '*') };
    return hasSection(file.text, isSection) ? file : { ...file, text: withoutValues(file.text) };
  });
}

/** Keys at the top of the tree that hold values of secrets: no key of their file is a section, and below them are scalars only. */
export function keysOfValues(tree: MapNode, isSection: IsSection): readonly string[] {
  const ofSite = new Set(tree.entries.filter(({ key }) => isSection(key)).map(({ keySpan }) => keySpan.file));
  return tree.entries
    .filter(({ keySpan, value }) => !ofSite.has(keySpan.file) && holdsScalars(value))
    .map(({ key }) => key);
}

function holdsScalars(tree: Tree): boolean {
  if (tree.kind === 'map') return tree.entries.length > 0 && tree.entries.every(({ value }) => holdsScalars(value));
  return tree.kind === 'scalar' && tree.value !== null;
}

/** A key at the beginning of a line, or of a map in braces. */
const KEY = /^\s*[{]\s*["']?([\w-]+)["']?\s*:|^["']?([\w-]+)["']?\s*:/gm;

function hasSection(text: string, isSection: IsSection): boolean {
  for (const [, inBraces = '', key = inBraces] of text.matchAll(KEY)) if (isSection(key)) return true;
  return false;
}

/** Of the same length: what follows the first colon of a line, or the whole line where there is none. */
function withoutValues(text: string): string {
  return text.replace(/^([^:\r\n]*:(?=\s))?([^\r\n]*)/gm, (_all, key: string | undefined, rest: string) => {
    return (key ?? '') + rest.replace(/[^\s{}]/g, '*');
  });
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
