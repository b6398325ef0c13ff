/** Maintenance windows, as in the site and in a bundle's manifest. Plain data. */

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/**
 * Weekly times on the clock of a time zone. A `to` that is not after `from` belongs to the next day; the window belongs to the
 * day on which it starts.
 */
export type Window = {
  /** At least one; Monday first. */
  readonly days: readonly Day[];
  /** `22:00`; from 00:00 to 23:59. */
  readonly from: string;
  /** As `from`, or `24:00`. */
  readonly to: string;
  /** Its name in the IANA database. */
  readonly timezone: string;
};

/** Is the zone known here? Node has its own database, which is as old as Node. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** All known names, for suggestions. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}
