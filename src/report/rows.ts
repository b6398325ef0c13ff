/** Aligned rows; of many rows, equal ones are folded. Pure. */
import type picocolors from 'picocolors';
import { greatest } from '../base/lists.ts';
import type { Cell } from '../base/cell.ts';
import { columnsOf, visible } from '../diag/visible.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;
export type Row = { readonly name: string; readonly cells: readonly Cell[] };

/** Up to this many rows are not folded. Our choice: what a reader takes in at once. */
export const FEW = 8;
/** A longer text does not widen its column. */
const WIDEST = 40;

/** Aligned lines. Above FEW rows, rows that differ only in their name are folded. Empty columns are omitted. */
export function rowLines(rows: readonly Row[], paint: Paint): readonly string[] {
  const shown = (rows.length > FEW ? folded(rows) : rows).map(({ name, cells }) => [{ text: name }, ...cells]);
  const count = greatest(
    shown.map((cells) => cells.length),
    0,
  );
  const columns = Array.from({ length: count }, (_, at) => shown.map((cells) => cells[at] ?? { text: '' }));
  const used = columns
    .filter((column) => column.some(({ text }) => text !== ''))
    .map((column) => padded(column, paint));
  return shown.map((_, line) => `  ${used.map((column) => column[line] ?? '').join('  ')}`.trimEnd());
}

function folded(rows: readonly Row[]): readonly Row[] {
  const groups = new Map<string, { readonly cells: readonly Cell[]; readonly names: string[] }>();
  for (const { name, cells } of rows) {
    const key = JSON.stringify(cells);
    const group = groups.get(key) ?? { cells, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ cells, names }) => ({ name: ranges(names), cells }));
}

function padded(column: readonly Cell[], paint: Paint): readonly string[] {
  const widths = column.map(({ text }) => columnsOf(visible(text)));
  const width = greatest(
    widths.filter((one) => one <= WIDEST),
    0,
  );
  return column.map(({ text, paint: colour }, line) => {
    const room = ' '.repeat(Math.max(0, width - (widths[line] ?? 0)));
    // Padding is outside of the colour, so that it can be trimmed at the end of a line.
    return text === '' ? room : `${colour === undefined ? visible(text) : paint[colour](visible(text))}${room}`;
  });
}

/** `host1-host3, host5`: names that differ only in a consecutive trailing number form a range. */
export function ranges(names: readonly string[]): string {
  const runs: { readonly first: string; last: string }[] = [];
  for (const name of names) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run.last, name)) run.last = name;
    else runs.push({ first: name, last: name });
  }
  return runs
    .map(({ first, last }) => (first === last ? first : `${first}${follows(first, last) ? ', ' : '-'}${last}`))
    .join(', ');
}

function follows(name: string, next: string): boolean {
  const [, letters, digits = ''] = /^(.*?)([0-9]{1,9})$/.exec(name) ?? [];
  if (letters === undefined) return false;
  return next === `${letters}${String(Number(digits) + 1).padStart(digits.length, '0')}`;
}
