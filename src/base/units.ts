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

/** A size as a person writes it, in the largest unit that divides it; undefined below 1 KiB. */
export function sizeText(bytes: number): string | undefined {
  if (bytes < KIB) return undefined;
  const units = ['T', 'G', 'M'] as const;
  const unit = units.find((one) => bytes % BYTES_OF[one] === 0) ?? 'K';
  return `${Math.floor(bytes / BYTES_OF[unit])}${unit}`;
}

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`. Undefined when the text is no duration. */
export function parseDuration(text: string): Millis | undefined {
  const [, count, unit] = /^([0-9]+)(ms|s|m|h)$/.exec(text) ?? [];
  const millis = isDurationUnit(unit) ? Number(count) * MILLIS_OF[unit] : Number.NaN;
  return Number.isSafeInteger(millis) ? as<Millis>(millis) : undefined;
}

/**
 * Two sizes in one unit, for a comparison: `500 GiB` and `499.996 GiB`. Uses the largest unit that both reach and that shows
 * the difference with at most three decimals; one decimal if that is enough.
 */
export function distinctSizes(a: number, b: number): readonly [string, string] {
  const reached = Math.min(a, b) >= KIB ? Math.min(a, b) : Math.max(a, b);
  for (const unit of (['T', 'G', 'M', 'K'] as const).filter((one) => reached >= BYTES_OF[one])) {
    for (const digits of [1, 2, 3]) {
      const said = (bytes: number) => `${Number((bytes / BYTES_OF[unit]).toFixed(digits))} ${unit}iB`;
      if (said(a) !== said(b)) return [said(a), said(b)];
    }
  }
  return [`${a} bytes`, `${b} bytes`];
}

/** KiB, rounded down: the unit of libvirt's `<memory>` before 0.9.11. libvirt.org/formatdomain, "Memory Allocation". */
export function kib(bytes: Bytes): number {
  return Math.floor(bytes / KIB);
}

/** Whole seconds, rounded down: the unit of most times in the configuration of daemons. */
export function seconds(time: Millis): number {
  return Math.floor(time / 1000);
}

function isSizeUnit(unit: string | undefined): unit is keyof typeof BYTES_OF {
  return unit !== undefined && Object.hasOwn(BYTES_OF, unit);
}

function isDurationUnit(unit: string | undefined): unit is keyof typeof MILLIS_OF {
  return unit !== undefined && Object.hasOwn(MILLIS_OF, unit);
}
