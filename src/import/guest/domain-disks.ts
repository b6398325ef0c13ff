/** Converts `<disk>` of a domain to a disk of the site. Source: libvirt.org/formatdomain. */
import type { JsonMap } from '../../base/json.ts';
import { own } from '../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../base/xml.ts';
import type { Reading } from '../attributes.ts';
import { attribute, first, text } from '../xml.ts';

const BUSES = ['virtio', 'ide', 'scsi', 'sata', 'usb'];
const PREFIX: { readonly [bus: string]: string } = { virtio: 'vd', ide: 'hd', scsi: 'sd', sata: 'sd', usb: 'sd' };
const CACHES = ['none', 'writethrough', 'writeback', 'directsync', 'unsafe'];
/** Child elements that libvirt adds to a running domain. */
const DECORATION = [
  'alias',
  'address',
  'backingStore',
  'target',
  'source',
  'driver',
  'serial',
  'readonly',
  'shareable',
];

/** `io`: the site omits io=native on this platform. `before`: disks that precede this one, for target names on a bus. */
export type DiskContext = { readonly io: boolean; readonly before: readonly XmlElement[] };

/** The keys of a disk. Undefined if only an overlay can express it. */
export function readDisk(disk: XmlElement, context: DiskContext, reading: Reading): JsonMap | undefined {
  const source = sourceOf(disk, reading);
  const bus = busOf(disk);
  if (source === undefined || !BUSES.includes(bus)) return undefined;
  noteUnknown(disk, reading);
  const cdrom = 'cdrom' in source;
  const driver = first(disk, 'driver');
  const flags = ['readonly', 'shareable'].filter(
    (name) => first(disk, name) !== undefined && !(cdrom && name === 'readonly'),
  );
  return {
    ...source,
    ...format(disk, cdrom, reading),
    ...(bus === (cdrom ? 'ide' : 'virtio') ? {} : { bus }),
    ...target(disk, bus, context.before),
    ...cache(driver, cdrom, reading),
    ...io(driver, cdrom, context),
    ...(attribute(driver, 'discard') === undefined ? {} : { discard: attribute(driver, 'discard') ?? '' }),
    ...(text(first(disk, 'serial')) === '' ? {} : { serial: text(first(disk, 'serial')) }),
    ...Object.fromEntries(flags.map((name) => [name, true])),
  };
}

/** `volume`, `file` or `cdrom` with its path; undefined for other sources. */
function sourceOf(disk: XmlElement, reading: Reading): JsonMap | undefined {
  const source = first(disk, 'source');
  const [dev, file] = [attribute(source, 'dev'), attribute(source, 'file')];
  const device = attributeOf(disk, 'device') ?? 'disk';
  if (device === 'cdrom') return dev === undefined ? { cdrom: file ?? 'empty' } : undefined;
  if (device !== 'disk') return undefined;
  if (file !== undefined) return /^(\/[A-Za-z0-9._+@-]+)+$/.test(file) ? { file } : undefined;
  const volume = dev === undefined ? undefined : volumeOf(dev);
  if (volume !== undefined && dev !== `/dev/${volume}`) {
    const message = `the disk ${dev} is written as /dev/${volume}, the name that all tools agree on`;
    reading.notes.note('changed', { file: reading.file, line: source?.line ?? disk.line }, message);
  }
  return volume === undefined ? undefined : { volume };
}

/**
 * `VG/LV` of `/dev/VG/LV` or `/dev/mapper/VG-LV`, where names have doubled hyphens. Undefined for other paths. lvm(8), "VALID
 * NAMES".
 */
export function volumeOf(device: string): string | undefined {
  const [, group, volume] = /^\/dev\/([A-Za-z0-9_.+-]+)\/([A-Za-z0-9_.+-]+)$/.exec(device) ?? [];
  if (group !== undefined && volume !== undefined && group !== 'mapper' && group !== 'disk')
    return `${group}/${volume}`;
  const [, joined] = /^\/dev\/mapper\/([A-Za-z0-9_.+-]+)$/.exec(device) ?? [];
  const parts = joined?.split(/(?<!-)-(?!-)/).map((part) => part.replaceAll('--', '-'));
  return parts?.length === 2 ? parts.join('/') : undefined;
}

function busOf(disk: XmlElement): string {
  const target = first(disk, 'target');
  const byName = own({ vd: 'virtio', hd: 'ide', sd: 'scsi' }, (attribute(target, 'dev') ?? '').slice(0, 2));
  return attribute(target, 'bus') ?? byName ?? 'ide';
}

/** The target name, omitted if the site derives the same name from the disk's position on its bus. */
function target(disk: XmlElement, bus: string, before: readonly XmlElement[]): JsonMap {
  const name = attribute(first(disk, 'target'), 'dev') ?? '';
  const alike = before.filter((other) => own(PREFIX, busOf(other)) === own(PREFIX, bus)).length;
  const derived = `${own(PREFIX, bus)}${letters(alike)}`;
  return name === derived || !/^(vd|hd|sd)[a-z]{1,2}$/.test(name) ? {} : { target: name };
}

function letters(index: number): string {
  const letter = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letters(Math.floor(index / 26) - 1)}${letter}`;
}

/** The format. Without one libvirt probes the image, which the guest can write to; a volume counts as raw. */
function format(disk: XmlElement, cdrom: boolean, reading: Reading): JsonMap {
  const type = attribute(first(disk, 'driver'), 'type');
  const file = attribute(first(disk, 'source'), 'file') !== undefined;
  if (cdrom || !file) {
    if (type !== undefined && type !== 'raw')
      reading.notes.note(
        'lost',
        { file: reading.file, line: disk.line },
        `a disk of the format ${type} that is not a file; left out: the format`,
      );
    return {};
  }
  return type === 'raw' ? {} : { format: type ?? 'raw' };
}

/**
 * The cache mode. Its default is writethrough before qemu 1.2, then writeback. Neither allows migration, so it is always written.
 */
function cache(driver: XmlElement | undefined, cdrom: boolean, reading: Reading): JsonMap {
  const mode = attribute(driver, 'cache');
  if (mode !== undefined && CACHES.includes(mode)) return { cache: mode };
  if (cdrom) return {};
  const place = { file: reading.file, line: driver?.line ?? 0 };
  reading.notes.note(
    'changed',
    place,
    'a disk without cache="none", which live migration needs; written with it',
    'warning',
  );
  return { cache: 'none' };
}

function io(driver: XmlElement | undefined, cdrom: boolean, context: DiskContext): JsonMap {
  const mode = attribute(driver, 'io');
  if (mode === 'native') return context.io && !cdrom ? {} : { io: 'native' };
  return mode === 'threads' || (context.io && !cdrom && attribute(driver, 'cache') === 'none') ? { io: 'threads' } : {};
}

function noteUnknown(disk: XmlElement, { file, notes }: Reading): void {
  for (const { name, line } of elementsIn(disk).filter((one) => !DECORATION.includes(one.name)))
    notes.note('lost', { file, line }, `<${name}> of a disk has no place in a site; left out`);
  const driver = first(disk, 'driver');
  const known = ['name', 'type', 'cache', 'io', 'discard'];
  for (const { name, value } of driver?.attributes.filter((one) => !known.includes(one.name)) ?? [])
    notes.note(
      'lost',
      { file, line: driver?.line ?? disk.line },
      `<driver> ${name}="${value}" of a disk has no place in a site; left out`,
    );
}
