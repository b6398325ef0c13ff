/** Checks that only cman, rgmanager and clvmd need. */
import type { Check } from '../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import { byPath } from '../../emit/device-path.ts';
import type { Model } from '../../model/model.ts';
import { clusteredGroupsOf } from './lvm-conf.ts';

export const clusterName = defineDiagnostic<{ name: string; length: number }>({
  code: 'cluster/name',
  severity: 'error',
  message: (f) =>
    f.length > 15
      ? `cluster name "${f.name}" has ${f.length} characters; cman accepts at most 15`
      : `"${f.name}" cannot be the name of a cluster`,
  help: () => 'use 1 to 15 letters, digits, hyphens and underscores, not a hyphen first',
  explain:
    'cman refuses to start with a longer name, although the schema of cluster.conf lets it pass. Seen on cman 3.2: "Invalid cluster name".',
});

export const localDisksMissing = defineDiagnostic<{ host: string }>({
  code: 'lvm/local-disks-missing',
  severity: 'error',
  message: (f) =>
    `${f.host} gets an lvm.conf that rejects every disk but the LUNs, and local_disks does not say what else it needs`,
  help: () => 'add local_disks: [/dev/sda] with the disk of the root volume group, or [] when none is on LVM',
  explain: 'A root volume group that the filter forgets is not found at the next boot. So it is never guessed.',
});

export const unfitDisk = defineDiagnostic<{ host: string; disk: string; is: string; cure: string }>({
  code: 'lvm/filter',
  severity: 'error',
  message: (f) => `${f.disk}, a local disk of ${f.host}, is ${f.is}`,
  help: (f) => f.cure,
  explain:
    'The filter of lvm.conf accepts what local_disks names. Were that the disk of a guest, the host would scan and activate volume groups ' +
    'that the guest made; a LUN is accepted anyway; and a second partition on the same disk would be forgotten. lvm.conf(5), devices/filter.',
});

function* clusterNameIsAccepted({ cluster }: Model) {
  const { name } = cluster;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/.test(name))
    yield clusterName(valueAt(['cluster', 'name']), { name, length: [...name].length });
}

function* localDisksAreNamed(model: Model) {
  for (const host of model.hosts) {
    if (host.localDisks === null && clusteredGroupsOf(host, model).length > 0)
      yield localDisksMissing(keyAt(host.at), { host: host.name });
  }
}

function* localDisksAreDisks(model: Model) {
  for (const host of model.hosts) {
    for (const [index, disk] of (host.localDisks ?? []).entries()) {
      const unfit = whatInstead(disk, model);
      if (unfit !== undefined)
        yield unfitDisk(valueAt([...host.at, 'local_disks', index]), { host: host.name, disk, ...unfit });
    }
  }
}

const MAPPED = /^\/dev\/(dm-[0-9]+|mapper(\/.*)?|disk\/by-id\/dm-.*)$/;
/** As the kernel and udev name them: sda1, c0d0p1, scsi-3600-part1. */
const PARTITION =
  /^(\/dev\/disk\/.*(?=-part[0-9]+$)|\/dev\/(?:[hsv]|xv)d[a-z]+(?=[0-9]+$)|\/dev\/(?!disk\/).*[0-9](?=p[0-9]+$))/;

/** What a path is instead of a local disk, and the cure. */
function whatInstead(disk: string, { targets, volumeGroups }: Model): { is: string; cure: string } | undefined {
  const group = volumeGroups.find(({ name }) => `${disk}/`.startsWith(`/dev/${name}/`));
  const [lun] = targets.flatMap((target) =>
    target.luns.filter((one) => target.portals.some((portal) => isOn(disk, byPath(target, portal, one)))),
  );
  const [whole] = PARTITION.exec(disk) ?? [];
  const remove = 'name the disk below it, or remove it';
  if (MAPPED.test(disk)) return { is: 'made by the device mapper, as the volumes of guests are', cure: remove };
  if (group !== undefined) return { is: `in the volume group ${group.name}`, cure: remove };
  if (lun !== undefined) return { is: `the LUN ${lun.target}/${lun.name}`, cure: 'remove it; LUNs need no mention' };
  return whole === undefined ? undefined : { is: 'a partition', cure: `write the whole disk: ${whole}` };
}

function isOn(disk: string, path: string): boolean {
  return disk === path || disk.startsWith(`${path}-part`);
}

export const cmanChecks: readonly Check[] = [clusterNameIsAccepted, localDisksAreNamed, localDisksAreDisks];
