/** Date expressions of rules. Pacemaker Explained, "Date/Time Expressions". All times are UTC, in seconds since 1970. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { integerOf } from './text.ts';

/** True if a date_expression holds at `now`. */
export function dateHolds(expression: XmlElement, now: number): boolean {
  const start = timeOf(attributeOf(expression, 'start'));
  const end = timeOf(attributeOf(expression, 'end')) ?? endAfter(start, elementsIn(expression, 'duration')[0]);
  switch ((attributeOf(expression, 'operation') ?? 'in_range').toLowerCase()) {
    case 'in_range':
      return (start !== undefined || end !== undefined) && now >= (start ?? now) && now <= (end ?? now);
    case 'gt':
      return start !== undefined && now > start;
    case 'lt':
      return end !== undefined && now < end;
    case 'date_spec':
      return elementsIn(expression, 'date_spec').every((spec) => specHolds(spec, new Date(now * 1000)));
    default:
      return false;
  }
}

/** Seconds since 1970 of `2026-11-29`, `2026-11-29 12:00:00`, `2026-11-29T12:00:00Z`, or with an offset. Default: UTC. */
function timeOf(text: string | undefined): number | undefined {
  const [, day, clock = '00:00:00', zone = 'Z'] =
    /^\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?\s*(Z|[-+][0-9]{2}:?[0-9]{2})?\s*$/.exec(
      text ?? '',
    ) ?? [];
  const millis = day === undefined ? Number.NaN : Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(millis) ? undefined : millis / 1000;
}

function endAfter(start: number | undefined, duration: XmlElement | undefined): number | undefined {
  if (start === undefined || duration === undefined) return undefined;
  const amount = (name: string) => integerOf(attributeOf(duration, name));
  const date = new Date(start * 1000);
  date.setUTCFullYear(date.getUTCFullYear() + amount('years'));
  date.setUTCMonth(date.getUTCMonth() + amount('months'));
  const days = amount('weeks') * 7 + amount('days');
  return date.getTime() / 1000 + days * 86_400 + amount('hours') * 3600 + amount('minutes') * 60 + amount('seconds');
}

function specHolds(spec: XmlElement, date: Date): boolean {
  const fields = fieldsOf(date);
  return Object.entries(fields).every(([name, value]) => {
    const range = attributeOf(spec, name);
    return range === undefined || inRange(range, value);
  });
}

function fieldsOf(date: Date): { readonly [name: string]: number } {
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const weekday = date.getUTCDay() || 7;
  const thursday = new Date(date.getTime() + (4 - weekday) * 86_400_000);
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 604_800_000) + 1;
  return {
    years: date.getUTCFullYear(),
    months: date.getUTCMonth() + 1,
    monthdays: date.getUTCDate(),
    hours: date.getUTCHours(),
    minutes: date.getUTCMinutes(),
    seconds: date.getUTCSeconds(),
    yeardays: Math.floor((date.getTime() - startOfYear) / 86_400_000) + 1,
    weekyears: thursday.getUTCFullYear(),
    weeks: week,
    weekdays: weekday,
  };
}

/** `5`, `1-5`, `1-`, `-5`. */
function inRange(text: string, value: number): boolean {
  const [, low, dash, high] = /^\s*([0-9]*)(-?)([0-9]*)\s*$/.exec(text) ?? [];
  if (dash === undefined) return false;
  if (dash === '') return value === integerOf(low);
  return value >= integerOf(low) && (high === '' || value <= integerOf(high));
}
