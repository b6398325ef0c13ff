/** Edits of the text of a site: keys taken out, values replaced. Everything else stays byte for byte, comments too. Pure. */
import type { SourcePath } from '../base/brand.ts';
import {
  entryOf,
  nodeAt,
  type MapNode,
  type SourceFile,
  type Span,
  type Tree,
  type TreeEntry,
} from '../source/tree.ts';

export type Edit =
  | { readonly kind: 'remove'; readonly path: SourcePath; readonly because: string }
  /** `text`: YAML of one line. */
  | { readonly kind: 'replace'; readonly path: SourcePath; readonly text: string }
  /** Adds `key: text` before an entry that is there. */
  | { readonly kind: 'before'; readonly path: SourcePath; readonly text: string };

type Splice = { readonly span: Span; readonly text: string };

/** The files with all edits. Paths that the site does not have are left out. A map whose last key goes is taken out as well. */
export function edited(files: readonly SourceFile[], tree: Tree, edits: readonly Edit[]): readonly SourceFile[] {
  const removed = closed(tree, edits);
  const all = [...removed, ...edits.filter(({ kind }) => kind !== 'remove')];
  return files.map((file) => {
    const splices = all.flatMap((edit) => spliceOf(edit, tree, file) ?? []);
    return { ...file, text: applied(file.text, splices) };
  });
}

type Removal = Extract<Edit, { kind: 'remove' }>;

/** Removals, with maps that would be empty in place of their keys. */
function closed(tree: Tree, edits: readonly Edit[]): readonly Removal[] {
  let removals = edits.filter(
    (edit): edit is Removal => edit.kind === 'remove' && nodeAt(tree, edit.path) !== undefined,
  );
  for (;;) {
    const paths = new Set(removals.map(keyOf));
    const empty = removals.find(
      ({ path }) => path.length > 2 && isEmptied(nodeAt(tree, path.slice(0, -1)), path.slice(0, -1), paths),
    );
    if (empty === undefined) return removals.filter(({ path }) => !isInside(path, paths));
    const parent = empty.path.slice(0, -1);
    removals = [...removals, { ...empty, path: parent }].filter(
      ({ path }) => path.length <= parent.length || !startsWith(path, parent),
    );
  }
}

function isEmptied(node: Tree | undefined, path: SourcePath, removed: ReadonlySet<string>): boolean {
  return node?.kind === 'map' && node.entries.every(({ key }) => removed.has(keyOf({ path: [...path, key] })));
}

function keyOf({ path }: { readonly path: SourcePath }): string {
  return path.join('\n');
}

function startsWith(path: SourcePath, start: SourcePath): boolean {
  return start.every((step, index) => path[index] === step);
}

function isInside(path: SourcePath, removed: ReadonlySet<string>): boolean {
  return path.some((_step, index) => index > 0 && removed.has(keyOf({ path: path.slice(0, index) })));
}

/** The edit in one file; undefined if it is about another file or nothing. */
function spliceOf(edit: Edit, tree: Tree, { id, text }: SourceFile): Splice | undefined {
  const parent = nodeAt(tree, edit.path.slice(0, -1));
  const entry = parent === undefined ? undefined : entryOf(parent, edit.path.at(-1) ?? '');
  if (parent?.kind !== 'map' || entry === undefined || !('keySpan' in entry)) return undefined;
  if (entry.keySpan.file !== id) return undefined;
  if (edit.kind === 'replace') return { span: entry.value.span, text: edit.text };
  if (edit.kind === 'before') return addition(entry, edit.text, text);
  const start = text.lastIndexOf('\n', entry.keySpan.start - 1) + 1;
  const isBlock = /^[ ]*$/.test(text.slice(start, entry.keySpan.start)) && !isFlow(parent, text);
  return isBlock ? commentedOut(entry, start, edit.because, text) : cut(entry, parent, text);
}

function isFlow({ span }: MapNode, text: string): boolean {
  return text[span.start] === '{';
}

function addition({ keySpan }: TreeEntry, added: string, text: string): Splice {
  const start = text.lastIndexOf('\n', keySpan.start - 1) + 1;
  const indent = text.slice(start, keySpan.start);
  const isOwnLine = /^[ ]*$/.test(indent);
  const at = isOwnLine ? start : keySpan.start;
  return { span: { ...keySpan, start: at, end: at }, text: isOwnLine ? `${indent}${added}\n` : `${added}, ` };
}

/** The lines of a key as comments, below one that says why. */
function commentedOut({ keySpan, value }: TreeEntry, start: number, because: string, text: string): Splice {
  const last = Math.max(
    keySpan.end,
    value.span.end - (/\s*$/.exec(text.slice(keySpan.end, value.span.end))?.[0].length ?? 0),
  );
  const newline = text.indexOf('\n', last);
  const end = newline < 0 ? text.length : newline;
  const indent = text.slice(start, keySpan.start);
  const lines = text
    .slice(start, end)
    .split('\n')
    .map((line) => `${indent}# ${line.slice(indent.length)}`.trimEnd());
  return { span: { file: keySpan.file, start, end }, text: [`${indent}# ${because}`, ...lines].join('\n') };
}

/** Without a key of a map in braces, or the first key of an item of a list. */
function cut({ keySpan, value, key }: TreeEntry, parent: MapNode, text: string): Splice {
  const index = parent.entries.findIndex((one) => one.key === key);
  const [before, next] = [parent.entries[index - 1], parent.entries[index + 1]];
  const { file } = keySpan;
  if (next !== undefined) return { span: { file, start: keySpan.start, end: next.keySpan.start }, text: '' };
  const end = isFlow(parent, text) ? value.span.end : keySpan.end;
  return { span: { file, start: before?.value.span.end ?? keySpan.start, end }, text: '' };
}

/** From the end, so that offsets stay right. A splice inside another one is left out. */
function applied(text: string, splices: readonly Splice[]): string {
  const width = ({ span }: Splice) => span.end - span.start;
  const isInsertion = (splice: Splice) => Number(width(splice) === 0);
  const sorted = splices.toSorted(
    (a, b) => a.span.start - b.span.start || isInsertion(b) - isInsertion(a) || width(b) - width(a),
  );
  const pieces: string[] = [];
  let done = 0;
  for (const { span, text: fresh } of sorted) {
    if (span.start < done) continue;
    pieces.push(text.slice(done, span.start), fresh);
    done = span.end;
  }
  return pieces.join('') + text.slice(done);
}
