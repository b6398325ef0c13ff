/** One file of a site -> its tree, within the limits. */
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import { buildTree, findForbidden } from './build.ts';
import { composeDocument, MAX_DEPTH, type Composed } from './document.ts';
import * as finding from './findings.ts';
import type { Mistakes } from './mistakes.ts';
import { syntaxError } from './syntax.ts';
import type { SourceFile, Tree } from './tree.ts';
import { MAX_WEIGHT, type Load } from './weights.ts';

/** The tree of a file. `unreadable`: it has an error that leaves none. Codes `yaml/*`. `load` grows. */
export function readFile(file: SourceFile, load: Load, mistakes: Mistakes): Tree | 'empty' | 'unreadable' {
  const before = mistakes.errors;
  const document = documentOf(file, load, mistakes);
  const tree = document && buildTree(file, document, mistakes);
  return tree ?? (mistakes.errors > before ? 'unreadable' : 'empty');
}

type Document = Extract<Composed, { document: unknown }>['document'];

/** The document of a file, unless there is an error. */
function documentOf(file: SourceFile, load: Load, mistakes: Mistakes): Document | undefined {
  const read = documentOrMistake(file, load);
  if ('document' in read) return read.document;
  mistakes.add(read.mistake);
  return undefined;
}

function documentOrMistake(file: SourceFile, load: Load): { document: Document } | { mistake: Diagnostic } {
  const forbidden = findForbidden(file.text);
  if (forbidden !== undefined) {
    const at = textPlace(file, forbidden.index, forbidden.index + 1);
    return { mistake: finding.forbiddenCharacter(at, { codePoint: forbidden.codePoint }) };
  }
  const composed = composeDocument(file.text, load);
  if ('beyond' in composed) return { mistake: beyond(file, composed) };
  const mistake = syntaxError(file, composed);
  return mistake === undefined ? composed : { mistake };
}

function beyond(file: SourceFile, { beyond: limit, offset }: Extract<Composed, { beyond: string }>): Diagnostic {
  const at = textPlace(file, offset, offset + 1);
  return limit === 'depth'
    ? finding.tooDeep(at, { limit: MAX_DEPTH })
    : finding.tooHeavy(at, { megabytes: MAX_WEIGHT / 1_000_000 });
}

function textPlace(file: SourceFile, start: number, end: number): Place {
  return { in: 'text', file: file.id, start, end };
}
