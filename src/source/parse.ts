/**
 * Files -> one Tree.
 *
 * Hides the YAML library (document.ts, build.ts), aliases, tags, forbidden content and merging (merge.ts). Knows no key of the
 * schema (except `accept`, the only list that concatenates), and converts no value.
 */
import { type Diagnostic, type Place, type Result, hasError } from '../diag/diagnostic.ts';
import { buildTree, findForbidden, type Reading } from './build.ts';
import { composeDocument, MAX_DEPTH, MAX_LEXEMES, type Composed } from './document.ts';
import * as finding from './findings.ts';
import { mergeTrees } from './merge.ts';
import { syntaxError } from './syntax.ts';
import type { InputFile, SourceFile, Tree } from './tree.ts';

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

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The site's files as one tree. Codes `yaml/*`. Undefined if a file cannot be read as a map, since what follows would be
 * meaningless. Other errors do not stop it.
 */
export function parse(files: readonly SourceFile[]): Result<Tree> {
  const readings = [...files].sort((a, b) => (a.id < b.id ? -1 : 1)).map(read);
  const trees = readings.flatMap(({ tree }) => (tree === undefined ? [] : [tree]));
  const merged = mergeTrees(trees);
  const diagnostics = [...readings.flatMap((reading) => reading.diagnostics), ...merged.diagnostics];
  if (readings.some(({ tree, diagnostics: found }) => tree === undefined && hasError(found))) return { diagnostics };
  if (merged.tree === undefined)
    return {
      diagnostics: [finding.empty({ in: 'nowhere', because: 'no file says anything' }, { files: files.length })],
    };
  return { value: merged.tree, diagnostics };
}

function read(file: SourceFile): Reading {
  const forbidden = findForbidden(file.text);
  if (forbidden !== undefined) {
    const at = textPlace(file, forbidden.index, forbidden.index + 1);
    return { diagnostics: [finding.forbiddenCharacter(at, { codePoint: forbidden.codePoint })] };
  }
  const composed = composeDocument(file.text);
  if ('beyond' in composed) return { diagnostics: [beyond(file, composed)] };
  const broken = syntaxError(file, composed);
  return broken === undefined ? buildTree(file, composed.document) : { diagnostics: [broken] };
}

function beyond(file: SourceFile, { beyond: limit, offset }: Extract<Composed, { beyond: string }>): Diagnostic {
  const at = textPlace(file, offset, offset + 1);
  return limit === 'depth'
    ? finding.tooDeep(at, { limit: MAX_DEPTH })
    : finding.tooManyPieces(at, { limit: MAX_LEXEMES });
}

function textPlace(file: SourceFile, start: number, end: number): Place {
  return { in: 'text', file: file.id, start, end };
}
