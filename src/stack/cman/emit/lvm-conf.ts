/** /etc/lvm/lvm.conf on every host that reaches a volume group: for clvmd, HA-LVM, or both. */
import { as, type ActionId } from '../../../base/brand.ts';
import { actionId } from '../../../emit/actions.ts';
import { remotePath, ROOT_FILE, type Draft, type View, type ViewMap } from '../../../emit/draft.ts';
import type { Host, Model } from '../../../model/model.ts';
import type { VolumeGroup } from '../../../model/shared-storage.ts';
import { clusteredGroupsOf, groupsOf } from '../../../model/reach.ts';
import type { Lvm } from '../../../model/settings.ts';
import { volumeDisks } from '../../../resolve/vm/disks.ts';
import { dialectOf } from '../../../platform/platform.ts';
import { isFrom } from '../../../platform/version.ts';
import { lvmFilter } from '../../../emit/storage/lvm-filter.ts';

export const REFRESH_CLVMD = as<ActionId>('clvmd/refresh');

/**
 * First lvm2 version of keys that not every release has. An old lvm2 silently ignores unknown keys. `lvmconfig --typeconfig
 * list --withversions`.
 */
const SINCE = {
  wait_for_locks: '2.02.50',
  monitoring: '2.02.63',
  use_lvmetad: '2.02.93',
  global_filter: '2.02.98',
};

export function* lvmConfs(model: Model): Iterable<Draft> {
  for (const host of model.hosts) {
    const groups = groupsOf(host, model);
    if (groups.length === 0) continue;
    const clustered = clusteredGroupsOf(host, model).length > 0;
    const local = choosesGroups(host, model) ? [[...host.at, 'local_volume_groups']] : [];
    yield {
      ...ROOT_FILE,
      emitter: 'lvm-conf',
      nodes: [host.name],
      path: remotePath('/etc/lvm/lvm.conf'),
      from: [[...host.at, 'local_disks'], ...local, ...groups.map(({ at }) => at), ...model.lvm.from],
      needs: [...(clustered ? [REFRESH_CLVMD] : []), ...groups.map(({ name }) => actionId('lvm', 'see', name))],
      body: { template: 'cman/etc/lvm/lvm.conf', view: view(host, model), encode: 'raw' },
    };
  }
}

function view(host: Host, model: Model): ViewMap {
  const clustered = clusteredGroupsOf(host, model).length > 0;
  const chooses = choosesGroups(host, model);
  return {
    clustered,
    lockingType: lockingTypeOf(host, model),
    filter: separated(lvmFilter(host, model)),
    chooses,
    volumeList: separated(chooses ? volumeList(host, model) : []),
    is: settings(model.lvm),
    knows: keysKnownTo(dialectOf(host.platform).lvm2),
  };
}

/** 3 locks through clvmd, 1 locks with files on this host alone; lvm.conf(5), global/locking_type. */
export function lockingTypeOf(host: Host, model: Model): 1 | 3 {
  return model.lvm.lockingType ?? (clusteredGroupsOf(host, model).length > 0 ? 3 : 1);
}

/** Does the host need a volume_list? Only that keeps two hosts apart if a group is not clustered. */
export function choosesGroups(host: Host, model: Model): boolean {
  return groupsOf(host, model).some(({ clustered }) => !clustered);
}

/**
 * Groups that the host may activate: local ones, those that clvmd protects, those of VMs pinned to it, and by its tag those
 * that rgmanager assigned. The tag is the node name of cluster.conf: rgmanager's lvm.sh does not start without it.
 */
export function volumeList(host: Host, model: Model): readonly string[] {
  const free = groupsOf(host, model).filter((group) => group.clustered || isPinned(group, host, model));
  return [...new Set([...(host.localVolumeGroups ?? []), ...free.map(({ name }) => name), `@${host.nodeName}`])];
}

/** Does the group hold disks of VMs that run only on this host? */
function isPinned({ name }: VolumeGroup, host: Host, { vms }: Model): boolean {
  const users = vms.filter((vm) => volumeDisks(vm).some(({ volume }) => volume.group === name));
  return users.some(({ runOn }) => runOn.length === 1 && runOn[0] === host.name);
}

function settings(lvm: Lvm): ViewMap {
  return {
    fallbackToLocalLocking: bit(lvm.fallbackToLocalLocking),
    waitForLocks: bit(lvm.waitForLocks),
    useLvmetad: bit(lvm.useLvmetad),
    monitoring: bit(lvm.monitoring),
    backup: bit(lvm.backup),
    archive: bit(lvm.archive),
    retainMin: lvm.retainMin,
    retainDays: lvm.retainDays,
  };
}

function bit(value: boolean): number {
  return value ? 1 : 0;
}

/** Entries of a list in lvm.conf, without a trailing comma. */
function separated(entries: readonly string[]): View {
  return entries.map((entry, index) => ({ entry, more: index < entries.length - 1 }));
}

function keysKnownTo(lvm2: string): { readonly [key: string]: boolean } {
  return Object.fromEntries(Object.entries(SINCE).map(([key, since]) => [key, isFrom(lvm2, since)]));
}
