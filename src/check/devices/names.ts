/** Names of devices that are not the same everywhere: those of the kernel, partitions of shared disks, volumes that are not there. */
import { similar, similarInParts } from '../../base/similar.ts';
import { defineDiagnostic, keyAt, type Diagnostic, type Related } from '../../diag/diagnostic.ts';
import { volumePath } from '../../resolve/storage/device-path.ts';
import { unknownReference } from '../../resolve/ledger.ts';
import { ownerOf } from './host-disks.ts';
import { declaredAt, type DeviceUse, type StorageMap } from './uses.ts';

export const unstableName = defineDiagnostic<{ user: string; name: string }>({
  code: 'storage/unstable-name',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.user} may run on several hosts, and ${f.name} can be another disk on each of them`,
  help: () => 'write a volume, a name below /dev/disk/by-id or, for a file system, UUID=',
  explain:
    'The kernel numbers disks in the order in which it finds them, which differs between hosts and after each boot: another disk is mounted, ' +
    'checked or written over. udev(7).',
});

export const sharedPartition = defineDiagnostic<{ user: string; name: string }>({
  code: 'storage/partition',
  severity: 'error',
  acceptable: true,
  message: (f) => `${f.user} may run on several hosts, and ${f.name} is a partition`,
  help: () => 'put the whole disk into a volume group, and use a volume of it',
  explain:
    'Each host reads the table of partitions when it finds the disk. One that was changed on another host since has other bounds there, or ' +
    'is missing. partprobe(8).',
});

export const unknownGroup = defineDiagnostic<{ user: string; name: string; group: string; suggestion: string | null }>({
  code: 'storage/unknown-group',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `${f.user} uses ${f.name}, but the site has no volume group ${f.group}${f.suggestion === null ? '' : `; did you mean ${f.suggestion}?`}`,
  help: (f) =>
    f.suggestion === null
      ? `add ${f.group} to volume_groups or, if it is on disks of the hosts, to their local_volume_groups`
      : `write ${f.name.replace(`/dev/${f.group}/`, `/dev/${f.suggestion}/`)}`,
  explain:
    'The filter of lvm.conf admits only disks that the site names. A group on any other disk is not found, and its users fail at their ' +
    'next start. lvm.conf(5), filter.',
});

function isMovable({ kind, hosts }: DeviceUse): boolean {
  return hosts.length > 1 && (kind === 'guest' || kind === 'overlay' || kind === 'resource');
}

/** What a host needs for itself has a finding of its own. */
export function* namesAreStable({ uses, model }: StorageMap): Generator<Diagnostic> {
  for (const use of uses.filter(isMovable)) {
    const { at, user, name, device } = use;
    if (ownerOf(use, model) !== undefined) continue;
    if (device.kind === 'kernel') yield unstableName(at, { user, name }, whereItRuns(use, model));
    else if ((device.kind === 'lun' || device.kind === 'other') && device.part !== null && !isFile(name))
      yield sharedPartition(at, { user, name }, whereItRuns(use, model));
  }
}

function whereItRuns(
  { services: [service], user, hosts }: DeviceUse,
  { vms }: StorageMap['model'],
): readonly Related[] {
  const owner = service ?? vms.find(({ name }) => name === user);
  return owner === undefined
    ? []
    : [{ at: keyAt([...owner.at, 'run_on']), message: `${owner.name} may run on ${hosts.join(', ')}` }];
}

function isFile(name: string): boolean {
  return !name.startsWith('/dev/');
}

/** Reports `ref/unknown` for a volume of a group of the site that the site does not have. */
export function* volumesAreThere({ uses }: StorageMap): Generator<Diagnostic> {
  for (const { at, name, device, kind } of uses) {
    if (device.kind !== 'group' || ['cluster', 'reserved', 'messages'].includes(kind)) continue;
    const known = device.group.volumes.map(volumePath);
    const suggestion = similarInParts(device.key, known) ?? null;
    yield unknownReference(at, { what: 'volume', name, suggestion, known }, [
      declaredAt(device.group.at, 'the volume group'),
    ]);
  }
}

/** A volume of a group that neither the site nor a host has. */
export function* groupsAreThere({ uses, model }: StorageMap): Generator<Diagnostic> {
  const known = model.volumeGroups.map(({ name }) => name);
  for (const { at, user, name, device, hosts } of uses) {
    const group = device.kind === 'other' ? groupIn(name) : undefined;
    if (group === undefined || isLocal(group, hosts, model)) continue;
    yield unknownGroup(at, { user, name, group, suggestion: similar(group, known) ?? null });
  }
}

/** `/dev/GROUP/VOLUME`. Drivers have folders of their own below /dev. */
function groupIn(name: string): string | undefined {
  const [, group] = /^\/dev\/([^/]+)\/[^/]+$/.exec(name) ?? [];
  return group === undefined || OF_DRIVERS.has(group) ? undefined : group;
}

/** Linux, Documentation/admin-guide/devices.txt; and those of udev, LVM, md, GNBD, DRBD and AoE. */
const OF_DRIVERS = new Set(
  'block bus cciss cdroms char cpu disk drbd etherd fd gnbd i2o ida input loop mapper md mpath nbd pts raid raw rd shm vx zvol'.split(
    ' ',
  ),
);

function isLocal(group: string, users: DeviceUse['hosts'], { hosts }: StorageMap['model']): boolean {
  return hosts.some(
    ({ name, localVolumeGroups }) => users.includes(name) && localVolumeGroups?.includes(group) === true,
  );
}
