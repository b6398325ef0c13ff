/** The block devices of a host, as far as the site knows them: those that its filter must accept, and those that it must reject. */
import type { SourcePath } from '../../../base/brand.ts';
import { byPath, mapperName, mapperPath, volumePath } from '../../../resolve/storage/device-path.ts';
import { aliasOf } from '../../../resolve/vm/identity.ts';
import type { Host, Model } from '../../../model/model.ts';
import type { Lun, Target, Volume } from '../../../model/shared-storage.ts';
import { groupsOf, isClusterDisk, targetsOf } from '../../../model/reach.ts';

/** `what` is its name in a sentence; `names` are all names by udev and LVM. */
export type Device = {
  readonly at: SourcePath;
  readonly what: string;
  readonly names: readonly string[];
  readonly use: boolean;
};

/** Physical volumes, single paths, volumes of groups on LUNs. Volumes of local groups are not modelled. */
export function devicesOf(host: Host, model: Model): readonly Device[] {
  const groups = groupsOf(host, model);
  const isUsed = (lun: Lun) => groups.some(({ on }) => on.some(({ at }) => at === lun.at));
  return [
    ...targetsOf(host, model).flatMap((target) =>
      target.luns.flatMap((lun) =>
        isClusterDisk(lun, model) ? quorumDisks(target, lun) : isUsed(lun) ? disksOf(target, lun) : [],
      ),
    ),
    ...groups.flatMap(({ volumes }) => volumes.map(guestDisk)),
  ];
}

/** One disk for each path, and with multipath the device above them. */
function disksOf(target: Target, lun: Lun): readonly Device[] {
  const name = `${lun.target}/${lun.name}`;
  const paths = target.portals.map((portal) => byPath(target, portal, lun));
  if (!target.multipath) return [{ at: lun.at, what: `the LUN ${name}`, names: paths, use: true }];
  const whole = { at: lun.at, what: `the LUN ${name}`, names: namesInMapper(aliasOf(lun)), use: true };
  return [
    whole,
    ...paths.map((path) => ({
      at: lun.at,
      what: `one path of the LUN ${name}`,
      names: pathNames(path, lun),
      use: false,
    })),
  ];
}

/** The quorum disk under all its names. */
function quorumDisks(target: Target, lun: Lun): readonly Device[] {
  return disksOf(target, lun).map((device) => ({ ...device, what: `${device.what}, the quorum disk`, use: false }));
}

/** udev's link by WWID leads to one of the paths, or to the device above them. */
function pathNames(path: string, { wwid }: Lun): readonly string[] {
  return [path, ...(wwid === null ? [] : [`/dev/disk/by-id/scsi-${wwid}`])];
}

function guestDisk(volume: Volume): Device {
  const what = `the volume ${volume.group}/${volume.name}`;
  return { at: volume.at, what, names: [volumePath(volume), ...namesInMapper(mapperName(volume))], use: false };
}

/** The number in /dev/dm-N changes at every boot. */
function namesInMapper(name: string): readonly string[] {
  return [mapperPath(name), `/dev/disk/by-id/dm-name-${name}`, '/dev/dm-0'];
}
