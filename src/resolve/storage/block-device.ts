/** What a name below /dev leads to: a volume, a LUN or a part of it, a disk of the host, or something that the site does not describe. */
import { memoized } from '../../base/memoize.ts';
import type { Model } from '../../model/model.ts';
import type { Lun, Target, Volume, VolumeGroup } from '../../model/shared-storage.ts';
import { aliasOf } from '../vm/identity.ts';
import { byPath, mapperName, mapperPath, volumePath } from './device-path.ts';

/**
 * `key` is the same for all names of one thing. `kernel`: a name that the kernel gives in the order in which it finds disks.
 * `part` is null for a whole disk.
 */
export type BlockDevice = { readonly key: string } & (
  | { readonly kind: 'volume'; readonly volume: Volume; readonly group: VolumeGroup }
  | { readonly kind: 'group'; readonly group: VolumeGroup; readonly volume: string }
  | { readonly kind: 'lun'; readonly lun: Lun; readonly part: string | null }
  | { readonly kind: 'kernel'; readonly disk: string; readonly part: string | null }
  | { readonly kind: 'other'; readonly disk: string; readonly part: string | null }
);

/** A disk and the number of a partition, in the names of the kernel and udev: sda1, c0d0p1, scsi-3600-part1, mpathap1. */
const PARTITIONS: readonly RegExp[] = [
  /^(\/dev\/disk\/.+)-part([0-9]+)$/,
  /^(\/dev\/(?:hd|sd|vd|xvd)[a-z]+)([0-9]+)$/,
  /^(\/dev\/(?!disk\/|mapper\/).*[0-9])p([0-9]+)$/,
];

/** Names that the kernel gives anew at each boot. Linux, Documentation/admin-guide/devices.txt. */
const KERNEL = /^\/dev\/((hd|sd|vd|xvd)[a-z]+|dm-[0-9]+|nvme[0-9]+n[0-9]+)$/;

/** Group and volume in a name of the device mapper, which doubles hyphens of both. */
const IN_MAPPER = /^((?:[^-]|--)+)-(?!-)(.+)$/;

type Storage = Pick<Model, 'targets' | 'volumeGroups'>;

/** The block devices of a model. */
export const blockDevicesOf = memoized((model: Storage) => new BlockDevices(model));

export class BlockDevices {
  readonly #storage: Storage;
  #known: ReadonlyMap<string, BlockDevice> | undefined;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Made when a name is asked for: most sites have thousands of volumes, and name none by a path. */
  get #named(): ReadonlyMap<string, BlockDevice> {
    this.#known ??= new Map(devicesByName(this.#storage));
    return this.#known;
  }

  /** The device of this name. */
  named(name: string): BlockDevice {
    const path = name.replace(/(?<!^)\/+$/, '').replaceAll(/\/{2,}/g, '/');
    return this.#named.get(path) ?? this.#partOf(path) ?? this.#inGroup(path) ?? unknown(path);
  }

  #partOf(path: string): BlockDevice | undefined {
    for (const [disk, part] of splits(path)) {
      const whole = this.#named.get(disk);
      if (whole?.kind === 'lun') return lunDevice(whole.lun, part);
    }
    return undefined;
  }

  /** A volume that the site does not have, in a group that it has. */
  #inGroup(path: string): BlockDevice | undefined {
    const [, dev, first = '', ...rest] = path.split('/');
    if (dev !== 'dev') return undefined;
    const group = this.#storage.volumeGroups.find(({ name }) => name === first);
    if (group !== undefined) return groupDevice(group, rest.join('/'));
    const [, above = '', below = ''] = (first === 'mapper' && IN_MAPPER.exec(rest.join('/'))) || [];
    const mapped = this.#storage.volumeGroups.find(({ name }) => name === above.replaceAll('--', '-'));
    return mapped === undefined ? undefined : groupDevice(mapped, below.replaceAll('--', '-'));
  }
}

function* devicesByName({ targets, volumeGroups }: Storage): Generator<readonly [name: string, device: BlockDevice]> {
  for (const target of targets)
    for (const lun of target.luns) for (const name of lunNames(target, lun)) yield [name, lunDevice(lun, null)];
  for (const group of volumeGroups)
    for (const volume of group.volumes) {
      const device = volumeDevice(volume, group);
      for (const name of volumeNames(volume)) yield [name, device];
    }
}

export function volumeDevice(volume: Volume, group: VolumeGroup): BlockDevice {
  return { key: volumePath(volume), kind: 'volume', volume, group };
}

export function lunDevice(lun: Lun, part: string | null): BlockDevice {
  return { key: `${lun.target}/${lun.name}${part === null ? '' : ` part ${part}`}`, kind: 'lun', lun, part };
}

function groupDevice(group: VolumeGroup, volume: string): BlockDevice {
  return { key: `/dev/${group.name}/${volume}`, kind: 'group', group, volume };
}

function unknown(path: string): BlockDevice {
  const [disk, part] = wholeOf(path) ?? [path, null];
  return { key: path, kind: KERNEL.test(disk) ? 'kernel' : 'other', disk, part };
}

function wholeOf(path: string): readonly [disk: string, part: string] | undefined {
  for (const form of PARTITIONS) {
    const [, disk, part] = form.exec(path) ?? [];
    if (disk !== undefined && part !== undefined) return [disk, part];
  }
  return undefined;
}

/** Ways to read a name as a partition of a disk. kpartx puts a p, or nothing, between the name of a map and the number. */
function splits(path: string): readonly (readonly [disk: string, part: string])[] {
  const [, map, part] = /^(\/dev\/mapper\/.*?)p?([0-9]+)$/.exec(path) ?? [];
  const whole = wholeOf(path);
  return [
    ...(whole === undefined ? [] : [whole]),
    ...(map === undefined || part === undefined ? [] : [[map, part] as const]),
  ];
}

/** All names of a LUN by udev and multipath. udev, 60-persistent-storage.rules; multipath.conf(5), alias. */
function lunNames(target: Target, lun: Lun): readonly string[] {
  const paths = target.portals.map((portal) => byPath(target, portal, lun));
  const mapped = target.multipath ? mapNames(aliasOf(lun)) : [];
  const { wwid } = lun;
  if (wwid === null) return [...paths, ...mapped];
  return [...paths, ...mapped, ...wwidNames(wwid)];
}

/** Names of a disk that say its WWID. udev, 60-persistent-storage.rules; multipath.conf(5), user_friendly_names. */
export function wwidNames(wwid: string): readonly string[] {
  return [
    `/dev/disk/by-id/scsi-${wwid}`,
    `/dev/disk/by-id/wwn-0x${wwid.slice(1)}`,
    `/dev/disk/by-id/dm-uuid-mpath-${wwid}`,
    ...mapNames(wwid),
  ];
}

function volumeNames(volume: Volume): readonly string[] {
  return [volumePath(volume), ...mapNames(mapperName(volume))];
}

function mapNames(name: string): readonly string[] {
  return [mapperPath(name), `/dev/disk/by-id/dm-name-${name}`];
}
