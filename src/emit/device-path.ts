/** Names of devices on a node that are the same on every host. */
import type { Lun, Portal, Target, Volume } from '../model/model.ts';

/** udev's by-path link of a LUN behind one portal; udev, 60-persistent-storage.rules (path_id). */
export function byPath({ iqn }: Target, { address, port }: Portal, { number }: Lun): string {
  return `/dev/disk/by-path/ip-${address}:${port}-iscsi-${iqn}-lun-${number}`;
}

/** The one spelling of a volume's device that all tools agree on. */
export function volumePath({ group, name }: Volume): string {
  return `/dev/${group}/${name}`;
}
