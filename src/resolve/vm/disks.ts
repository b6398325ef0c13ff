/** Spec -> disks of a virtual machine: their content, and their name in the guest. */
import { exact } from '../../base/lists.ts';
import type { SourcePath } from '../../base/brand.ts';
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import type * as Spec from '../../spec/spec.gen.ts';
import { DEFAULTS } from '../defaults.ts';
import { unknownReference, type Ledger, type ReferenceFacts } from '../ledger.ts';
import type { Table } from '../tables.ts';
import type { Attachment, Bus } from '../../model/machine.ts';
import type { CdDrive, Disk, FileDisk, Vm, VolumeDisk } from '../../model/model.ts';
import type { Volume } from '../../model/shared-storage.ts';

export const exactlyOne = defineDiagnostic<{ what: string; keys: readonly string[]; found: readonly string[] }>({
  code: 'schema/exactly-one',
  severity: 'error',
  message: (f) =>
    f.found.length === 0
      ? `this ${f.what} has none of ${f.keys.join(', ')}`
      : `this ${f.what} has ${f.found.join(' and ')}`,
  help: (f) => (f.found.length === 0 ? `add one of ${f.keys.join(', ')}` : `keep one of ${f.found.join(' and ')}`),
  explain: 'The keys exclude each other: each defines the source in another way.',
});

const SOURCES = ['volume', 'file', 'cdrom'] as const;

/** The disks in order. Reports `ref/unknown` for volumes, and `schema/exactly-one`; such disks are left out. */
export function disksOf(
  written: readonly Spec.Disk[],
  at: SourcePath,
  { volumes, ledger }: { readonly volumes: Table<Volume>; readonly ledger: Ledger },
): readonly Disk[] {
  const disks = targetsOf(written).flatMap(({ disk, ...name }, index) => {
    const place = exact([...at, index]);
    const source = sourceOf(disk, place, { volumes, ledger });
    return source === undefined ? [] : [{ at: place, ...source, ...name, ...attachmentOf(disk, place, ledger) }];
  });
  return ledger.complete(exact(disks), written, at);
}

type Named = Pick<Attachment, 'bus' | 'target'> & { readonly disk: Spec.Disk };

/** Bus and name of each disk. The first free letter is not used, so that a disk keeps its name if another one gets a name. */
function targetsOf(written: readonly Spec.Disk[]): readonly Named[] {
  const before = new Map<string, number>();
  return written.map((disk) => {
    const bus = busOf(disk);
    const prefix = PREFIX[bus];
    const index = before.get(prefix) ?? 0;
    before.set(prefix, index + 1);
    return { disk, bus, target: disk.target ?? `${prefix}${diskLetters(index)}` };
  });
}

/** Prefixes of disk names by bus; libvirt.org/formatdomain, "Hard drives, floppy disks, CDROMs", target. */
export const PREFIX: { readonly [B in Bus]: string } = { virtio: 'vd', ide: 'hd', sata: 'sd', scsi: 'sd', usb: 'sd' };

/** virtio for disks; a BIOS boots from a CD only on ide. */
function busOf({ bus, cdrom }: Spec.Disk): Bus {
  return bus ?? (cdrom === undefined ? 'virtio' : 'ide');
}

/** a ... z, aa ...: the kernel's names of disks; Linux, drivers/block/virtio_blk.c, virtblk_name_format. */
export function diskLetters(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${diskLetters(Math.floor(index / 26) - 1)}${letter}`;
}

type DiskContext = { readonly volumes: Table<Volume>; readonly ledger: Ledger };

function sourceOf(
  disk: Spec.Disk,
  at: SourcePath,
  { volumes, ledger }: DiskContext,
): VolumeDisk | FileDisk | CdDrive | undefined {
  const found = SOURCES.filter((key) => disk[key] !== undefined);
  if (found.length !== 1)
    ledger.diagnostics.push(exactlyOne(keyAt([...at, ...found.slice(1, 2)]), { what: 'disk', keys: SOURCES, found }));
  if (found.length !== 1) return undefined;
  const { volume, file, cdrom, format = 'raw', on_every_host: onEveryHost = false } = disk;
  if (file !== undefined) return { kind: 'file', path: file, format, onEveryHost };
  if (cdrom !== undefined) return { kind: 'cdrom', path: cdrom === 'empty' ? null : cdrom, onEveryHost };
  const known = ledger.refer(volume ?? '', [...at, 'volume'], volumes, (where, facts) =>
    unknownReference(where, { ...facts, suggestion: asWritten(facts, at, ledger) }),
  );
  return known === undefined ? undefined : { kind: 'volume', volume: known };
}

/** A suggestion for an unknown volume; in a profile with `{name}` in place of the VM's name. */
function asWritten({ name, suggestion }: ReferenceFacts, at: SourcePath, ledger: Ledger): string | null {
  const meant = name.replaceAll(/\{[^{}]*\}/g, '{name}');
  if (meant !== name) return meant;
  if (suggestion === null || !ledger.isLayered(at)) return suggestion;
  const vm = String(at[1]).replaceAll('.', '[.]');
  return suggestion.replaceAll(new RegExp(`(?<![a-z0-9])${vm}(?![a-z0-9])`, 'gi'), '{name}');
}

function attachmentOf(disk: Spec.Disk, at: SourcePath, ledger: Ledger): Omit<Attachment, 'bus' | 'target'> {
  const defaulted = () => ledger.defaulted<Attachment['cache']>(disk.cache, [...at, 'cache'], DEFAULTS.disk.cache);
  return {
    cache: disk.cdrom === undefined ? defaulted() : (disk.cache ?? null),
    io: disk.io ?? null,
    discard: disk.discard ?? null,
    serial: disk.serial ?? null,
    readonly: disk.readonly ?? false,
    shareable: disk.shareable ?? false,
  };
}

/** The disks of a VM that are volumes. */
export function volumeDisks({ disks }: Pick<Vm, 'disks'>): readonly (Disk & VolumeDisk)[] {
  return disks.filter((disk) => disk.kind === 'volume');
}
