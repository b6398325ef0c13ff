/** LUNs that nothing uses. */
import { defineDiagnostic, keyAt, type Diagnostic } from '../../diag/diagnostic.ts';
import type { StorageMap } from './uses.ts';

export const unusedLun = defineDiagnostic<{ lun: string }>({
  code: 'storage/unused-lun',
  severity: 'error',
  acceptable: true,
  message: (f) => `nothing uses the LUN ${f.lun}`,
  help: (f) => `put ${f.lun} into a volume group, remove it, or accept it if it is a spare one`,
  explain:
    'Hosts log in to it, and see it as a disk that anything may write to. Often it is a volume group that was forgotten, and what is on it is ' +
    'formatted by the next one who takes it for free. An import accepts a LUN of which no file shows a use.',
});

/** A quorum disk that is known by its label only may be any LUN. */
export function* lunsAreUsed({ uses, model }: StorageMap): Generator<Diagnostic> {
  if (model.cluster.disks.some(({ lun, device }) => lun === null && device === null)) return;
  const used = new Set(
    uses.flatMap(({ device, kind }) => (device.kind === 'lun' && kind !== 'reserved' ? [device.lun.at] : [])),
  );
  const related = [
    ...(model.volumeGroups.length === 0
      ? []
      : [{ at: keyAt(['storage', 'volume_groups']), message: 'no volume group here has it' }]),
    ...(model.vms.length === 0 ? [] : [{ at: keyAt(['vms']), message: 'no VM here has it as a disk' }]),
  ];
  for (const { luns } of model.targets)
    for (const lun of luns)
      if (!used.has(lun.at)) yield unusedLun(keyAt(lun.at), { lun: `${lun.target}/${lun.name}` }, related);
}
