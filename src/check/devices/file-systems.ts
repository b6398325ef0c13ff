/** File systems of services on volume groups: one that several hosts mount needs a group of several hosts, and any other one needs a host for itself. */
import { defineDiagnostic, valueAt, type Diagnostic } from '../../diag/diagnostic.ts';
import type { Service, SharedResource } from '../../model/service.ts';
import type { VolumeGroup } from '../../model/shared-storage.ts';
import { definitionsIn, textOf, type DeviceUse, type StorageMap } from './uses.ts';

export const clusterFileSystem = defineDiagnostic<{ resource: string; problem: string; cure: string }>({
  code: 'storage/cluster-file-system',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.resource} is mounted by several hosts at once, but ${f.problem}`,
  help: (f) => f.cure,
  explain:
    'GFS and GFS2 are supported on volumes of a clustered group only: without its locks two hosts change the group, or its size, without ' +
    'knowing of each other. Red Hat solution 46637.',
});

export const wrongFileSystem = defineDiagnostic<{ resource: string; fstype: string; cure: string }>({
  code: 'storage/file-system-type',
  severity: 'error',
  message: (f) => `${f.resource} cannot have the file system ${f.fstype}`,
  help: (f) => f.cure,
  explain:
    'clusterfs mounts file systems that several hosts write to at once; any other one is destroyed by the second host. fs mounts on one host at ' +
    'a time, and knows nothing of the others.',
});

export const notExclusive = defineDiagnostic<{ resource: string; group: string; alone: boolean }>({
  code: 'storage/not-exclusive',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.resource} is for one host at a time, but every host activates the volumes of ${f.group}`,
  help: (f) =>
    `put it on a volume group with clustered: false, below a resource { type: lvm, name: NAME, vg_name: GROUP }${f.alone ? `; ${f.group} can be that group` : ''}`,
  explain:
    'Where a volume is active on every host nothing but the cluster itself keeps a second host from mounting it: a mount by hand, or a host ' +
    'that was cut off for a moment, destroys ext4 or XFS. Red Hat solution 3067.',
});

/** What the agents mount on several hosts at once, and on one. */
const TYPES: ReadonlyMap<string, 'clusterfs' | 'fs'> = new Map([
  ...['gfs', 'gfs2', 'ocfs2'].map((fstype) => [fstype, 'clusterfs'] as const),
  ...['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'jfs', 'reiserfs', 'vfat'].map((fstype) => [fstype, 'fs'] as const),
]);

export function* fileSystemsFitTheirResource({ uses }: StorageMap): Generator<Diagnostic> {
  for (const { resource, user } of uses) {
    const fstype = resource === null ? undefined : textOf(resource, 'fstype')?.toLowerCase();
    if (resource === null || fstype === undefined) continue;
    const type = TYPES.get(fstype);
    if (type === undefined || type === resource.type || !isFileSystem(resource)) continue;
    const cure = `write type: ${type}${type === 'fs' ? ', in one service' : ''}`;
    yield wrongFileSystem(valueAt([...resource.at, 'fstype']), { resource: user, fstype, cure });
  }
}

function isFileSystem({ type }: SharedResource): boolean {
  return type === 'fs' || type === 'clusterfs';
}

export function* clusterFileSystemsHaveLocks({ uses }: StorageMap): Generator<Diagnostic> {
  for (const { at, user, name, device, resource } of uses) {
    if (resource?.type !== 'clusterfs') continue;
    const group = groupOf(device);
    if (group?.clustered === false)
      yield clusterFileSystem(
        at,
        {
          resource: user,
          problem: `${group.name} is active on one host at a time`,
          cure: `write clustered: true at ${group.name}`,
        },
        [{ at: valueAt([...group.at, 'clustered']), message: 'the volume group is declared here' }],
      );
    const plain = plainDisk(device, name);
    if (plain !== null)
      yield clusterFileSystem(at, {
        resource: user,
        problem: `${plain} is not a volume of a clustered group`,
        cure: 'put it on a volume of a clustered volume group',
      });
  }
}

/** What is on no volume group; null for a volume, and for what drivers such as DRBD make. */
function plainDisk(device: DeviceUse['device'], name: string): string | null {
  if (device.kind === 'volume' || device.kind === 'group') return null;
  if (device.part !== null) return 'a partition';
  if (device.kind === 'lun') return 'a LUN';
  return name.startsWith('/dev/disk/') ? 'a disk' : null;
}

function groupOf(device: DeviceUse['device']): VolumeGroup | null {
  return device.kind === 'volume' || device.kind === 'group' ? device.group : null;
}

/** A volume that something else writes to has a finding of its own. */
export function* localFileSystemsAreExclusive(map: StorageMap): Generator<Diagnostic> {
  const users = new Map<string, number>();
  for (const { device } of map.uses) users.set(device.key, (users.get(device.key) ?? 0) + 1);
  for (const { at, user, device, resource, services } of map.uses) {
    const group = groupOf(device);
    if (resource?.type !== 'fs' || group?.clustered !== true || users.get(device.key) !== 1) continue;
    if (isActivatedAlone(services, group, map)) continue;
    const facts = { resource: user, group: group.name, alone: !hasOthers(group, map) };
    yield notExclusive(at, facts, [
      { at: valueAt([...group.at, 'clustered']), message: 'the volume group is declared here' },
    ]);
  }
}

/** Does anything need the group on several hosts at once? */
function hasOthers({ name }: VolumeGroup, { uses }: StorageMap): boolean {
  return uses.some(({ device, resource }) => groupOf(device)?.name === name && resource?.type !== 'fs');
}

/** Does each of the services have an lvm resource for the group? */
function isActivatedAlone(services: readonly Service[], { name }: VolumeGroup, { model }: StorageMap): boolean {
  return services.every((service) =>
    definitionsIn(service, model.resources).some((one) => one.type === 'lvm' && textOf(one, 'vg_name') === name),
  );
}
