/** `<disk>` of a libvirt domain. Attributes and elements in the order of libvirt.org/formatdomain.html, "Hard drives, floppy disks, CDROMs". */
import type { Disk } from '../../model/model.ts';
import type { Dialect } from '../../platform/dialect.ts';
import { volumePath } from '../../resolve/storage/device-path.ts';
import { element, madeFrom, type Xml } from '../draft.ts';

/** The disks, and the controller that they need. */
export function diskXmls(disks: readonly Disk[], dialect: Dialect): readonly Xml[] {
  const scsi = disks.some(({ bus }) => bus === 'scsi');
  return [
    ...disks.map((disk) => diskXml(disk, dialect)),
    // Without a model libvirt chooses a card that the qemu of RHEL 6 lacks.
    ...(scsi ? [element('controller', { type: 'scsi', index: 0, model: 'virtio-scsi' })] : []),
  ];
}

function diskXml(disk: Disk, dialect: Dialect): Xml {
  const source = sourceOf(disk);
  const type = disk.kind === 'volume' ? 'block' : 'file';
  const xml = element('disk', { type, device: disk.kind === 'cdrom' ? 'cdrom' : 'disk' }, [
    element('driver', driverOf(disk, dialect)),
    ...(source === null ? [] : [element('source', source)]),
    element('target', { dev: disk.target, bus: disk.bus }),
    ...(disk.readonly || disk.kind === 'cdrom' ? [element('readonly')] : []),
    ...(disk.shareable ? [element('shareable')] : []),
    ...(disk.serial === null ? [] : [element('serial', {}, [disk.serial])]),
  ]);
  return madeFrom(disk.kind === 'volume' ? [disk.at, disk.volume.at] : [disk.at], xml);
}

/** Null for a drive without a CD. */
function sourceOf(disk: Disk): { readonly dev: string } | { readonly file: string } | null {
  if (disk.kind === 'volume') return { dev: volumePath(disk.volume) };
  return disk.path === null ? null : { file: disk.path };
}

function driverOf(disk: Disk, dialect: Dialect): NonNullable<Xml['attributes']> {
  const io = ioOf(disk, dialect);
  return {
    name: 'qemu',
    type: disk.kind === 'file' ? disk.format : 'raw',
    ...(disk.cache === null ? {} : { cache: disk.cache }),
    ...(io === null ? {} : { io }),
    ...(disk.discard === null ? {} : { discard: disk.discard }),
  };
}

/** Native I/O is valid only without the page cache. A file keeps libvirt's default: writing to a hole would block the guest. */
function ioOf({ kind, io, cache }: Disk, { diskIo }: Dialect): string | null {
  const isNative = diskIo && kind === 'volume' && (cache === 'none' || cache === 'directsync');
  return io ?? (isNative ? 'native' : null);
}
