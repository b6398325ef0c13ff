/** Names that libvirt and multipath need, derived from the site's own names so that they never change. */
import { as } from '../../base/brand.ts';
import { sha1 } from '../../base/json.ts';
import type { Mac, Uuid, VmName } from '../../model/model.ts';
import type { Lun } from '../../model/shared-storage.ts';

/** The DNS name space; RFC 9562, 6.6. */
const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

/** UUIDv5 of cluster and VM: the same on every host. libvirt refuses a name that comes back with another UUID. */
export function uuidOf(cluster: string, vm: VmName): Uuid {
  return as<Uuid>(uuid5(uuid5(DNS, cluster), vm));
}

/** The prefix of derived MACs by version of the site: that of KVM guests, or all that is locally administered with 52. */
export const MAC_PREFIX = { 1: '52:54:00', 2: '52' } as const;

export type SiteVersion = keyof typeof MAC_PREFIX;

/** MAC address: the prefix, and bytes of SHA-1 over cluster, VM and position. */
export function macOf(cluster: string, vm: VmName, index: number, version: SiteVersion = 1): Mac {
  const prefix = MAC_PREFIX[version];
  const bytes = sha1(`${cluster}/${vm}/nic${index}`).subarray(0, 6 - prefix.split(':').length);
  return as<Mac>([prefix, ...Array.from(bytes, hex)].join(':'));
}

/** The name of a multipath LUN, the same on every host. */
export function aliasOf({ target, name }: Lun): string {
  return `${target}-${name}`;
}

/** RFC 9562, 5.5. */
function uuid5(space: string, name: string): string {
  const digest = sha1(Buffer.concat([Buffer.from(space.replaceAll('-', ''), 'hex'), Buffer.from(name)]));
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = bytes.toString('hex');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
