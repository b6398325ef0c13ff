/**
 * Volume groups and volumes: made on one node if they are missing, on blank disks. A push never undoes any of it.
 * pvcreate(8), vgcreate(8), lvcreate(8).
 */
import type { ActionId } from '../../base/brand.ts';
import type { Action, Command, Probe } from '../../bundle/action.ts';
import type { Host, Model } from '../../model/model.ts';
import { targetsOf } from '../../model/reach.ts';
import type { Lun, Volume, VolumeGroup } from '../../model/shared-storage.ts';
import { lunPaths } from '../../resolve/storage/device-path.ts';
import { actionId, asking, command, QUIET } from '../actions.ts';

/** What differs between stacks. */
export type Making = {
  /** Has the device nothing on it? */
  readonly blank: (device: string) => Probe;
  /** Can LVM make the group on this host, and can it change the group? Null: always. */
  readonly given: (group: VolumeGroup) => Probe | null;
  readonly within: (group: VolumeGroup) => Probe | null;
  readonly create: (group: VolumeGroup, device: string) => Command;
  readonly volume: (volume: Volume) => Command;
  /** How long each command may take. */
  readonly limit: Action['worstCase'];
  readonly after: (group: VolumeGroup) => readonly ActionId[];
};

/** Actions that write to a disk: once, allowed by name, never undone. */
export const MAKING = {
  ...QUIET,
  scope: 'once',
  when: ['missing'],
  allow: 'push/create-storage',
  undo: null,
} as const satisfies Partial<Action>;

/** Physical volumes, the group of the first one, the others added to it, volumes. */
export function* groupActions(group: VolumeGroup, model: Model, making: Making): Iterable<Action> {
  const { targets, hosts } = model;
  const on = hosts.filter((host) => reaches(host, group, model)).map(({ name }) => name);
  const devices = group.on.flatMap((lun) => deviceOf(lun, model));
  const [first, ...others] = devices;
  if (targets.length === 0 || first === undefined || on.length === 0) return;
  const after = making.after(group);
  const made = { ...MAKING, given: making.given(group), on, after };
  for (const device of devices) yield { ...made, ...makeDisk(device, making) };
  const isDisk = devices.map(diskId);
  yield { ...made, ...makeGroup(group, first, making), after: [...after, ...isDisk] };
  const within = { ...made, given: making.within(group) };
  for (const device of others)
    yield { ...within, ...extendGroup(group, device, making), after: [...after, ...isDisk, groupId(group)] };
  const grown = [groupId(group), ...others.map((device) => extendId(group, device))];
  const onGroup = { ...within, after: [...after, ...grown] };
  for (const volume of group.volumes) yield Object.assign({}, onGroup, makeVolume(volume, making));
}

/** Does the host see all of the group? */
export function reaches(host: Host, { on }: VolumeGroup, model: Model): boolean {
  const targets = targetsOf(host, model).map(({ name }) => name);
  return on.every(({ target }) => targets.includes(target));
}

/** Is the group seen? */
export function lists({ name }: VolumeGroup): Probe {
  return asking(command('vgs', '--noheadings', '-o', 'vg_name'), { row: [name] });
}

/** The LUN's first name, as all names lead to the same disk. */
function deviceOf(lun: Lun, { targets }: Model): readonly string[] {
  const target = targets.find(({ name }) => name === lun.target);
  return target === undefined ? [] : lunPaths(target, lun).slice(0, 1);
}

type Particular = Pick<Action, 'id' | 'reason' | 'worstCase' | 'run' | 'probe'> & Partial<Pick<Action, 'gate'>>;

/** A separate action: if it is cut off afterwards, the disk is not blank any more. */
function makeDisk(device: string, { blank, limit }: Making): Particular {
  return {
    id: diskId(device),
    reason: `${device} is not seen as a disk of LVM`,
    worstCase: limit,
    gate: blank(device),
    run: [command('pvcreate', device)],
    probe: command('pvs', '--noheadings', '-o', 'pv_name', device),
  };
}

function makeGroup(group: VolumeGroup, device: string, { create, limit }: Making): Particular {
  return {
    id: groupId(group),
    reason: `no volume group ${group.name} is seen`,
    worstCase: limit,
    run: [create(group, device)],
    probe: lists(group),
  };
}

function extendGroup(group: VolumeGroup, device: string, { limit }: Making): Particular {
  return {
    id: extendId(group, device),
    reason: `${device} is not seen as a part of ${group.name}`,
    worstCase: limit,
    run: [command('vgextend', group.name, device)],
    probe: asking(command('pvs', '--noheadings', '-o', 'vg_name', device), { row: [group.name] }),
  };
}

function makeVolume(volume: Volume, making: Making): Particular {
  const { group, name } = volume;
  return {
    id: volumeId(volume),
    reason: `no volume ${group}/${name} is seen`,
    worstCase: making.limit,
    run: [making.volume(volume)],
    probe: asking(command('lvs', '--noheadings', '-o', 'vg_name,lv_name'), { row: [group, name] }),
  };
}

function groupId({ name }: VolumeGroup): ActionId {
  return actionId('lvm', 'group', name);
}

export function volumeId({ group, name }: Pick<Volume, 'group' | 'name'>): ActionId {
  return actionId('lvm', 'volume', group, name);
}

function extendId({ name }: VolumeGroup, device: string): ActionId {
  return actionId('lvm', 'extend', name, lastOf(device));
}

function diskId(device: string): ActionId {
  return actionId('lvm', 'disk', lastOf(device));
}

function lastOf(device: string): string {
  return device.replace(/^.*\//, '');
}
