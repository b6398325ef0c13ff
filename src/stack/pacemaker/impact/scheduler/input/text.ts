/** How pacemaker reads values: scores, booleans, times, roles. Pacemaker Explained, "Rules" and "Scores"; measured with 2.1.5. */
import { own } from '../../../../../base/json.ts';

/** The largest score. Sums stay between -INFINITY and INFINITY. */
export const INFINITY = 1_000_000;

/** The sum of two scores; -INFINITY takes precedence. */
export function addScores(a: number, b: number): number {
  if (a <= -INFINITY || b <= -INFINITY) return -INFINITY;
  if (a >= INFINITY || b >= INFINITY) return INFINITY;
  return Math.max(-INFINITY, Math.min(INFINITY, a + b));
}

/** Scores for the colours of node health. */
export type HealthScores = { readonly red: number; readonly yellow: number; readonly green: number };

/** A parsed score. Invalid text counts as 0. */
export function scoreOf(text: string | undefined, health?: HealthScores): number {
  if (text === undefined) return 0;
  const word = text.toLowerCase();
  if (word === '-infinity') return -INFINITY;
  if (word === 'infinity' || word === '+infinity') return INFINITY;
  if (word === 'red' || word === 'yellow' || word === 'green') return health?.[word] ?? 0;
  return Math.max(-INFINITY, Math.min(INFINITY, integerOf(text)));
}

/** The leading whole number of a text, else 0. */
export function integerOf(text: string | undefined): number {
  return Number.parseInt(text ?? '', 10) || 0;
}

const BOOLEANS: { readonly [word: string]: boolean } = {
  true: true,
  on: true,
  yes: true,
  y: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  n: false,
  '0': false,
};

/** A parsed boolean. Undefined for other text. */
export function booleanOf(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : own(BOOLEANS, text.toLowerCase());
}

export function isTrue(text: string | undefined): boolean {
  return booleanOf(text) === true;
}

/** Milliseconds by unit prefix. Only the prefix is compared, so `2m30s` is two minutes. */
const UNITS: readonly (readonly [prefix: string, millis: number])[] = [
  ['ms', 1],
  ['us', 0.001],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
];

/** Milliseconds of `30`, `30s` or `5min`. Undefined for other text, such as `1d` and `PT5M`. */
export function millisOf(text: string | undefined): number | undefined {
  const [, number, unit = ''] = /^\s*([0-9.]+)\s*(.*)$/s.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  const found = UNITS.find(([prefix]) => unit.toLowerCase().startsWith(prefix));
  if (found === undefined && unit !== '' && !/^[\r\n]/.test(unit)) return undefined;
  return Math.trunc(integerOf(number) * (found?.[1] ?? 1000));
}

/** An interval in milliseconds, also from an ISO 8601 duration. Invalid text is 0. */
export function intervalOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const known = intervals.get(text);
  if (known !== undefined) return known;
  const interval = Math.max(0, text.startsWith('P') ? isoMillis(text) : (millisOf(text) ?? 0));
  if (intervals.size < MOST_INTERVALS) intervals.set(text, interval);
  return interval;
}

/** A document has few different ones, many times. */
const intervals = new Map<string, number>();
const MOST_INTERVALS = 1000;

const DAY = 86_400;

/** Days count from 1 as in a date, so `P1D` is zero (measured). */
function isoMillis(text: string): number {
  let [time, years, months, days, seconds] = [false, 0, 0, 0, 0];
  for (const [part, number, unit] of text.slice(1).matchAll(/T|([0-9]+)(.?)/g)) {
    const amount = Number(number);
    if (part === 'T') time = true;
    else if (unit === 'Y') years = amount;
    else if (unit === 'M' && !time) months = amount;
    else if (unit === 'M') seconds += amount * 60;
    else if (unit === 'W') days += amount * 7;
    else if (unit === 'D') days += amount;
    else if (unit === 'H') seconds += amount * 3600;
    else if (unit === 'S') seconds += amount;
    else return 0;
  }
  const whole = Math.max(0, years - 1) * 365 + months * 30 + Math.max(0, days - 1);
  return 1000 * (whole * DAY + seconds);
}

/** Roles in ascending order. */
export const Role = { unknown: 0, stopped: 1, started: 2, unpromoted: 3, promoted: 4 } as const;
export type Role = (typeof Role)[keyof typeof Role];

const ROLES: { readonly [word: string]: Role } = {
  stopped: Role.stopped,
  started: Role.started,
  unpromoted: Role.unpromoted,
  slave: Role.unpromoted,
  promoted: Role.promoted,
  master: Role.promoted,
};

export function roleOf(text: string | undefined): Role {
  return own(ROLES, (text ?? '').toLowerCase()) ?? Role.unknown;
}

/** Compares node names: case-insensitive, numbers by value, so `host9` precedes `host10`. */
export function compareNames(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => name.toLowerCase().match(/[0-9]+|[^0-9]/g) ?? []);
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const [x, y] = [left?.[at], right?.[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const order =
      /^[0-9]/.test(x) && /^[0-9]/.test(y) ? Number(x) - Number(y) || x.length - y.length : compareText(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** Compares texts by code unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Compares versions such as 3.16.1 number by number. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(integerOf));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const order = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (order !== 0) return Math.sign(order);
  }
  return 0;
}
