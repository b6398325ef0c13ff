/**
 * The filter of lvm.conf: LUNs of volume groups and local disks, nothing else. lvm.conf(5), devices/filter: the first matching
 * pattern decides. A name without a match is accepted, hence the reject-all at the end.
 */
import { own } from '../../base/json.ts';
import { lunPaths } from '../../resolve/storage/device-path.ts';
import { literal } from '../pattern.ts';
import type { Host, Model } from '../../model/model.ts';
import { groupsOf, isClusterDisk, targetsOf } from '../../model/reach.ts';

/** Patterns for one host, in LVM's notation with `|` as the delimiter: `a|^/dev/sda[0-9]*$|`. */
export function lvmFilter(host: Host, model: Model): readonly string[] {
  const used = new Set(groupsOf(host, model).flatMap(({ on }) => on.map((lun) => lun.at)));
  const luns = targetsOf(host, model).flatMap((target) =>
    target.luns.filter((lun) => used.has(lun.at) && !isClusterDisk(lun, model)).flatMap((lun) => lunPaths(target, lun)),
  );
  return [
    ...luns.map((path) => accept(literal(path))),
    ...(host.localDisks ?? []).map((disk) => accept(withPartitions(disk))),
    'r|.*|',
  ];
}

/**
 * Does LVM use a device with these names? The first matching pattern decides for each name. LVM uses a device if one of its
 * names is accepted, or if no pattern matches any of them. lvm.conf(5), devices/filter; lib/filters/filter-regex.c of lvm2.
 */
export function accepts(patterns: readonly string[], names: readonly string[]): boolean {
  return reading(patterns)(names);
}

/** The filter as a predicate, for many devices. */
export function reading(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const rules = patterns.map(ruleOf);
  return (names) => {
    const decisions = names.flatMap((name) => rules.find(({ matches }) => matches.test(name)) ?? []);
    return decisions.length === 0 || decisions.some(({ accepts: does }) => does);
  };
}

type Rule = { readonly accepts: boolean; readonly matches: RegExp };

const CLOSING: { readonly [opening: string]: string } = { '(': ')', '[': ']', '{': '}' };

/** `a` or `r`, any delimiter, a regular expression, then the delimiter or the closing bracket. */
function ruleOf(pattern: string): Rule {
  const [action = '', delimiter = ''] = pattern;
  const isWhole = pattern.length > 2 && pattern.endsWith(own(CLOSING, delimiter) ?? delimiter);
  if (!['a', 'r'].includes(action) || !isWhole) throw new Error(`bug/filter: ${pattern} is no pattern of LVM`);
  return { accepts: action === 'a', matches: new RegExp(pattern.slice(2, -1)) };
}

function accept(pattern: string): string {
  return `a|^${pattern}$|`;
}

/** A disk and its partitions, in the names of the kernel, udev and kpartx: sda1, c0d0p1, scsi-3600-part1, mpathap1. */
function withPartitions(disk: string): string {
  if (disk.startsWith('/dev/mapper/')) return `${literal(disk)}(p?[0-9]+)?`;
  if (disk.startsWith('/dev/disk/')) return `${literal(disk)}(-part[0-9]+)?`;
  return /[0-9]$/.test(disk) ? `${literal(disk)}(p[0-9]+)?` : `${literal(disk)}[0-9]*`;
}
