/** Which volume groups the cluster uses, and what is known of them. */
import { sizeText } from '../../base/units.ts';
import type { GroupFacts } from './lvm-backup.ts';
import { lvmSettings } from './lvm-settings.ts';
import type { StorageNode } from './storage-node.ts';

/** What VMs and services use: volumes as `group/volume`, and the groups that move between nodes (HA-LVM). */
export type Usage = { readonly volumes: readonly string[]; readonly moving: readonly string[] };

export type Volume = { readonly name: string; readonly size: string; readonly bytes: number; readonly known: boolean };

export type Group = {
  readonly name: string;
  readonly clustered: boolean;
  readonly volumes: readonly Volume[];
  readonly facts: GroupFacts | undefined;
};

const GIB = 1024 ** 3;

/** Sorted by name. A group that nothing in the cluster uses is left to the node, unless it is clustered. */
export function readGroups(nodes: readonly StorageNode[], usage: Usage): readonly Group[] {
  const { volumes, moving } = nodes.every(saysNothing) ? withoutMoving(usage) : usage;
  const facts = new Map(nodes.flatMap(({ backups }) => backups).map((one) => [one.name, one]));
  const clustered = [...facts.values()].filter((one) => one.clustered).map(({ name }) => name);
  const names = new Set([...volumes.map(groupOf), ...moving, ...clustered]);
  const locks = nodes.some(({ lvm }) => lvmSettings(lvm)['locking_type'] === 3);
  return [...names].toSorted().map((name) => {
    const own = facts.get(name);
    const used = volumes.filter((volume) => groupOf(volume) === name).map((volume) => volume.slice(name.length + 1));
    const all = [...new Set([...(own?.volumes.keys() ?? []), ...used])].toSorted();
    return {
      name,
      clustered: own?.clustered ?? (!moving.includes(name) && (locks || nodes.every(({ lvm }) => lvm === undefined))),
      volumes: all.map((volume) => volumeOf(volume, own?.volumes.get(volume))),
      facts: own,
    };
  });
}

/** Services name their groups and devices themselves: where no file says more of storage, nothing has to be made up for them. */
function withoutMoving({ volumes, moving }: Usage): Usage {
  return { volumes: volumes.filter((volume) => !moving.includes(groupOf(volume))), moving: [] };
}

function saysNothing({ lvm, initiator, backups, multipath }: StorageNode): boolean {
  return lvm === undefined && initiator.name === undefined && backups.length === 0 && multipath === undefined;
}

function groupOf(volume: string): string {
  return volume.split('/')[0] ?? '';
}

/** 1 GiB where no file says the size; the site marks it. */
function volumeOf(name: string, bytes: number | undefined): Volume {
  const size = bytes === undefined ? undefined : sizeText(bytes);
  return { name, size: size ?? '1G', bytes: bytes ?? GIB, known: size !== undefined };
}
