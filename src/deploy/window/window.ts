/**
 * Maintenance windows and a time -> whether one is open, until when, or when the next one opens. Pure.
 *
 * croner knows when the clock of a zone shows a time: one that summer time skips is when the clock has jumped, and of one
 * that comes twice the first counts. So a window within the skipped hour is none on that day, and none ends late.
 */
import type { Cron } from 'croner';
import type { Window } from '../../base/window.ts';

/** From `from` on, without `until`; `timezone` is that of the window which gives the end, for showing it. */
export type OpenTime = { readonly from: Date; readonly until: Date; readonly timezone: string };

export type WindowState =
  /** `until` null: there is no end. */
  | { readonly open: true; readonly until: Date; readonly timezone: string }
  | { readonly open: true; readonly until: null }
  | { readonly open: false; readonly next: OpenTime };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any window: 24 hours, and what a change of summer time adds. */
const LONGEST = 2 * DAY;
/** What is open for so long without a break is always open: windows are the same in every week. */
const ALWAYS = 8 * DAY;
/** A window of one day in the week may not exist in one week, see above, but it does in the next ones. */
const AHEAD = 24 * DAY;

/** Windows that overlap, or follow each other without a break, are one. Without windows it is always open, and nothing is loaded. */
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

/** The times of one window from shortly before until some weeks after. */
function* occurrences({ days, from, to, timezone }: Window, now: Date, cronOf: CronOf): Generator<OpenTime> {
  const begins = cronOf(`${clock(from)} * * ${days.join(',')}`, timezone);
  const ends = cronOf(`${clock(to)} * * *`, timezone);
  const isNextDay = to <= from || to === '24:00';
  let start = begins.nextRun(new Date(now.getTime() - LONGEST));
  while (start !== null && start.getTime() < now.getTime() + AHEAD) {
    // `nextRun` gives what comes after; a day on which both times were skipped ends the window where it begins.
    const until = ends.nextRun(isNextDay ? start : new Date(start.getTime() - 1000));
    if (until !== null && until > start) yield { from: start, until, timezone };
    start = begins.nextRun(start);
  }
}

/** `04:00` -> seconds, minute and hour of a pattern. */
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
