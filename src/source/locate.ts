/** Diagnostics -> file, line, column and the surrounding source lines. Only this file reads positions; checks use paths. */
import type { SourcePath } from '../base/brand.ts';
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import type { LocatedDiagnostic, Position, Range } from '../diag/located.ts';
import { blotted, withoutSecrets } from './mask-lines.ts';
import { entryOf, nodeAt, type SourceFile, type Span, type Tree } from './tree.ts';

/**
 * Adds lines and columns, sorts (file, offset, severity, code) and drops repetitions. A place gets its lines when it is read: of
 * thousands of findings, few are shown.
 */
export function locate(
  files: readonly SourceFile[],
  tree: Tree | undefined,
  found: readonly Diagnostic[],
): readonly LocatedDiagnostic[] {
  const spotOf = finder(files, tree);
  const shown = shower(files, tree, found);
  const spotted = found.map((diagnostic) => ({ diagnostic, spot: spotOf(diagnostic.at) }));
  return spotted
    .toSorted(inReadingOrder)
    .filter((one, index, all) => !isSame(one, all[index - 1]))
    .map(({ diagnostic: { code, severity, message, help, at, related, facts, accepted }, spot }) => ({
      code,
      severity,
      message,
      facts,
      ...(help === undefined ? {} : { help }),
      ...(accepted === undefined ? {} : { accepted: { because: accepted.because } }),
      get where() {
        return shown(spot);
      },
      ...(at.in === 'model' && at.path.length > 0 ? { path: at.path.join('/') } : {}),
      get related() {
        return related.map(({ at: place, message }) => ({ where: shown(spotOf(place)), message }));
      },
    }));
}

/** Finds places in the files. Secrets in the diagnostics are hidden in every line that is shown. */
export function locator(
  files: readonly SourceFile[],
  tree: Tree | undefined,
  found: readonly Diagnostic[],
): (place: Place) => Range | string {
  const [spotOf, shown] = [finder(files, tree), shower(files, tree, found)];
  return (place) => shown(spotOf(place));
}

/** A place in one of the files, or words for one that is in none. */
type Spot = Span | string;

function finder(files: readonly SourceFile[], tree: Tree | undefined): (place: Place) => Spot {
  const lengths = new Map(files.map(({ id, text }) => [id, text.length]));
  return (place) => {
    switch (place.in) {
      case 'text':
        return spanIn(place, lengths) ?? place.file;
      case 'model':
        return spanIn(spanOf(place, tree), lengths) ?? place.path.join('/');
      case 'file':
        return place.file;
      case 'output':
        return `${place.node}:${place.path}${place.line === undefined ? '' : `:${place.line}`}`;
      case 'node':
        return place.node;
      case 'nowhere':
        return '';
    }
  };
}

/** Undefined in a file that is not there. The YAML library places something missing at the end one character too far. */
function spanIn(span: Span | undefined, lengths: ReadonlyMap<string, number>): Span | undefined {
  const length = span === undefined ? undefined : lengths.get(span.file);
  if (span === undefined || length === undefined) return undefined;
  return span.end <= length ? span : { file: span.file, start: Math.min(span.start, length), end: length };
}

function shower(
  files: readonly SourceFile[],
  tree: Tree | undefined,
  found: readonly Diagnostic[],
): (spot: Spot) => Range | string {
  const hidden = found.flatMap(({ at }) =>
    at.in === 'model' && at.secret === true && tree !== undefined ? (nodeAt(tree, at.path)?.span ?? []) : [],
  );
  const inFile = ({ id }: SourceFile) => hidden.filter((span) => span.file === id);
  const texts = new Map<string, Text>();
  // Created on first use: most files are never needed, and to find secrets, the whole text has to be read.
  const textOf = (id: string): Text | undefined => {
    const file = texts.has(id) ? undefined : files.find((one) => one.id === id);
    if (file !== undefined) texts.set(id, new Text(file, inFile(file)));
    return texts.get(id);
  };
  return (spot) => (typeof spot === 'string' ? spot : (textOf(spot.file)?.range(spot.start, spot.end) ?? spot.file));
}

function spanOf({ path, part }: Extract<Place, { in: 'model' }>, tree: Tree | undefined): Span | undefined {
  return tree === undefined ? undefined : spanAt(tree, path, part);
}

/** The span of a value or key; for an absent one, the key of its deepest existing ancestor. */
function spanAt(root: Tree, path: SourcePath, part: 'key' | 'value'): Span | undefined {
  let node = root;
  let key: Span | undefined;
  for (const step of path) {
    const next = entryOf(node, step);
    if (next === undefined) return key ?? startOf(root);
    key = 'keySpan' in next ? next.keySpan : next.span;
    node = 'keySpan' in next ? next.value : next;
  }
  return part === 'key' || node.kind !== 'scalar' || isEmpty(node.span) ? (key ?? startOf(root)) : node.span;
}

/** Is there no text? A caret below it would point at nothing. */
function isEmpty({ start, end }: Span): boolean {
  return start === end;
}

/** The first key of the site, for something missing at the top level. */
function startOf(root: Tree): Span {
  return root.kind === 'map' ? (root.entries[0]?.keySpan ?? root.span) : root.span;
}

const CONTEXT_LINES = 2;
/** Of a longer line an excerpt holds what is around the place: JSON has an excerpt for every finding. Our choice. */
const LONGEST = 2000;

/** A file's text with its line starts. Lines and columns count from 1; columns count characters, not UTF-16 units. */
class Text {
  readonly #file: SourceFile;
  readonly #starts: readonly number[];
  /** Offsets of the second halves of characters that take two UTF-16 units. */
  readonly #halves: readonly number[];

  /** Text in the hidden spans is masked wherever a line is shown. */
  constructor(file: SourceFile, hidden: readonly Span[]) {
    this.#file = { ...file, text: withoutSecrets(blotted(file.text, hidden)) };
    this.#starts = [0, ...[...file.text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
    this.#halves = [...file.text.matchAll(/[\udc00-\udfff]/g)].map(({ index }) => index);
  }

  range(start: number, end: number): Range {
    const from = this.#position(start);
    const first = Math.max(1, from.line - CONTEXT_LINES);
    const skipped = this.#skipped(from);
    const lines = () => Array.from({ length: from.line - first + 1 }, (_, index) => this.#line(first + index, skipped));
    const begin = this.#starts[from.line - 1] ?? 0;
    return {
      file: this.#file.id,
      start: from,
      end: this.#position(Math.max(start, end)),
      // Cut out when it is shown: of thousands of findings, a few are.
      get excerpt() {
        return lines();
      },
      ...(skipped === 0 ? {} : { cut: this.#characters(begin, begin + skipped) }),
    };
  }

  #position(offset: number): Position {
    const line = lastAtMost(this.#starts, offset) + 1;
    const column = this.#characters(this.#starts[line - 1] ?? 0, offset) + 1;
    return { line, column, offset };
  }

  /** UTF-16 units of the line that are too far to the left of a place to be shown. */
  #skipped({ line, offset }: Position): number {
    const begin = this.#starts[line - 1] ?? 0;
    const skipped = Math.max(0, offset - begin - LONGEST / 2);
    return isSecondHalf(this.#file.text, begin + skipped) ? skipped - 1 : skipped;
  }

  #line(number: number, skipped: number): string {
    const [start = 0, end] = [this.#starts[number - 1], this.#starts[number]];
    const line = this.#file.text.slice(start + skipped, end === undefined ? undefined : Math.max(start + skipped, end));
    return line.slice(0, LONGEST).replace(/[\r\n]+$/, '');
  }

  /** Characters between two offsets. */
  #characters(from: number, to: number): number {
    return to - from - (below(this.#halves, to) - below(this.#halves, from));
  }
}

function isSecondHalf(text: string, offset: number): boolean {
  return (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
}

/** How many numbers of an ascending list are less than a limit. */
function below(numbers: readonly number[], limit: number): number {
  return numbers.length === 0 || (numbers[0] ?? 0) >= limit ? 0 : lastAtMost(numbers, limit - 1) + 1;
}

/** Index of the last number that is at most the limit, in an ascending list. */
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

type Spotted = { readonly diagnostic: Diagnostic; readonly spot: Spot };

function inReadingOrder(a: Spotted, b: Spotted): number {
  return (
    compare(fileOf(a), fileOf(b)) ||
    offsetOf(a) - offsetOf(b) ||
    SEVERITIES.indexOf(a.diagnostic.severity) - SEVERITIES.indexOf(b.diagnostic.severity) ||
    compare(a.diagnostic.code, b.diagnostic.code) ||
    compare(a.diagnostic.message, b.diagnostic.message)
  );
}

/** Repetitions stand next to each other when they are sorted. */
function isSame(one: Spotted, other: Spotted | undefined): boolean {
  return other !== undefined && inReadingOrder(one, other) === 0;
}

function fileOf({ spot }: Spotted): string {
  return typeof spot === 'string' ? spot : spot.file;
}

function offsetOf({ spot }: Spotted): number {
  return typeof spot === 'string' ? -1 : spot.start;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
