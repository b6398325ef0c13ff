/** Parses values of cluster.conf as cman, rgmanager and their daemons do. Sources of cman and rgmanager. */
import { own } from '../../../../base/json.ts';
import { durationText, type Read, type ValueReader } from '../../../../import/values.ts';

/** C's atoi: leading white space, a sign, digits. 0 without digits. */
export function atoi(text: string): number {
  const [, digits] = /^\s*([+-]?[0-9]{1,15})/.exec(text) ?? [];
  return digits === undefined ? 0 : Number(digits);
}

/** two_node, ordered, restricted, nofailback and flags of qdiskd: on if atoi is not 0. So `yes` means off. */
export const flag: ValueReader = (text) => spelled(text, atoi(text) !== 0);

/** autostart: off for `no` and where atoi is 0. So `yes` means off. rgmanager, groups.c. */
export const autostart: ValueReader = (text) => spelled(text, text.toLowerCase() !== 'no' && atoi(text) !== 0);

/** exclusive: on for `yes` and where atoi is above 0. rgmanager, groups.c. */
export const exclusive: ValueReader = (text) => spelled(text, text.toLowerCase() === 'yes' || atoi(text) > 0);

/** rgmanager recognises relocate and disable; any other text means restart. */
export const recovery: ValueReader = (text) => {
  const value = ['relocate', 'disable', 'restart'].find((policy) => policy === text.toLowerCase());
  return value === undefined ? { value: 'restart', odd: 'means restart' } : { value };
};

/** restart_expire_time and similar: seconds, or a number with s, m or h. rgmanager, reslist.c (expand_time). */
export const expireTime: ValueReader = (written) => {
  const [, number, unit] = /^\s*([0-9]{1,6})\s*([smh]?)\s*$/i.exec(written) ?? [];
  if (number === undefined) return undefined;
  const factor = own({ s: 1, m: 60, h: 3600 }, unit === '' || unit === undefined ? 's' : unit.toLowerCase()) ?? 1;
  return { value: durationText(Number(number) * factor * 1000) };
};

function spelled(written: string, value: boolean): Read {
  return /^[01]$/.test(written.trim()) ? { value } : { value, odd: `means ${value ? 'ON' : 'OFF'}` };
}
