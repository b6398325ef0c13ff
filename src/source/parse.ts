/**
 * Files -> one Tree.
 *
 * Hides the YAML library (document.ts, build.ts), aliases, tags, forbidden content and merging (merge.ts). Knows no key of the
 * schema (except `accept`, the only list that concatenates), and converts no value.
 */
import type { FileId } from '../base/brand.ts';
import type { Diagnostic, Result } from '../diag/diagnostic.ts';
import { KnownEntries } from './entries.ts';
import * as finding from './findings.ts';
import { mergeTrees } from './merge.ts';
import { Mistakes } from './mistakes.ts';
import { readFile } from './read.ts';
import type { InputFile, SourceFile, Tree } from './tree.ts';
import type { Load } from './weights.ts';

/** Bytes to text. A file that is not UTF-8 is `yaml/not-utf8` and left out. */
export function decode(files: readonly InputFile[]): {
  files: readonly SourceFile[];
  diagnostics: readonly Diagnostic[];
} {
  const texts = files.map(({ id, bytes }) => ({ id, bytes, text: textOf(bytes) }));
  return {
    files: texts.flatMap(({ id, text }) => (text === undefined ? [] : [{ id, text }])),
    diagnostics: texts.flatMap(({ id, bytes, text }) =>
      text === undefined ? [finding.notUtf8({ in: 'file', file: id }, { file: id, encoding: encodingOf(bytes) })] : [],
    ),
  };
}

/** What iconv calls the encoding that it most likely is: by its byte order mark, or by the zero bytes next to ASCII. */
function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 'utf-16';
  if (first === 0) return 'utf-16be';
  return second === 0 ? 'utf-16le' : 'latin1';
}

/** ASCII in UTF-16 without a mark would be UTF-8, with a NUL next to each character. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0 || bytes[1] === 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The site's files as one tree. Codes `yaml/*`. Undefined if a file cannot be read as a map, since what follows would be
 * meaningless. Other errors do not stop it. `load` is what has been read before, and grows. `known`: what an earlier reading of
 * the same files left.
 */
export function parse(
  files: readonly SourceFile[],
  load: Load = { weight: 0 },
  known: (file: FileId) => KnownEntries = () => new KnownEntries(),
): Result<Tree> {
  const mistakes = new Mistakes();
  const readings = [...files]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((file) => known(file.id).treeOf(file, load) ?? readFile(file, load, mistakes));
  const trees = readings.flatMap((reading) => (typeof reading === 'object' ? [reading] : []));
  const tree = mergeTrees(trees, mistakes);
  if (readings.includes('unreadable') || mistakes.tooMany) return { diagnostics: mistakes.all() };
  if (tree !== undefined) return { value: tree, diagnostics: mistakes.all() };
  return {
    diagnostics: [finding.empty({ in: 'nowhere', because: 'no file says anything' }, { files: files.length })],
  };
}
