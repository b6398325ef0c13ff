/** Volume groups and volumes that are missing, and volumes that are new in a group which runs. lvmlockd(8), lvmsystemid(7). */
import type { ActionId } from '../../../base/brand.ts';
import { memoized } from '../../../base/memoize.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import { actionId, asking, atMost, command, quiet, QUIET } from '../../../emit/actions.ts';
import { groupActions, lists, reaches, volumeId, type Making } from '../../../emit/storage/lvm-actions.ts';
import type { Vm } from '../../../model/model.ts';
import { groupsOf } from '../../../model/reach.ts';
import type { Volume, VolumeGroup } from '../../../model/shared-storage.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import { hasSharedGroups } from '../emit/storage.ts';
import type { PacemakerModel } from '../options.ts';
import { START_PACEMAKER } from './ids.ts';

export function* storage(model: PacemakerModel, disks: readonly ActionId[]): Iterable<Action> {
  for (const group of model.volumeGroups) yield* stillThere(group, model);
  const making = makingOf(model, disks);
  for (const group of model.volumeGroups) yield* groupActions(group, model, making);
  for (const group of model.volumeGroups) if (group.clustered) yield* activations(group, model);
}

/** Exits 255 where lvmlockd does not run. Measured with lvm2 2.03.16. */
const LOCKS: Probe = command('lvmlockctl', '--info');

const LIMIT = atMost(60, 'LVM waits for another host that has a lock: our choice');

/** blkid exits 2 if it finds no signature; blkid(8). */
export function isBlank(device: string): Probe {
  return { ...command('blkid', '-p', device), succeeds: [2] };
}

/**
 * Where one group is shared, LVM asks lvmlockd before it makes any. A group that is not belongs to the host that makes it, until
 * LVM-activate starts it on another one. Volumes stay inactive: the host that made one in a shared group would have it for itself.
 */
function makingOf(model: PacemakerModel, disks: readonly ActionId[]): Making {
  const given = hasSharedGroups(model) ? LOCKS : null;
  return {
    blank: isBlank,
    given: () => given,
    // Only its owner sees a group that is not shared.
    within: (group) => (group.clustered ? given : lists(group)),
    create: ({ name, clustered }, device) => command('vgcreate', ...(clustered ? ['--shared'] : []), name, device),
    volume: ({ group, name, size }) => command('lvcreate', '-y', '-an', '-L', `${size}b`, '-n', name, group),
    limit: LIMIT,
    after: () => [...disks, START_PACEMAKER],
  };
}

/** LVM-activate activates the volumes that there are when it starts. */
function* activations(group: VolumeGroup, model: PacemakerModel): Iterable<Action> {
  const on = model.hosts.filter((host) => reaches(host, group, model)).map(({ name }) => name);
  // One for all volumes of the group, of which there may be ten thousand.
  const given = active([group.name, 'active'], 'vg_name,lv_active');
  for (const volume of group.volumes) yield activate(volume, on, given);
}

function active(row: readonly string[], fields: string): Probe {
  return asking(command('lvs', '--noheadings', '-o', fields), { row });
}

function activate(volume: Volume, on: Action['on'], given: Probe): Action {
  const { group, name } = volume;
  return quiet({
    id: activateId(volume),
    on,
    when: ['changed'],
    given,
    reason: `a group that runs does not activate ${group}/${name} when it is new`,
    worstCase: LIMIT,
    run: [command('lvchange', '-asy', `${group}/${name}`)],
    probe: active([group, name, 'active'], 'vg_name,lv_name,lv_active'),
    after: [volumeId(volume)],
  });
}

function activateId({ group, name }: Volume): ActionId {
  return actionId('lvm', 'activate', group, name);
}

/** What the definition of a guest needs: its volumes in shared groups. */
export function activationsOf(vm: Vm, model: PacemakerModel): readonly ActionId[] {
  const shared = sharedIn(model);
  return volumeDisks(vm).flatMap(({ volume }) => (shared.has(volume.group) ? [activateId(volume)] : []));
}

const sharedIn = memoized(
  ({ volumeGroups }: PacemakerModel) =>
    new Set(volumeGroups.flatMap(({ name, clustered }) => (clustered ? [name] : []))),
);

/**
 * Checks that a host still sees its volume groups after a change of lvm.conf. LVM-activate reports an invisible group as stopped.
 */
function* stillThere(group: VolumeGroup, model: PacemakerModel): Iterable<Action> {
  const on = model.hosts.filter((host) => groupsOf(host, model).includes(group)).map(({ name }) => name);
  if (on.length === 0) return;
  yield {
    ...QUIET,
    id: actionId('lvm', 'see', group.name),
    on,
    when: ['changed'],
    given: lists(group),
    reason: `a filter that is wrong hides ${group.name}`,
    worstCase: atMost(60, 'lvm waits for a lock no longer: our choice'),
    run: [],
    probe: lists(group),
  };
}
