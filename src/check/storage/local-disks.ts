/** What a host has for itself, besides the LUNs of the site: local_disks. lvm.conf(5), devices/filter; multipath.conf(5), blacklist. */
import { defineDiagnostic, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { targetsOf } from '../../model/reach.ts';
import { blockDevicesOf } from '../../resolve/storage/block-device.ts';
import type { Check } from '../check.ts';

export const lvmFilterWrong = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'lvm/filter',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'The filter of lvm.conf accepts the LUNs and what local_disks names. Were the disk of a guest among them, the host would scan and activate volume groups ' +
    'that the guest made; a single path would be used as well as the multipath device above it; and a second partition on the same disk would be forgotten. lvm.conf(5), devices/filter.',
});

function* localDisksAreDisks(model: Model) {
  for (const host of model.hosts) {
    for (const [index, disk] of (host.localDisks ?? []).entries()) {
      const unfit = whatInstead(disk, model);
      if (unfit !== undefined)
        yield lvmFilterWrong(valueAt([...host.at, 'local_disks', index]), {
          problem: `${disk}, a local disk of ${host.name}, is ${unfit.is}`,
          cure: unfit.cure,
        });
    }
  }
}

/** Names that say nothing: those of the kernel, which change at each boot, and the folder. */
const MAPPED = /^\/dev\/(dm-[0-9]+|mapper)$/;
/** Names of partitions by the kernel and udev: sda1, c0d0p1, scsi-3600-part1. */
const PARTITION =
  /^(\/dev\/disk\/.*(?=-part[0-9]+$)|\/dev\/(?:[hsv]|xv)d[a-z]+(?=[0-9]+$)|\/dev\/(?!disk\/).*[0-9](?=p[0-9]+$))/;

/** What a path is if not a local disk, and the cure. */
export function whatInstead(disk: string, model: Model): { is: string; cure: string } | undefined {
  const found = blockDevicesOf(model).named(disk);
  const [whole] = PARTITION.exec(disk) ?? [];
  const remove = 'name the disk below it, or remove it';
  if (MAPPED.test(disk))
    return { is: 'a name that the device mapper gives anew at each boot', cure: 'write its name in /dev/mapper' };
  if (found.kind === 'volume' || found.kind === 'group')
    return { is: `in the volume group ${found.group.name}`, cure: remove };
  if (found.kind === 'lun')
    return { is: `the LUN ${found.lun.target}/${found.lun.name}`, cure: 'remove it; LUNs need no mention' };
  return whole === undefined ? undefined : { is: 'a partition', cure: `write the whole disk: ${whole}` };
}

/** Names that multipath gives: mpathN, and the WWID. multipath.conf(5), user_friendly_names. */
const MULTIPATH = /^\/dev\/(mapper|disk\/by-id)\/(dm-name-)?(mpath[a-z0-9]+|3[0-9a-f]{16,32})$/;

/** multipath leaves alone what the site does not describe: the host would boot from one path, and LVM would not find it. */
function* localMultipathIsKept(model: Model) {
  for (const host of model.hosts.filter((one) => targetsOf(one, model).some(({ multipath }) => multipath))) {
    for (const [index, disk] of (host.localDisks ?? []).entries()) {
      const [, , , name = ''] = MULTIPATH.exec(disk) ?? [];
      if (name === '' || host.localLuns.some((lun) => lun.name === name) || whatInstead(disk, model) !== undefined)
        continue;
      yield lvmFilterWrong(valueAt([...host.at, 'local_disks', index]), {
        problem: `${disk} has several paths, and multipath.conf of ${host.name} leaves out every LUN that the site does not describe`,
        cure: `add local_luns: { ${name}: WWID } with what scsi_id prints for it`,
      });
    }
  }
}

export const localDiskChecks: readonly Check[] = [localDisksAreDisks, localMultipathIsKept];
