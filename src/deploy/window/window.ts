/**
 * Maintenance windows and a time -> whether one is open, until when, or when the next one opens. Pure.
 *
 * croner maps clock times of a time zone: a time that summer time skips is when the clock has jumped, and of a time that occurs
 * twice the first counts. So a window within the skipped hour does not exist on that day, and none ends late.
 */
import type { Cron } from 'croner';
import type { Window } from '../../base/window.ts';

/** From `from` until before `until`; `timezone` is that of the window that ends it, for display. */
export type OpenTime = { readonly from: Date; readonly until: Date; readonly timezone: string };

export type WindowState =
  /** `until` null: no end. */
  | { readonly open: true; readonly until: Date; readonly timezone: string }
  | { readonly open: true; readonly until: null }
  | { readonly open: false; readonly next: OpenTime };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any window: 24 hours, plus a change of summer time. */
const LONGEST = 2 * DAY;
/** Windows open for this long without a break are always open, as they repeat every week. */
const ALWAYS = 8 * DAY;
/** How far ahead to search: a weekly window may be skipped in one week, see above, but not in the following ones. */
const AHEAD = 24 * DAY;

/** Overlapping or adjacent windows count as one. Without windows it is always open, and no library is loaded. */
export async function windowAt(windows: readonly Window[], now: Date): Promise<WindowState> {
  if (windows.length === 0) return { open: true, until: null };
  const { Cron } = await import('croner');
  const cronOf: CronOf = (pattern, timezone) => new Cron(pattern, { timezone, paused: true });
  const times = windows.flatMap((window) => [...occurrences(window, now, cronOf)]);
  const first = joined(times).find(({ until }) => until > now);
  if (first === undefined) throw new Error('bug: a window that never opens');
  if (first.from > now) return { open: false, next: first };
  const { until, timezone } = first;
  return until.getTime() - now.getTime() > ALWAYS ? { open: true, until: null } : { open: true, until, timezone };
}

type CronOf = (pattern: string, timezone: string) => Cron;

/** The times of one window, from shortly before until some weeks after. */
function* occurrences({ days, from, to, timezone }: Window, now: Date, cronOf: CronOf): Generator<OpenTime> {
  const begins = cronOf(`${clock(from)} * * ${days.join(',')}`, timezone);
  const ends = cronOf(`${clock(to)} * * *`, timezone);
  const isNextDay = to <= from || to === '24:00';
  let start = begins.nextRun(new Date(now.getTime() - LONGEST));
  while (start !== null && start.getTime() < now.getTime() + AHEAD) {
    // `nextRun` gives a later time. If both times were skipped on a day, the window ends where it starts.
    const until = ends.nextRun(isNextDay ? start : new Date(start.getTime() - 1000));
    if (until !== null && until > start) yield { from: start, until, timezone };
    start = begins.nextRun(start);
  }
}

/** `04:00` -> seconds, minute and hour of a cron pattern. */
function clock(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `0 ${minute} ${hour === 24 ? 0 : hour}`;
}

function joined(times: readonly OpenTime[]): readonly OpenTime[] {
  const result: OpenTime[] = [];
  for (const time of times.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = result.at(-1);
    if (last === undefined || last.until < time.from) result.push(time);
    else if (last.until < time.until) result.push({ ...time, from: result.pop()?.from ?? time.from });
  }
  return result;
}
