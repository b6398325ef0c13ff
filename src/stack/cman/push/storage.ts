/**
 * Volume groups, volumes and the quorum disk: made on one node if they are missing, on blank disks. A push never undoes any of
 * it. clvmd(8), vgcreate(8).
 */
import type { CmanModel } from '../options.ts';
import type { ActionId } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import { actionId, atMost, command, isRunning, QUIET } from '../../../emit/actions.ts';
import { lunPaths } from '../../../resolve/storage/device-path.ts';
import { clusteredGroupsOf, targetsOf } from '../../../model/reach.ts';
import type { Host } from '../../../model/model.ts';
import type { Lun, Volume, VolumeGroup } from '../../../model/shared-storage.ts';
import { dialectOf } from '../../../platform/platform.ts';
import { REFRESH_CLVMD } from '../emit/lvm-conf.ts';
import { QUORUM_DISK, START_CLVMD } from './ids.ts';

export function* storage(model: CmanModel, disks: readonly ActionId[]): Iterable<Action> {
  if (model.hosts.some((host) => clusteredGroupsOf(host, model).length > 0)) yield { ...refreshClvmd, after: disks };
  yield* quorumDisk(model, disks);
  for (const group of model.volumeGroups) yield* stillThere(group, model);
  for (const group of model.volumeGroups) yield* groupActions(group, model, disks);
}

/** Makes all clvmds of the cluster read lvm.conf and their device cache again; clvmd(8), -R. */
const refreshClvmd: Action = {
  ...QUIET,
  id: REFRESH_CLVMD,
  scope: 'once',
  when: ['changed'],
  given: isRunning('clvmd'),
  reason: 'clvmd reads lvm.conf when it starts and when it is told to',
  worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
  run: [command('clvmd', '-R')],
  probe: command('vgs', '--noheadings', '-o', 'vg_name,vg_attr'),
  undo: { when: 'after-files', run: [command('clvmd', '-R')] },
};

/**
 * A group that a host has seen must stay visible after a change of the filter; otherwise the change is rolled back.
 */
function* stillThere(group: VolumeGroup, model: CmanModel): Iterable<Action> {
  const on = model.hosts.filter((host) => reaches(host, group, model)).map(({ name }) => name);
  if (on.length > 0) yield { ...QUIET, ...seeing(group), on, after: [REFRESH_CLVMD] };
}

function seeing(group: VolumeGroup): Pick<Action, 'id' | 'when' | 'given' | 'reason' | 'worstCase' | 'run' | 'probe'> {
  return {
    id: seeId(group),
    when: ['changed'],
    given: lists(group),
    reason: `a filter that is wrong hides ${group.name}`,
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    run: [],
    probe: lists(group),
  };
}

/** The action that looks for a group after a change of lvm.conf. */
export function seeId({ name }: Pick<VolumeGroup, 'name'>): ActionId {
  return actionId('lvm', 'see', name);
}

function lists({ name }: VolumeGroup): Probe {
  return { ...command('vgs', '--noheadings', '-o', 'vg_name'), says: [{ row: [name] }] };
}

/** Actions that write to a disk: once, allowed by name, never undone. */
const MAKING = {
  ...QUIET,
  scope: 'once',
  when: ['missing'],
  allow: 'push/create-storage',
  undo: null,
} as const satisfies Partial<Action>;

/** mkqdisk destroys what is on the device; mkqdisk(8), -c. It does not ask if standard input is not a terminal. */
function* quorumDisk(model: CmanModel, after: readonly ActionId[]): Iterable<Action> {
  const { own, targets } = model;
  const { quorumDisk: disk } = own;
  const target = targets.find(({ name }) => name === disk?.lun?.target);
  const device = disk?.device ?? (disk?.lun && target ? lunPaths(target, disk.lun)[0] : undefined);
  if (disk === null || disk.label === null || device === undefined) return;
  yield {
    ...MAKING,
    id: QUORUM_DISK,
    ...(target === undefined ? {} : { on: target.hosts }),
    reason: `no disk with the label ${disk.label} of the quorum disk is seen`,
    worstCase: atMost(60, 'it writes some MiB: our choice'),
    gate: isBlank(device, model),
    run: [{ ...command('mkqdisk', '-c', device, '-l', disk.label), input: 'y\n' }],
    probe: { ...command('mkqdisk', '-L'), says: [{ field: 'Label', is: disk.label }] },
    after,
  };
}

/** Physical volumes, the group of the first one, the others added to it, volumes. */
function* groupActions(group: VolumeGroup, model: CmanModel, disks: readonly ActionId[]): Iterable<Action> {
  const { targets, hosts } = model;
  const on = hosts.filter((host) => reaches(host, group, model)).map(({ name }) => name);
  const devices = group.on.flatMap((lun) => deviceOf(lun, model));
  const after = [...disks, ...(group.clustered ? [REFRESH_CLVMD, START_CLVMD] : [])];
  const [first, ...others] = devices;
  if (targets.length === 0 || first === undefined || on.length === 0) return;
  const made = { ...MAKING, given: group.clustered ? isRunning('clvmd') : null, on, after };
  for (const device of devices) yield { ...made, ...makeDisk(device, model) };
  const isDisk = devices.map(diskId);
  yield { ...made, ...makeGroup(group, first), after: [...after, ...isDisk] };
  for (const device of others)
    yield { ...made, ...extendGroup(group, device), after: [...after, ...isDisk, groupId(group)] };
  const grown = [groupId(group), ...others.map((device) => extendId(group, device))];
  const onGroup = { ...made, after: [...after, ...grown] };
  for (const volume of group.volumes) yield Object.assign({}, onGroup, makeVolume(volume));
}

function reaches(host: Host, { on }: VolumeGroup, model: CmanModel): boolean {
  const targets = targetsOf(host, model).map(({ name }) => name);
  return on.every(({ target }) => targets.includes(target));
}

/** The LUN's first name, as all names lead to the same disk. */
function deviceOf(lun: Lun, { targets }: CmanModel): readonly string[] {
  const target = targets.find(({ name }) => name === lun.target);
  return target === undefined ? [] : lunPaths(target, lun).slice(0, 1);
}

type Particular = Pick<Action, 'id' | 'reason' | 'worstCase' | 'run' | 'probe'> & Partial<Pick<Action, 'gate'>>;

/** A separate action: if it is cut off afterwards, the disk is not blank any more. */
function makeDisk(device: string, model: CmanModel): Particular {
  return {
    id: diskId(device),
    reason: `${device} is not seen as a disk of LVM`,
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    gate: isBlank(device, model),
    run: [command('pvcreate', device)],
    probe: command('pvs', '--noheadings', '-o', 'pv_name', device),
  };
}

/** -c: shared through clvmd or not; vgcreate(8). */
function makeGroup(group: VolumeGroup, device: string): Particular {
  return {
    id: groupId(group),
    reason: `no volume group ${group.name} is seen`,
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    run: [command('vgcreate', '-c', group.clustered ? 'y' : 'n', group.name, device)],
    probe: lists(group),
  };
}

function extendGroup(group: VolumeGroup, device: string): Particular {
  return {
    id: extendId(group, device),
    reason: `${device} is not seen as a part of ${group.name}`,
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    run: [command('vgextend', group.name, device)],
    probe: { ...command('pvs', '--noheadings', '-o', 'vg_name', device), says: [{ row: [group.name] }] },
  };
}

/** The size in bytes, so that it is rounded only once; lvcreate(8), -L. */
function makeVolume({ group, name, size }: Volume): Particular {
  return {
    id: actionId('lvm', 'volume', group, name),
    reason: `no volume ${group}/${name} is seen`,
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    run: [command('lvcreate', '-L', `${size}b`, '-n', name, group)],
    probe: {
      says: [{ row: [group, name] }],
      ...command('lvs', '--noheadings', '-o', 'vg_name,lv_name'),
    },
  };
}

function groupId({ name }: VolumeGroup): ActionId {
  return actionId('lvm', 'group', name);
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

/** blkid exits 2 if it finds no signature: by probing (-p, util-linux 2.15), else without its cache. blkid(8) */
function isBlank(device: string, { cluster }: Pick<CmanModel, 'cluster'>): Probe {
  const how = dialectOf(cluster.platform).lowProbing ? ['-p'] : ['-c', '/dev/null'];
  return { ...command('blkid', ...how, device), succeeds: [2] };
}
