/** LVM: who may use a volume group, and how much fits in it. */
import { distinctSizes } from '../../base/units.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../diag/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Lun, VolumeGroup } from '../../model/shared-storage.ts';
import { shared, type Check } from '../check.ts';

export const lunShared = defineDiagnostic<{ lun: string; a: string; b: string }>({
  code: 'lvm/lun-shared',
  severity: 'error',
  message: (f) =>
    f.a === f.b
      ? `LUN ${f.lun} is twice in volume group ${f.a}`
      : `LUN ${f.lun} is in the volume groups ${f.a} and ${f.b}`,
  help: (f) => (f.a === f.b ? 'name each LUN once' : `give ${f.a} and ${f.b} LUNs of their own`),
  explain: 'A physical volume belongs to one volume group; vgcreate(8).',
});

export const localDisksMissing = defineDiagnostic<{ host: string }>({
  code: 'lvm/local-disks-missing',
  severity: 'error',
  message: (f) =>
    `${f.host} gets an lvm.conf that rejects every disk but the LUNs, and local_disks does not say what else it needs`,
  help: () => 'add local_disks: [/dev/sda] with the disk of the root volume group, or [] when none is on LVM',
  explain: 'A root volume group that the filter forgets is not found at the next boot. So it is never guessed.',
});

export const groupFull = defineDiagnostic<{ group: string; neededBytes: number; usableBytes: number }>({
  code: 'capacity/volume-group-full',
  severity: 'error',
  message: (f) => {
    const [needed, usable] = distinctSizes(f.neededBytes, f.usableBytes);
    return `the volumes of ${f.group} need ${needed}, but its LUNs hold ${usable}`;
  },
  help: () => 'make the LUN larger, or volumes smaller',
  explain:
    'lvcreate would fail in the middle of the first deployment. Counted in extents of 4 MiB; each physical volume loses 1 MiB to its label.',
});

export const lvmName = defineDiagnostic<{ name: string; what: string; reserved: string }>({
  code: 'lvm/name',
  severity: 'error',
  message: (f) => `"${f.name}" cannot be the name of a ${f.what}: ${f.reserved}`,
  help: (f) => `give the ${f.what} another name`,
  explain:
    'lvcreate and vgcreate refuse it in the middle of the first deployment, or the volume group hides devices. lvm(8), "VALID NAMES"; ' +
    'the names of volumes as lvm2 2.03.16 refuses them.',
});

/** Reserved prefixes of volume names. Measured on lvm2 2.03.16: `lvrename --driverloaded n --test vg lv NAME` checks a name first. */
const RESERVED_STARTS = ['snapshot', 'pvmove'];
const RESERVED_PARTS =
  '_cdata _cmeta _corig _cpool _cvol _imeta _iorig _mimage _mlog _pmspare _rimage _rmeta _tdata _tmeta _vdata _vorigin _wcorig'.split(
    ' ',
  );
/**
 * Names in /dev of RHEL and Fedora besides disks and consoles: vgcreate says "already exists in filesystem", or the folder is
 * shared.
 */
const IN_DEV =
  /^(block|bsg|bus|char|cpu|dm-\d+|disk|fd|full|input|kmsg|kvm|loop\d*|mapper|mem|net|null|port|ptmx|pts|random|raw|shm|snd|stderr|stdin|stdout|urandom|vhost-net|zero|(h|s|v|xv)d[a-z]+\d*|(md|ram|sg|sr|st)\d+|tty\w*)$/;

function* namesAreAcceptedByLvm({ volumeGroups }: Model) {
  for (const group of volumeGroups) {
    if (IN_DEV.test(group.name))
      yield lvmName(keyAt(group.at), {
        name: group.name,
        what: 'volume group',
        reserved: `/dev/${group.name} is something else`,
      });
    for (const { at, name } of group.volumes) {
      const start = RESERVED_STARTS.find((one) => name.startsWith(one));
      const part = RESERVED_PARTS.find((one) => name.includes(one));
      const reserved =
        start === undefined ? part && `LVM keeps names with ${part}` : `LVM keeps names that start with ${start}`;
      if (reserved !== undefined) yield lvmName(keyAt(at), { name, what: 'volume', reserved });
    }
  }
}

function* lunsAreInOneGroup({ volumeGroups }: Model) {
  const uses = volumeGroups.flatMap((group) =>
    group.on.map((lun, index) => ({ group, lun, at: [...group.at, 'on', index] })),
  );
  for (const [lun, [first, ...others]] of shared(uses, (use) => pathOf(use.lun))) {
    const related = first === undefined ? [] : [{ at: valueAt(first.at), message: `${first.group.name} has it here` }];
    for (const { group, at } of others)
      yield lunShared(valueAt(at), { lun, a: first?.group.name ?? '', b: group.name }, related);
  }
}

function pathOf({ target, name }: Lun): string {
  return `${target}/${name}`;
}

/**
 * LVM's default extent, and the space of label and metadata at the start of a physical volume; pvcreate(8), --dataalignment.
 */
const EXTENT = 4 * 1024 ** 2;
const LABEL = 1024 ** 2;

function* volumesFitTheirGroup({ volumeGroups }: Model) {
  for (const group of volumeGroups) {
    const usableBytes = group.on.reduce((sum, { size }) => sum + Math.floor((size - LABEL) / EXTENT) * EXTENT, 0);
    const neededBytes = neededIn(group);
    if (neededBytes <= usableBytes) continue;
    const related = group.on.map((lun) => ({
      at: valueAt([...lun.at, 'size']),
      message: `the size of ${pathOf(lun)} is here`,
    }));
    yield groupFull(keyAt(group.at), { group: group.name, neededBytes, usableBytes }, related);
  }
}

function neededIn({ volumes }: VolumeGroup): number {
  return volumes.reduce((sum, { size }) => sum + Math.ceil(size / EXTENT) * EXTENT, 0);
}

export const lvmChecks: readonly Check[] = [namesAreAcceptedByLvm, lunsAreInOneGroup, volumesFitTheirGroup];
