/**
 * Files -> one Tree.
 *
 * Hides: the YAML library (document.ts, build.ts), aliases, tags, what a site must not contain, merging (merge.ts).
 * May not: know any key of the schema (but `accept`, the one list that concatenates), convert a value.
 */
import { type Diagnostic, type Place, type Result, hasError } from '../diag/diagnostic.ts';
import { buildTree, findForbidden, type Reading } from './build.ts';
import { composeDocument, MAX_DEPTH, MAX_LEXEMES, type Composed } from './document.ts';
import * as finding from './findings.ts';
import { mergeTrees } from './merge.ts';
import type { InputFile, SourceFile, Tree } from './tree.ts';

/** One broken bracket can break every line after it; the first errors say where. */
const MAX_SYNTAX_ERRORS = 20;

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
 * No value when a file's syntax is broken: what follows such a place means nothing. Everything else goes on.
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
  const broken = [...syntaxErrors(file, composed)];
  if (broken.length > 0) return { diagnostics: broken };
  return buildTree(file, composed.document);
}

function beyond(file: SourceFile, { beyond: limit, offset }: Extract<Composed, { beyond: string }>): Diagnostic {
  const at = textPlace(file, offset, offset + 1);
  return limit === 'depth'
    ? finding.tooDeep(at, { limit: MAX_DEPTH })
    : finding.tooManyPieces(at, { limit: MAX_LEXEMES });
}

type Document = Extract<Composed, { document: unknown }>;

function* syntaxErrors(file: SourceFile, { document, second }: Document): Generator<Diagnostic> {
  for (const { pos, message } of document.errors.slice(0, MAX_SYNTAX_ERRORS)) {
    yield finding.syntax(textPlace(file, pos[0], pos[1]), { problem: ownWords(message) });
  }
  if (second !== undefined)
    yield finding.syntax(textPlace(file, second, second + 1), {
      problem: 'a file holds one YAML document; another one starts here',
    });
  const version = document.directives.yaml;
  if (version.explicit === true && version.version !== '1.2') {
    yield finding.syntax(textPlace(file, 0, 1), {
      problem: `the directive %YAML ${version.version} is not supported; a site is YAML 1.2`,
    });
  }
}

/** The library's sentences, where a user would not understand them; the others are good as they are. */
function ownWords(message: string): string {
  if (/tabs? /i.test(message)) return 'tabs are not allowed as indentation; use blanks';
  return message.replace(/\s+/g, ' ').replace(/\.$/, '');
}

function textPlace(file: SourceFile, start: number, end: number): Place {
  return { in: 'text', file: file.id, start, end };
}
