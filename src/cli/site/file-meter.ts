/** Files written so far, as one line of a terminal that is overwritten; shown only when writing takes longer than a second. */
import { span } from '../../report/span.ts';
import type { Io } from '../io.ts';
import { clipped, CLEAR, LONG, REDRAW } from '../live-line.ts';

/** `written` is called with the number of files that are written; `end` clears the line. */
export function fileMeter(total: number, io: Pick<Io, 'err' | 'now'>) {
  const since = io.now();
  let drawn = since + LONG - REDRAW;
  let first: Progress | undefined;
  const written = (count: number) => {
    const now = io.now();
    if (!io.err.live || now - drawn < REDRAW) return;
    drawn = now;
    first ??= { count, at: now };
    io.err.write(CLEAR + clipped(meterLine(first, { count, at: now }, total), io));
  };
  const end = () => {
    if (first !== undefined) io.err.write(CLEAR);
  };
  return { written, end };
}

/** Files that are written, and when. */
type Progress = { readonly count: number; readonly at: number };

/**
 * `  write    1200 of 3064 files, 2 s left`: as fast as since the first such line. The manifest is one of the first files and the
 * longest, so that the time before that line says nothing about the others.
 */
function meterLine(first: Progress, { count, at }: Progress, total: number): string {
  const isKnown = count > first.count && count < total;
  const left = isKnown ? `, ${span(((at - first.at) / (count - first.count)) * (total - count))} left` : '';
  return `  ${'write'.padEnd(8)} ${count} of ${total} files${left}`;
}
