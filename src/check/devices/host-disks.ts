/** Users of what a host boots from: its local disks, and the volume groups on them. */
import type { HostName } from '../../base/brand.ts';
import { defineDiagnostic, keyAt, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { Host, Model } from '../../model/model.ts';
import { isAmong } from '../../model/reach.ts';
import { wwidNames } from '../../resolve/storage/block-device.ts';
import { mapperPath } from '../../resolve/storage/device-path.ts';
import type { DeviceUse, StorageMap } from './uses.ts';

export const hostDisk = defineDiagnostic<{ user: string; name: string; host: HostName; what: string }>({
  code: 'storage/host-disk',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.user} uses ${f.name}, which is ${f.what} of ${f.host}`,
  help: (f) => `give ${f.user} a volume or a LUN of its own`,
  explain:
    'A host boots from it: formatting, checking or mounting it destroys its system. On another host the same name is a different disk. ' +
    'Our choice: local_disks and local_volume_groups name what a host needs for itself.',
});

export function* hostsKeepTheirDisks({ uses, model }: StorageMap): Generator<Diagnostic> {
  for (const use of uses) {
    const own = ownerOf(use, model);
    if (own === undefined) continue;
    const { host, what, at } = own;
    yield hostDisk(use.at, { user: use.user, name: use.name, host: host.name, what }, [
      { at, message: `${host.name} needs it` },
    ]);
  }
}

/** The first host that needs the device for itself. */
export function ownerOf(use: DeviceUse, { hosts }: Pick<Model, 'hosts'>): Owned | undefined {
  if (use.device.kind !== 'kernel' && use.device.kind !== 'other') return undefined;
  for (const host of hosts.filter(({ name }) => isAmong(use.hosts, name))) {
    const owned = ownedBy(use, host);
    if (owned !== undefined) return owned;
  }
  return undefined;
}

type Owned = { readonly host: Host; readonly what: string; readonly at: Place };

function ownedBy({ device, name, hosts }: DeviceUse, host: Host): Owned | undefined {
  const disk = 'disk' in device ? device.disk : name;
  const what = (one: string) => (one === name ? 'a disk' : 'a part of a disk');
  const index = host.localDisks?.findIndex((one) => one === disk || isPartOf(name, one)) ?? -1;
  const own = host.localDisks?.[index];
  if (own !== undefined) return { host, what: what(own), at: valueAt([...host.at, 'local_disks', index]) };
  for (const { at, name: alias, wwid } of host.localLuns) {
    const found = namesOfLun(alias, wwid).find((one) => one === disk || isPartOf(name, one));
    if (found !== undefined) return { host, what: what(found), at: keyAt(at) };
  }
  const group = host.localVolumeGroups?.findIndex((one) => isIn(name, one)) ?? -1;
  const isAlone = hosts.length === 1 && !BOOTED.test(name);
  if (group === -1 || isAlone) return undefined;
  return { host, what: 'in a volume group', at: valueAt([...host.at, 'local_volume_groups', group]) };
}

function namesOfLun(alias: string, wwid: string): readonly string[] {
  return [mapperPath(alias), `/dev/disk/by-id/dm-name-${alias}`, ...wwidNames(wwid)];
}

/** kpartx puts a p, or nothing, between the name of a map and the number of a partition. */
function isPartOf(name: string, disk: string): boolean {
  return (
    name === disk ||
    (disk.startsWith('/dev/mapper/') && name.startsWith(disk) && /^p?[0-9]+$/.test(name.slice(disk.length)))
  );
}

/** Volumes by which installers call the root file system and the swap space. Anaconda's names: lv_root, root, lv_swap, swap. */
const BOOTED = /[/-](lv_)?(root|swap)$/;

function isIn(name: string, group: string): boolean {
  return name.startsWith(`/dev/${group}/`) || name.startsWith(`/dev/mapper/${group.replaceAll('-', '--')}-`);
}
