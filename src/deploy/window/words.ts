/** Maintenance windows in words. */
import type { WindowState } from './window.ts';

const MINUTE = 60_000;

/** `open until Sat 28 Nov 04:00 Europe/Berlin (in 3 h 12 min)`; `closed; next: Sat 28 Nov 22:00 to Sun 29 Nov 04:00 ...`. */
export function describeWindow(state: WindowState, now: Date): string {
  return state.open ? `open${endOf(state, now)}` : `closed; next: ${nextOf(state, now)}`;
}

function endOf(state: Extract<WindowState, { open: true }>, now: Date): string {
  return state.until === null
    ? ', without an end'
    : ` until ${moment(state.until, state.timezone)} ${inTime(state.until, now)}`;
}

function nextOf({ next: { from, until, timezone } }: Extract<WindowState, { open: false }>, now: Date): string {
  return `${clockOf(from, timezone)} to ${moment(until, timezone)} ${inTime(from, now)}`;
}

/** `Sat 28 Nov 04:00 Europe/Berlin`. */
export function moment(time: Date, timezone: string): string {
  return `${clockOf(time, timezone)} ${timezone}`;
}

function clockOf(time: Date, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { ...FIELDS, timeZone: timezone }).formatToParts(time);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('hour')}:${part('minute')}`;
}

const FIELDS = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

function inTime(time: Date, now: Date): string {
  return `(in ${duration(time.getTime() - now.getTime())})`;
}

/** The two largest units: `2 d 3 h`, `3 h 12 min`; seconds are dropped, so it is never too long. */
export function duration(millis: number): string {
  const minutes = Math.floor(millis / MINUTE);
  if (minutes < 1) return 'less than 1 min';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? both(hours, 'h', minutes % 60, 'min') : both(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function both(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}
