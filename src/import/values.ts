/**
 * Readers that convert the text of imported files to site values. Undefined: the text is not valid. `odd`: the program's
 * surprising interpretation.
 */
import type { Json } from '../base/brand.ts';
import { own } from '../base/json.ts';

export type Read = { readonly value: Json; readonly odd?: string };
export type ValueReader = (text: string) => Read | undefined;

/** Flags of agents: shell and Python agents accept 1, yes, on and true. */
export const agentFlag: ValueReader = (text) => {
  if (/^(1|yes|on|true|y)$/i.test(text)) return { value: true };
  return /^(0|no|off|false|n|)$/i.test(text) ? { value: false } : undefined;
};

/** Flags with yes or no, on or off. */
export const yesNo: ValueReader = (text) => {
  if (/^(yes|on|1)$/i.test(text)) return { value: true };
  return /^(no|off|0)$/i.test(text) ? { value: false } : undefined;
};

export const count: ValueReader = (text) => {
  if (!/^\s*[+-]?[0-9]{1,15}\s*$/.test(text)) return undefined;
  return { value: Number(text) };
};

export const text: ValueReader = (value) => (/^[^\r\n\t]+$/.test(value) ? { value } : undefined);

/** Numbers in a given unit, as a duration. */
const times =
  (unit: number): ValueReader =>
  (written) =>
    /^\s*[0-9]{1,9}\s*$/.test(written) ? { value: durationText(Number(written) * unit) } : undefined;

export const seconds = times(1000);
export const millis = times(1);

/** One of several words, in any case. */
export const oneOf =
  (...words: readonly string[]): ValueReader =>
  (written) => {
    const value = words.find((word) => word.toLowerCase() === written.trim().toLowerCase());
    return value === undefined ? undefined : { value };
  };

/** One of several words, each mapped to the site's word. */
export const word =
  (words: { readonly [native: string]: Json }): ValueReader =>
  (written) => {
    const native = Object.keys(words).find((name) => name === written.trim().toLowerCase());
    return native === undefined ? undefined : { value: own(words, native) ?? null };
  };

/** A duration in the largest unit that gives a whole number, such as `5m`. */
export function durationText(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const [unit, size] = UNITS.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;
