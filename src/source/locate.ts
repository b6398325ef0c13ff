/**
 * Diagnostics -> places a person can open: file, line, column and the source lines around.
 * The only reader of positions; checks speak in paths.
 */
import type { SourcePath } from '../base/brand.ts';
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import type { LocatedDiagnostic, Position, Range } from '../diag/located.ts';
import type { SourceFile, Span, Tree, TreeEntry } from './tree.ts';

/** Adds lines and columns, sorts (file, offset, severity, code) and drops repetitions. */
export function locate(
  files: readonly SourceFile[],
  tree: Tree | undefined,
  found: readonly Diagnostic[],
): readonly LocatedDiagnostic[] {
  const hidden = found.flatMap(({ at }) => (at.in === 'model' && at.secret === true ? (spanOf(at, tree) ?? []) : []));
  const texts = new Map(
    files.map((file) => [
      file.id,
      new Text(
        file,
        hidden.filter(({ file: id }) => id === file.id),
      ),
    ]),
  );
  const where = (place: Place): Range | string => whereOf(place, texts, tree);
  const located = found.map(({ at, related, ...rest }) => ({
    ...rest,
    where: where(at),
    related: related.map(({ at: place, message }) => ({ where: where(place), message })),
  }));
  return distinct(located.toSorted(inReadingOrder));
}

function whereOf(place: Place, texts: ReadonlyMap<string, Text>, tree: Tree | undefined): Range | string {
  switch (place.in) {
    case 'text':
      return texts.get(place.file)?.range(place.start, place.end) ?? place.file;
    case 'model': {
      const span = spanOf(place, tree);
      return (span && texts.get(span.file)?.range(span.start, span.end)) ?? place.path.join('/');
    }
    case 'file':
      return place.file;
    case 'output':
      return `${place.node}:${place.path}${place.line === undefined ? '' : `:${place.line}`}`;
    case 'node':
      return place.node;
    case 'nowhere':
      return '';
  }
}

function spanOf({ path, part }: Extract<Place, { in: 'model' }>, tree: Tree | undefined): Span | undefined {
  return tree === undefined ? undefined : spanAt(tree, path, part);
}

/** The span of a value or key; an absent one falls back to the key of the deepest ancestor that is there. */
function spanAt(root: Tree, path: SourcePath, part: 'key' | 'value'): Span | undefined {
  let node = root;
  let key: Span | undefined;
  for (const step of path) {
    const next = stepInto(node, step);
    if (next === undefined) return key ?? startOf(root);
    key = 'keySpan' in next ? next.keySpan : next.span;
    node = 'keySpan' in next ? next.value : next;
  }
  return part === 'key' || node.kind !== 'scalar' ? (key ?? startOf(root)) : node.span;
}

function stepInto(node: Tree, step: string | number): Tree | TreeEntry | undefined {
  if (node.kind === 'list') return node.items[Number(step)];
  if (node.kind === 'map') return node.entries.find(({ key }) => key === step);
  return undefined;
}

/** The first key of the site: where something is missing at the top. */
function startOf(root: Tree): Span {
  return root.kind === 'map' ? (root.entries[0]?.keySpan ?? root.span) : root.span;
}

const CONTEXT_LINES = 2;

/** One file's text with its line starts. Lines and columns count from 1; columns count characters, not UTF-16 units. */
class Text {
  readonly #file: SourceFile;
  readonly #starts: readonly number[];

  /** What stands in the hidden spans is blotted out wherever a line of it is shown. */
  constructor(file: SourceFile, hidden: readonly Span[]) {
    this.#file = { ...file, text: hidden.reduce(blotted, file.text) };
    this.#starts = [0, ...[...file.text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  range(start: number, end: number): Range {
    const from = this.#position(start);
    const first = Math.max(1, from.line - CONTEXT_LINES);
    const excerpt = Array.from({ length: from.line - first + 1 }, (_, index) => this.#line(first + index));
    return { file: this.#file.id, start: from, end: this.#position(Math.max(start, end)), excerpt };
  }

  #position(offset: number): Position {
    const line = lastAtMost(this.#starts, offset) + 1;
    const column = charactersIn(this.#file.text, this.#starts[line - 1] ?? 0, offset) + 1;
    return { line, column, offset };
  }

  #line(number: number): string {
    return this.#file.text.slice(this.#starts[number - 1], this.#starts[number]).replace(/[\r\n]+$/, '');
  }
}

/** Characters between two offsets, without a copy: a site on one line has thousands of places in it. */
function charactersIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < Math.min(to, text.length); index += 1)
    if ((text.charCodeAt(index) & 0xfc00) !== 0xdc00) count += 1;
  return count;
}

function blotted(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, '*') + text.slice(end);
}

/** Index of the last number that is not above the limit, in an ascending list. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

const SEVERITIES = ['error', 'warning', 'note'];

function inReadingOrder(a: LocatedDiagnostic, b: LocatedDiagnostic): number {
  return (
    compare(fileOf(a), fileOf(b)) ||
    offsetOf(a) - offsetOf(b) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

function fileOf({ where }: LocatedDiagnostic): string {
  return typeof where === 'string' ? where : where.file;
}

function offsetOf({ where }: LocatedDiagnostic): number {
  return typeof where === 'string' ? -1 : where.start.offset;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function distinct(found: readonly LocatedDiagnostic[]): readonly LocatedDiagnostic[] {
  const seen = new Set<string>();
  return found.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, fileOf(diagnostic), offsetOf(diagnostic), diagnostic.message]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}
