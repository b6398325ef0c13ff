/**
 * Volume groups, volumes and the quorum disk: made on one node if they are missing, on blank disks. A push never undoes any of
 * it. clvmd(8), vgcreate(8).
 */
import type { CmanModel } from '../options.ts';
import type { ActionId } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import { actionId, atMost, command, isRunning, QUIET } from '../../../emit/actions.ts';
import { groupActions, lists, MAKING, reaches, type Making } from '../../../emit/storage/lvm-actions.ts';
import { lunPaths } from '../../../resolve/storage/device-path.ts';
import { clusteredGroupsOf } from '../../../model/reach.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { dialectOf } from '../../../platform/platform.ts';
import { REFRESH_CLVMD } from '../emit/lvm-conf.ts';
import { QUORUM_DISK, START_CLVMD } from './ids.ts';

export function* storage(model: CmanModel, disks: readonly ActionId[]): Iterable<Action> {
  if (model.hosts.some((host) => clusteredGroupsOf(host, model).length > 0)) yield { ...refreshClvmd, after: disks };
  yield* quorumDisk(model, disks);
  for (const group of model.volumeGroups) yield* stillThere(group, model);
  const making = makingOf(model, disks);
  for (const group of model.volumeGroups) yield* groupActions(group, model, making);
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

function makingOf(model: CmanModel, disks: readonly ActionId[]): Making {
  const given: Making['given'] = ({ clustered }) => (clustered ? isRunning('clvmd') : null);
  return {
    blank: (device) => isBlank(device, model),
    given,
    within: given,
    // -c: shared through clvmd or not; vgcreate(8).
    create: (group, device) => command('vgcreate', '-c', group.clustered ? 'y' : 'n', group.name, device),
    // The size in bytes, so that it is rounded only once; lvcreate(8), -L.
    volume: ({ group, name, size }) => command('lvcreate', '-L', `${size}b`, '-n', name, group),
    limit: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    after: ({ clustered }) => [...disks, ...(clustered ? [REFRESH_CLVMD, START_CLVMD] : [])],
  };
}

/** blkid exits 2 if it finds no signature: by probing (-p, util-linux 2.15), else without its cache. blkid(8) */
function isBlank(device: string, { cluster }: Pick<CmanModel, 'cluster'>): Probe {
  const how = dialectOf(cluster.platform).lowProbing ? ['-p'] : ['-c', '/dev/null'];
  return { ...command('blkid', ...how, device), succeeds: [2] };
}
