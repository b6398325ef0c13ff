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

/** The filter as a predicate, for many devices: a pattern for one name alone is looked up and not tried. */
export function reading(patterns: readonly string[]): (names: readonly string[]) => boolean {
  const rules = patterns.map(ruleOf);
  const byName = new Map(rules.toReversed().flatMap((rule) => (rule.name === undefined ? [] : [[rule.name, rule]])));
  const others = rules.filter(({ name }) => name === undefined);
  const firstFor = (name: string) => {
    const [exact, other] = [byName.get(name), others.find(({ matches }) => matches.test(name))];
    return exact !== undefined && (other === undefined || exact.index < other.index) ? exact : other;
  };
  return (names) => {
    const decisions = names.flatMap((name) => firstFor(name) ?? []);
    return decisions.length === 0 || decisions.some(({ accepts: does }) => does);
  };
}

/** `name` is what it matches, if that is one name. */
type Rule = {
  readonly index: number;
  readonly accepts: boolean;
  readonly name: string | undefined;
  readonly matches: RegExp;
};

const CLOSING: { readonly [opening: string]: string } = { '(': ')', '[': ']', '{': '}' };

/** `a` or `r`, any delimiter, a regular expression, then the delimiter or the closing bracket. */
function ruleOf(pattern: string, index: number): Rule {
  const [action = '', delimiter = ''] = pattern;
  const isWhole = pattern.length > 2 && pattern.endsWith(own(CLOSING, delimiter) ?? delimiter);
  if (!['a', 'r'].includes(action) || !isWhole) throw new Error(`bug/filter: ${pattern} is no pattern of LVM`);
  const expression = pattern.slice(2, -1);
  const [, literally] = LITERAL.exec(expression) ?? [];
  const name = literally?.replace(/[[\]]/g, '');
  return { index, accepts: action === 'a', name, matches: new RegExp(expression) };
}

/** As `literal` writes a name. */
const LITERAL = /^\^((?:[A-Za-z0-9/_:@=,-]|\[[.+]\])+)\$$/;

function accept(pattern: string): string {
  return `a|^${pattern}$|`;
}

/** A disk and its partitions, in the names of the kernel, udev and kpartx: sda1, c0d0p1, scsi-3600-part1, mpathap1. */
function withPartitions(disk: string): string {
  if (disk.startsWith('/dev/mapper/')) return `${literal(disk)}(p?[0-9]+)?`;
  if (disk.startsWith('/dev/disk/')) return `${literal(disk)}(-part[0-9]+)?`;
  return /[0-9]$/.test(disk) ? `${literal(disk)}(p[0-9]+)?` : `${literal(disk)}[0-9]*`;
}
