/**
 * Sizes and durations: read from the site's spelling, written for people.
 * The schema's patterns (common.schema.json) admit exactly what is read here.
 */
import { as, type Bytes, type Millis } from './brand.ts';

const KIB = 1024;
const BYTES_OF = { K: KIB, M: KIB ** 2, G: KIB ** 3, T: KIB ** 4 } as const;
const MILLIS_OF = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Bytes of `512M`, `20G`, `1T` (powers of 1024). Undefined when the text is no size or beyond 2^53. */
export function parseSize(text: string): Bytes | undefined {
  const unit = text.at(-1);
  const bytes = isSizeUnit(unit) && /^[0-9]+.$/.test(text) ? Number(text.slice(0, -1)) * BYTES_OF[unit] : Number.NaN;
  return Number.isSafeInteger(bytes) ? as<Bytes>(bytes) : undefined;
}

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`. Undefined when the text is no duration. */
export function parseDuration(text: string): Millis | undefined {
  const [, count, unit] = /^([0-9]+)(ms|s|m|h)$/.exec(text) ?? [];
  const millis = isDurationUnit(unit) ? Number(count) * MILLIS_OF[unit] : Number.NaN;
  return Number.isSafeInteger(millis) ? as<Millis>(millis) : undefined;
}

/** `512 MiB`, `1.5 GiB`: the largest unit that leaves at most one decimal. Exact, so that what differs is said differently. */
export function sayBytes(bytes: number): string {
  const unit = (['T', 'G', 'M', 'K'] as const).find(
    (candidate) => Math.abs(bytes) >= BYTES_OF[candidate] && Number.isInteger((bytes * 10) / BYTES_OF[candidate]),
  );
  return unit === undefined ? `${bytes} bytes` : `${bytes / BYTES_OF[unit]} ${unit}iB`;
}

/** KiB, rounded down: the unit of libvirt's `<memory>` before 0.9.11. libvirt.org/formatdomain, "Memory Allocation". */
export function kib(bytes: Bytes): number {
  return Math.floor(bytes / KIB);
}

/** Whole seconds, rounded down: the unit of rgmanager's and fenced's times. */
export function seconds(time: Millis): number {
  return Math.floor(time / 1000);
}

function isSizeUnit(unit: string | undefined): unit is keyof typeof BYTES_OF {
  return unit !== undefined && unit in BYTES_OF;
}

function isDurationUnit(unit: string | undefined): unit is keyof typeof MILLIS_OF {
  return unit !== undefined && unit in MILLIS_OF;
}
