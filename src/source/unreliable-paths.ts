/** Paths that were not read correctly. Findings of the schema about those values would only repeat the error. */
import type { SourcePath } from '../base/brand.ts';
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import { duplicateKey } from './findings.ts';
import type { Span, Tree, TreeEntry } from './tree.ts';

/**
 * The deepest value at each error; several if an alias repeats it. A duplicate loses nothing, since the first one counts. What a
 * warning is about was read as it is written, and is judged like any other value.
 */
export function doubtfulPaths(tree: Tree, found: readonly Diagnostic[]): readonly SourcePath[] {
  return found.flatMap(({ code, severity, at }) =>
    at.in !== 'text' || severity !== 'error' || code === duplicateKey.code ? [] : pathsAround(tree, at),
  );
}

type TextPlace = Extract<Place, { in: 'text' }>;

function pathsAround(node: Tree, place: TextPlace): readonly SourcePath[] {
  const inside = childrenOf(node).flatMap(({ step, value, span }) => {
    const deeper = pathsAround(value, place);
    const paths = deeper.length === 0 && covers(span, place) ? [[]] : deeper;
    return paths.map((path) => [step, ...path]);
  });
  return inside.length === 0 && covers(node.span, place) ? [[]] : inside;
}

type Child = { readonly step: string | number; readonly value: Tree; readonly span: Span };

function childrenOf(node: Tree): readonly Child[] {
  if (node.kind === 'list') return node.items.map((value, step) => ({ step, value, span: value.span }));
  if (node.kind === 'map')
    return node.entries.map((entry) => ({ step: entry.key, value: entry.value, span: spanOf(entry) }));
  return [];
}

/** Key and value with everything in between, such as a tag. The value of an alias comes before the key. */
function spanOf({ keySpan, value }: TreeEntry): Span {
  return { ...keySpan, end: Math.max(keySpan.end, value.span.file === keySpan.file ? value.span.end : 0) };
}

function covers({ file, start, end }: Span, place: TextPlace): boolean {
  return file === place.file && start <= place.start && place.end <= end;
}
