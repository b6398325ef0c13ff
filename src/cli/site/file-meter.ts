/** Files written so far, as one line of a terminal that is overwritten; shown only when writing takes longer than a second. */
import { span } from '../../report/span.ts';
import type { Io } from '../io.ts';
import { clipped, CLEAR, LONG, REDRAW } from '../live-line.ts';

/** `written` is called with the number of files that are written; `end` clears the line. */
export function fileMeter(total: number, io: Pick<Io, 'err' | 'now'>) {
  const since = io.now();
  let drawn = since + LONG - REDRAW;
  let isShown = false;
  const written = (count: number) => {
    const now = io.now();
    if (!io.err.live || now - drawn < REDRAW) return;
    [drawn, isShown] = [now, true];
    io.err.write(CLEAR + clipped(meterLine(count, total, now - since), io));
  };
  const end = () => {
    if (isShown) io.err.write(CLEAR);
  };
  return { written, end };
}

/** `  write    1200 of 3064 files, 2 s left`: as fast as so far. */
function meterLine(count: number, total: number, millis: number): string {
  const left = count === total ? '' : `, ${span((millis / count) * (total - count))} left`;
  return `  ${'write'.padEnd(8)} ${count} of ${total} files${left}`;
}
