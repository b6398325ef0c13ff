/** The LUNs and local disks that the filter of lvm.conf accepts. lvm.conf(5), devices/filter. */
import { settingOf, sectionAt, textsOf, type Section } from '../../formats/braces.ts';

/** A LUN with udev's by-path name. */
export type PathLun = { readonly iqn: string; readonly portal: string; readonly number: number };

export type Filter = {
  readonly line: number;
  readonly luns: readonly PathLun[];
  /** Multipath aliases: names below /dev/mapper. */
  readonly aliases: readonly string[];
  readonly localDisks: readonly string[];
  /** Accepted patterns of other kinds. */
  readonly others: readonly string[];
  readonly rejectsRest: boolean;
};

/** The parsed filter. Undefined without one: LVM then accepts all devices. */
export function readFilter(conf: Section): Filter | undefined {
  const devices = sectionAt(conf, 'devices');
  const key = ['filter', 'global_filter'].find((name) => settingOf(devices, name) !== undefined);
  if (key === undefined) return undefined;
  const patterns = textsOf(devices, key);
  const accepted = patterns.filter((pattern) => pattern.startsWith('a')).map(bare);
  const luns = accepted.map(lunOf);
  const aliases = accepted.map((pattern) => /^\/dev\/mapper\/([A-Za-z0-9_.:-]+)$/.exec(literal(pattern) ?? '')?.[1]);
  const disks = accepted.map((pattern, index) =>
    luns[index] === undefined && aliases[index] === undefined ? diskOf(pattern) : undefined,
  );
  const rest = accepted.filter((_one, index) => [luns, aliases, disks].every((list) => list[index] === undefined));
  return {
    line: settingOf(devices, key)?.line ?? 0,
    luns: luns.filter((lun) => lun !== undefined),
    aliases: aliases.filter((alias) => alias !== undefined),
    localDisks: disks.filter((disk) => disk !== undefined),
    others: rest,
    rejectsRest: patterns.some((pattern) => pattern.startsWith('r') && /^[.][*]$|^$/.test(bare(pattern))),
  };
}

/**
 * A pattern without its delimiters, such as `a
 * ^/dev/sda[0-9]*$
 * `.
 */
function bare(pattern: string): string {
  const delimiter = pattern.charAt(1);
  const end = pattern.lastIndexOf(delimiter);
  return pattern
    .slice(2, end > 1 ? end : undefined)
    .replace(/^\^/, '')
    .replace(/\$$/, '');
}

/** The text of a pattern without wildcards. Undefined if it has any. */
function literal(pattern: string): string | undefined {
  const text = pattern.replace(/\[([.+])\]/g, '$1').replace(/\\([./+])/g, '$1');
  return /[*?|()[\]\\]/.test(text) ? undefined : text;
}

function lunOf(pattern: string): PathLun | undefined {
  const [, portal, iqn, number] =
    /^\/dev\/disk\/by-path\/ip-([0-9.]+:[0-9]+)-iscsi-(.+)-lun-([0-9]+)$/.exec(literal(pattern) ?? '') ?? [];
  return portal === undefined || iqn === undefined ? undefined : { portal, iqn, number: Number(number) };
}

/** Suffixes that also accept the partitions of a disk. */
const PARTITIONS = /(\[0-9\][*+]|\(p\[0-9\]\+\)\?|\(-part\[0-9\]\+\)\?|[.][*]|[*])$/;

function diskOf(pattern: string): string | undefined {
  const text = literal(pattern.replace(PARTITIONS, ''));
  const isDevice = /^\/dev\/[A-Za-z0-9_:.+-]+(\/[A-Za-z0-9_:.+-]+)*$/.test(text ?? '');
  return isDevice && !/^\/dev\/(mapper|dm-|vg_)/.test(text ?? '') ? text : undefined;
}
