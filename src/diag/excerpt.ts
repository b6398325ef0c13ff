/** The source lines above a place and carets below it, clipped to the screen. Pure. */
import type { Range } from './located.ts';
import { columnsOf, PLAIN, visible } from './visible.ts';

export type ExcerptPaint = { readonly dim: (text: string) => string; readonly red: (text: string) => string };

/** Least width of the text, so that it is readable. */
const NARROWEST = 20;
const CUT = '…';

/** Lines with numbers; of a line longer than the screen, the part around the place. */
export function* excerpt(range: Range, columns: number, paint: ExcerptPaint): Generator<string> {
  const { start, end, cut = 0 } = range;
  const column = start.column - cut;
  const width = String(start.line).length + 2;
  const gutter = (text: string | number) => paint.dim(`${String(text).padStart(width)} │ `);
  const room = Math.max(NARROWEST, columns - width - 3);
  const lines = range.excerpt.map(signsOf);
  const last = lines.length - 1;
  const line = lines[last] ?? '';
  const shift = Math.max(scroll(line, column, room), cut > 0 ? 1 : 0);
  for (const [index, text] of lines.entries())
    yield `${gutter(start.line - last + index)}${clip(text, shift, room).text}`.trimEnd();
  const { from, to } = clip(line, shift, room);
  const before = columnsOf(part(line, from, column - 1)) + (from > 0 ? 1 : 0);
  const until = end.line === start.line ? Math.min(to, end.column - cut - 1) : column;
  yield `${gutter('')}${' '.repeat(before)}${paint.red('^'.repeat(Math.max(1, columnsOf(part(line, column - 1, until)))))}`;
}

/** The characters of a line. A string has each of them at its index where none takes two UTF-16 units, as in most lines. */
type Signs = string | readonly string[];

function signsOf(text: string): Signs {
  return PLAIN.test(text) ? text : [...visible(text)];
}

function part(line: Signs, from: number, to?: number): string {
  return typeof line === 'string' ? line.slice(from, to) : line.slice(from, to).join('');
}

/** Number of characters to skip on the left so that the place is visible. */
function scroll(line: Signs, column: number, room: number): number {
  const reach = columnsOf(part(line, 0, column));
  if (columnsOf(part(line, 0)) <= room || reach < room - 10) return 0;
  return Math.max(0, column - Math.floor(room / 2));
}

/** The part of a line that fits, with a mark where it was clipped. */
function clip(line: Signs, shift: number, room: number): { text: string; from: number; to: number } {
  const left = shift > 0 && line.length > 0 ? CUT : '';
  const from = shift > 0 ? shift + 1 : 0;
  const rest = part(line, from);
  if (columnsOf(rest) <= room - left.length) return { text: left + rest, from, to: line.length };
  let to = from;
  for (let used = left.length; used < room; to++) {
    used += columnsOf(line[to] ?? '');
    if (used >= room) break;
  }
  return { text: `${left}${part(line, from, to)}${CUT}`, from, to };
}
