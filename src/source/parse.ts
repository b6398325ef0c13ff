/**
 * Files -> one Tree.
 *
 * Hides: the YAML library, aliases, tags, what a site must not contain, merging (merge.ts).
 * May not: know any key of the schema (but `accept`, the one list that concatenates), convert a value.
 */
import { parseDocument, type Document } from 'yaml';
import { type Diagnostic, type Place, type Result, hasError } from '../diag/diagnostic.ts';
import { buildTree, findForbidden, MAX_DEPTH, type Reading } from './build.ts';
import * as finding from './findings.ts';
import { mergeTrees } from './merge.ts';
import { syntaxError } from './syntax.ts';
import type { InputFile, SourceFile, Tree } from './tree.ts';

/** Bytes to text: files that are not UTF-8 are `yaml/not-utf8` and left out. */
export function decode(files: readonly InputFile[]): {
  files: readonly SourceFile[];
  diagnostics: readonly Diagnostic[];
} {
  const texts = files.map(({ id, bytes }) => ({ id, text: textOf(bytes) }));
  return {
    files: texts.flatMap(({ id, text }) => (text === undefined ? [] : [{ id, text }])),
    diagnostics: texts.flatMap(({ id, text }) =>
      text === undefined ? [finding.notUtf8({ in: 'file', file: id }, { file: id })] : [],
    ),
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The site's files as one tree. Codes `yaml/*`.
 * No value when a file cannot be read as a map: what follows such a place means nothing. Everything else goes on.
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
  const document = documentOf(file.text);
  if (document === undefined) return { diagnostics: [finding.tooDeep(textPlace(file, 0, 1), { limit: MAX_DEPTH })] };
  const broken = syntaxError(file, document);
  return broken === undefined ? buildTree(file, document) : { diagnostics: [broken] };
}

/** Undefined when the library, which reads by recursion, came to the end of the stack. */
function documentOf(text: string): Document.Parsed | undefined {
  try {
    // logLevel silent would also keep quiet about a second document, and drop it.
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, merge: false, logLevel: 'error' });
    // In some places the library reports the end of the stack like any other mistake.
    return document.errors.some(({ message }) => message.includes('call stack')) ? undefined : document;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function textPlace(file: SourceFile, start: number, end: number): Place {
  return { in: 'text', file: file.id, start, end };
}
