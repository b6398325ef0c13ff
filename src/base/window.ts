/** Maintenance windows, as the site and a bundle's manifest say them. Plain data. */

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/**
 * Times that are the same in every week, on the clock of a time zone. A `to` that is not after `from` is one of the next
 * day: a window belongs to the day on which it starts. Decision 17.
 */
export type Window = {
  /** At least one; Monday first. */
  readonly days: readonly Day[];
  /** `22:00`; from 00:00 to 23:59. */
  readonly from: string;
  /** Alike, or `24:00`. */
  readonly to: string;
  /** Its name in the IANA database. */
  readonly timezone: string;
};

/** Is it known here? Node has a database of its own, which is as old as Node. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The names that people choose among. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
