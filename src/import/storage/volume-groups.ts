/** Volume groups that the cluster uses, with sizes where known. */
import { sizeText } from '../../base/units.ts';
import type { GroupFacts } from './lvm-backup.ts';
import { lvmSettings } from './lvm-settings.ts';
import type { StorageNode } from './storage-node.ts';

/** Volumes as `group/volume`, and the groups that move between nodes (HA-LVM). */
export type Usage = {
  readonly volumes: readonly string[];
  readonly moving: readonly string[];
  /** Groups of which the stack's files say whether all hosts share them. */
  readonly shared: ReadonlyMap<string, boolean>;
};

export type Volume = { readonly name: string; readonly size: string; readonly bytes: number; readonly known: boolean };

export type Group = {
  readonly name: string;
  readonly clustered: boolean;
  readonly volumes: readonly Volume[];
  readonly facts: GroupFacts | undefined;
};

const GIB = 1024 ** 3;

/** Groups, sorted by name. A group that is neither used by the cluster nor clustered belongs to the node alone. */
export function readGroups(nodes: readonly StorageNode[], usage: Usage): readonly Group[] {
  const { volumes, moving, shared } = nodes.every(saysNothing) ? withoutMoving(usage) : usage;
  const facts = new Map(nodes.flatMap(({ backups }) => backups).map((one) => [one.name, one]));
  const clustered = [...facts.values()].filter((one) => one.clustered).map(({ name }) => name);
  const names = new Set([...volumes.map(groupOf), ...moving, ...clustered, ...shared.keys()]);
  const locks = nodes.some(({ lvm }) => lvmSettings(lvm)['locking_type'] === 3);
  return [...names].toSorted().map((name) => {
    const own = facts.get(name);
    const used = volumes.filter((volume) => groupOf(volume) === name).map((volume) => volume.slice(name.length + 1));
    const all = [...new Set([...(own?.volumes.keys() ?? []), ...used])].toSorted();
    return {
      name,
      clustered:
        shared.get(name) ??
        own?.clustered ??
        (!moving.includes(name) && (locks || nodes.every(({ lvm }) => lvm === undefined))),
      volumes: all.map((volume) => volumeOf(volume, own?.volumes.get(volume))),
      facts: own,
    };
  });
}

/** Without moving groups: services name their groups and devices themselves, so none has to be assumed. */
function withoutMoving({ volumes, moving, shared }: Usage): Usage {
  return { volumes: volumes.filter((volume) => !moving.includes(groupOf(volume))), moving: [], shared };
}

function saysNothing({ lvm, initiator, backups, multipath }: StorageNode): boolean {
  return lvm === undefined && initiator.name === undefined && backups.length === 0 && multipath === undefined;
}

function groupOf(volume: string): string {
  return volume.split('/')[0] ?? '';
}

/** A volume; 1 GiB, marked as assumed, if no file has the size. */
function volumeOf(name: string, bytes: number | undefined): Volume {
  const size = bytes === undefined ? undefined : sizeText(bytes);
  return { name, size: size ?? '1G', bytes: bytes ?? GIB, known: size !== undefined };
}
