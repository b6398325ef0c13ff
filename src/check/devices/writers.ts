/** Two users of one block device or image file that do not agree on who writes. */
import { defineDiagnostic, type Diagnostic } from '../../diag/diagnostic.ts';
import type { BlockDevice } from '../../resolve/storage/block-device.ts';
import { shared } from '../check.ts';
import { identity } from '../vm/vms.ts';
import type { DeviceUse, StorageMap } from './uses.ts';

export const twoWriters = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'storage/two-writers',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    'Each user keeps blocks of the device in memory and writes them back without a check. Writes of the other one are lost, and with them ' +
    'the file system, the volume group or the votes. Names by path, by id, of the device mapper and of volumes count as one device if they ' +
    'lead to one.',
});

/** Reports `libvirt/identity` if a guest is one of the two, else `storage/two-writers`. */
export function* devicesHaveOneWriter({ uses }: StorageMap): Generator<Diagnostic> {
  const writers = uses.filter(({ kind }) => kind !== 'reserved');
  for (const [, users] of shared(writers, ({ device }) => diskOf(device))) {
    if (users.every(({ access }) => access === 'read')) continue;
    for (const [index, second] of users.entries()) {
      const first = users.find((one, at) => at < index && collide(one, second));
      if (first !== undefined) yield reported(first, second);
    }
  }
}

/** The whole that a partition is a part of. */
function diskOf(device: BlockDevice): string {
  if (device.kind === 'lun') return `${device.lun.target}/${device.lun.name}`;
  return device.kind === 'kernel' || device.kind === 'other' ? device.disk : device.key;
}

function collide(a: DeviceUse, b: DeviceUse): boolean {
  if (a.access === b.access && a.access !== 'alone' && (a.access === 'read' || isOneKind(a, b))) return false;
  if (haveMessages(a, b)) return false;
  if (a.kind === 'group' && b.kind === 'group') return false; // reported as lvm/lun-shared
  return overlap(a.device, b.device) && meet(a, b);
}

/** Guests that share a disk agree among themselves, and so do mounts of a cluster file system. */
function isOneKind(a: DeviceUse, b: DeviceUse): boolean {
  return a.kind === b.kind;
}

/** The disks of sbd, listed where it is set up and for its agent. */
function haveMessages(a: DeviceUse, b: DeviceUse): boolean {
  return [a, b].every(({ kind }) => kind === 'cluster' || kind === 'messages') && a.kind !== b.kind;
}

function overlap(a: BlockDevice, b: BlockDevice): boolean {
  if (!('part' in a) || !('part' in b)) return true;
  return a.part === null || b.part === null || a.part === b.part;
}

/** A name that the site does not describe may be another device on each host. */
function meet(a: DeviceUse, b: DeviceUse): boolean {
  const isEverywhere = !['kernel', 'other'].includes(a.device.kind);
  if (isEverywhere || a.hosts.length === 0 || b.hosts.length === 0) return true;
  return a.hosts.some((host) => b.hosts.includes(host));
}

function reported(a: DeviceUse, b: DeviceUse): Diagnostic {
  const guests = [a, b].filter(isGuest);
  const verb = [a, b].some(({ access }) => access === 'read') ? 'use' : 'write to';
  const what = b.device.kind === 'volume' ? b.name : a.name;
  const problem =
    a.user === b.user && guests.length === 2
      ? `two disks of ${b.user} are ${what}`
      : `${a.user} and ${b.user} both ${verb} ${what}`;
  const related = [{ at: a.at, message: `${a.user} ${verb === 'use' ? 'uses it' : 'writes to it'} here` }];
  const facts = { problem, cure: cureFor(a, b) };
  return guests.length > 0 ? identity(b.at, facts, related) : twoWriters(b.at, facts, related);
}

function isGuest({ kind }: DeviceUse): boolean {
  return kind === 'guest' || kind === 'overlay';
}

function cureFor(a: DeviceUse, b: DeviceUse): string {
  if (b.kind === 'overlay') return 'remove it from the overlay';
  if (a.user === b.user && isGuest(a)) return 'remove one of the two disks';
  if (b.kind === 'group') return `give ${a.user} a LUN of its own`;
  const what = b.device.kind === 'volume' ? 'volume' : b.device.kind === 'lun' ? 'LUN' : isGuest(b) ? 'file' : 'device';
  return `give ${b.user} a ${what} of its own`;
}
