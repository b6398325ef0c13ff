/** Device names on a node that are the same on every host. */
import { aliasOf } from '../vm/identity.ts';
import type { Lun, Portal, Target, Volume } from '../../model/shared-storage.ts';

/** udev's by-path link of a LUN behind one portal; udev, 60-persistent-storage.rules (path_id). */
export function byPath({ iqn }: Target, { address, port }: Portal, { number }: Lun): string {
  return `/dev/disk/by-path/ip-${address}:${port}-iscsi-${iqn}-lun-${number}`;
}

/** The names by which a host may use a LUN: the multipath device, or one path per portal. */
export function lunPaths(target: Target, lun: Lun): readonly string[] {
  if (target.multipath) return [mapperPath(aliasOf(lun))];
  return target.portals.map((portal) => byPath(target, portal, lun));
}

/** A device of the device mapper by its name. */
export function mapperPath(name: string): string {
  return `/dev/mapper/${name}`;
}

/** The canonical path of a volume, which all tools use. */
export function volumePath({ group, name }: Volume): string {
  return `/dev/${group}/${name}`;
}

/** A hyphen in a name is doubled, since a single one separates group and volume. lvm2, libdm, dm_build_dm_name. */
export function mapperName({ group, name }: Pick<Volume, 'group' | 'name'>): string {
  return [group, name].map((part) => part.replaceAll('-', '--')).join('-');
}
