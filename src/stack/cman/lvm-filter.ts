/**
 * The filter of lvm.conf: shared LUNs and local disks, nothing else. lvm.conf(5), devices/filter: the first pattern that
 * matches a name decides; what none matches is accepted, hence the reject-all at the end.
 */
import { byPath } from '../../emit/device-path.ts';
import type { Host, Model } from '../../model/model.ts';

/** Patterns for one host, in LVM's notation with `|` as delimiter: `a|^/dev/sda[0-9]*$|`. */
export function lvmFilter(host: Host, model: Model): readonly string[] {
  const reached = model.targets.filter(({ hosts }) => hosts.includes(host.name));
  const luns = reached.flatMap((target) =>
    target.portals.flatMap((portal) => target.luns.map((lun) => byPath(target, portal, lun))),
  );
  return [
    ...luns.map((path) => accept(literal(path))),
    ...(host.localDisks ?? []).map((disk) => accept(withPartitions(disk))),
    'r|.*|',
  ];
}

function accept(pattern: string): string {
  return `a|^${pattern}$|`;
}

/** Dots as `[.]`: a backslash would have to be doubled inside the quotes of lvm.conf. `+` is the other one that device names know. */
function literal(path: string): string {
  return path.replace(/[.+]/g, '[$&]');
}

/** A disk and its partitions, as the kernel and udev name them: sda1, c0d0p1, scsi-3600-part1. */
function withPartitions(disk: string): string {
  if (disk.startsWith('/dev/disk/')) return `${literal(disk)}(-part[0-9]+)?`;
  return /[0-9]$/.test(disk) ? `${literal(disk)}(p[0-9]+)?` : `${literal(disk)}[0-9]*`;
}
