/**
 * How the programs of the cluster read a value of cluster.conf, and how a site says the same. Domain reference, 1.8.
 * `odd` is what a person would not have expected of the spelling. Undefined: the text cannot be such a value.
 */
import type { Json } from '../base/brand.ts';
import { own } from '../base/json.ts';

export type Read = { readonly value: Json; readonly odd?: string };
export type ValueReader = (text: string) => Read | undefined;

/** C's atoi: leading blanks, a sign, digits; 0 without any. */
export function atoi(text: string): number {
  const [, digits] = /^\s*([+-]?[0-9]{1,15})/.exec(text) ?? [];
  return digits === undefined ? 0 : Number(digits);
}

/** two_node, ordered, restricted, nofailback, flags of qdiskd: on when atoi is not 0, so that `yes` means off. */
export const flag: ValueReader = (text) => spelled(text, atoi(text) !== 0);

/** autostart: off for `no` and where atoi is 0, so that `yes` means off. rgmanager, groups.c. */
export const autostart: ValueReader = (text) => spelled(text, text.toLowerCase() !== 'no' && atoi(text) !== 0);

/** exclusive: on for `yes` and where atoi is above 0. rgmanager, groups.c. */
export const exclusive: ValueReader = (text) => spelled(text, text.toLowerCase() === 'yes' || atoi(text) > 0);

/** Attributes of agents: shell and Python agents take 1, yes, on and true. */
export const agentFlag: ValueReader = (text) => {
  if (/^(1|yes|on|true|y)$/i.test(text)) return { value: true };
  return /^(0|no|off|false|n|)$/i.test(text) ? { value: false } : undefined;
};

/** Attributes that say yes or no, on or off. */
export const yesNo: ValueReader = (text) => {
  if (/^(yes|on|1)$/i.test(text)) return { value: true };
  return /^(no|off|0)$/i.test(text) ? { value: false } : undefined;
};

/** rgmanager compares with relocate and disable; anything else is restart. */
export const recovery: ValueReader = (text) => {
  const value = ['relocate', 'disable', 'restart'].find((policy) => policy === text.toLowerCase());
  return value === undefined ? { value: 'restart', odd: 'means restart' } : { value };
};

export const count: ValueReader = (text) => {
  if (!/^\s*[+-]?[0-9]{1,15}\s*$/.test(text)) return undefined;
  return { value: Number(text) };
};

export const text: ValueReader = (value) => (/^[^\r\n\t]+$/.test(value) ? { value } : undefined);

/** Numbers of a unit as a duration. */
const times =
  (unit: number): ValueReader =>
  (written) =>
    /^\s*[0-9]{1,9}\s*$/.test(written) ? { value: durationText(Number(written) * unit) } : undefined;

export const seconds = times(1000);
export const millis = times(1);

/** restart_expire_time and what is like it: seconds, or a number with s, m, h. rgmanager, reslist.c (expand_time). */
export const expireTime: ValueReader = (written) => {
  const [, number, unit] = /^\s*([0-9]{1,6})\s*([smh]?)\s*$/i.exec(written) ?? [];
  if (number === undefined) return undefined;
  const factor = own({ s: 1, m: 60, h: 3600 }, unit === '' || unit === undefined ? 's' : unit.toLowerCase()) ?? 1;
  return { value: durationText(Number(number) * factor * 1000) };
};

/** One of some words, whatever their case. */
export const oneOf =
  (...words: readonly string[]): ValueReader =>
  (written) => {
    const value = words.find((word) => word.toLowerCase() === written.trim().toLowerCase());
    return value === undefined ? undefined : { value };
  };

/** One of some words, each with what a site calls it. */
export const word =
  (words: { readonly [native: string]: Json }): ValueReader =>
  (written) => {
    const native = Object.keys(words).find((name) => name === written.trim().toLowerCase());
    return native === undefined ? undefined : { value: own(words, native) ?? null };
  };

function spelled(written: string, value: boolean): Read {
  return /^[01]$/.test(written.trim()) ? { value } : { value, odd: `means ${value ? 'ON' : 'OFF'}` };
}

/** A duration as a person writes it: the largest unit that it is a whole number of. */
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
