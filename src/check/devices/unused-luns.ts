/** LUNs that nothing uses. */
import { defineDiagnostic, keyAt, type Diagnostic } from '../../diag/diagnostic.ts';
import type { StorageMap } from './uses.ts';

export const unusedLun = defineDiagnostic<{ lun: string }>({
  code: 'storage/unused-lun',
  severity: 'note',
  acceptable: true,
  message: (f) => `nothing uses the LUN ${f.lun}`,
  help: (f) => `put ${f.lun} into a volume group, or remove it`,
  explain:
    'Hosts log in to it, and see it as a disk that anything may write to. Often it is a volume group that was forgotten.',
});

/** A quorum disk that is known by its label only may be any LUN. */
export function* lunsAreUsed({ uses, model }: StorageMap): Generator<Diagnostic> {
  if (model.cluster.disks.some(({ lun, device }) => lun === null && device === null)) return;
  const used = new Set(
    uses.flatMap(({ device, kind }) => (device.kind === 'lun' && kind !== 'reserved' ? [device.lun.at] : [])),
  );
  const related = [
    { at: keyAt(['storage', 'volume_groups']), message: 'no volume group here has it' },
    { at: keyAt(['vms']), message: 'no VM here has it as a disk' },
  ];
  for (const { luns } of model.targets)
    for (const lun of luns)
      if (!used.has(lun.at)) yield unusedLun(keyAt(lun.at), { lun: `${lun.target}/${lun.name}` }, related);
}
