/** LVM: who may use a volume group, and how much fits in it. */
import { sayBytes } from '../base/units.ts';
import { defineDiagnostic, keyAt, valueAt } from '../diag/diagnostic.ts';
import type { Lun, Model, VolumeGroup } from '../model/model.ts';
import { shared, type Check } from './check.ts';

export const lunShared = defineDiagnostic<{ lun: string; a: string; b: string }>({
  code: 'lvm/lun-shared',
  severity: 'error',
  message: (f) =>
    f.a === f.b
      ? `LUN ${f.lun} is twice in volume group ${f.a}`
      : `LUN ${f.lun} is in the volume groups ${f.a} and ${f.b}`,
  help: () => 'keep it in one place',
  explain: 'A physical volume belongs to one volume group; vgcreate(8).',
});

export const sharedGroup = defineDiagnostic<{ vm: string; group: string }>({
  code: 'lvm/shared-vg',
  severity: 'error',
  message: (f) => `${f.vm} can run on several hosts, but ${f.group} is not a clustered volume group`,
  help: () => 'write clustered: true, or keep the VM on one host',
  explain:
    'Without clvmd nothing keeps two hosts from changing the same volume group, or activating the same volume, at once. clvmd(8).',
});

export const groupFull = defineDiagnostic<{ group: string; neededBytes: number; usableBytes: number }>({
  code: 'capacity/volume-group-full',
  severity: 'error',
  message: (f) =>
    `the volumes of ${f.group} need ${sayBytes(f.neededBytes)}, but its LUNs hold ${sayBytes(f.usableBytes)}`,
  help: () => 'make the LUN larger, or volumes smaller',
  explain:
    'lvcreate would fail in the middle of the first deployment. Counted in extents of 4 MiB; each physical volume loses 1 MiB to its label.',
});

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

function* groupsOfSeveralHostsAreClustered({ vms, volumeGroups }: Model) {
  const local = new Map(volumeGroups.filter(({ clustered }) => !clustered).map((group) => [group.name, group]));
  for (const vm of vms) {
    for (const { at, volume } of vm.disks) {
      const group = local.get(volume.group);
      const related =
        group === undefined
          ? []
          : [{ at: valueAt([...group.at, 'clustered']), message: 'the volume group is declared here' }];
      if (group !== undefined && vm.runOn.length > 1)
        yield sharedGroup(valueAt([...at, 'volume']), { vm: vm.name, group: group.name }, related);
    }
  }
}

/** LVM's default extent, and what the label and metadata at the start of a physical volume take; pvcreate(8), --dataalignment. Decision 18. */
const EXTENT = 4 * 1024 ** 2;
const LABEL = 1024 ** 2;

function* volumesFitTheirGroup({ volumeGroups }: Model) {
  for (const group of volumeGroups) {
    const usableBytes = group.on.reduce((sum, { size }) => sum + Math.floor((size - LABEL) / EXTENT) * EXTENT, 0);
    const neededBytes = neededIn(group);
    if (neededBytes > usableBytes) yield groupFull(keyAt(group.at), { group: group.name, neededBytes, usableBytes });
  }
}

function neededIn({ volumes }: VolumeGroup): number {
  return volumes.reduce((sum, { size }) => sum + Math.ceil(size / EXTENT) * EXTENT, 0);
}

export const lvmChecks: readonly Check[] = [lunsAreInOneGroup, groupsOfSeveralHostsAreClustered, volumesFitTheirGroup];
