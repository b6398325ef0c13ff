/** Checks of lvm.conf on each host. lvm.conf(5). */
import type { CmanModel, CmanOptions } from '../../options.ts';
import type { Check } from '../../../../check/check.ts';
import { definitionsOf } from '../../../../check/devices/uses.ts';
import { localDisksMissing } from '../../../../check/storage/lvm.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../../diag/diagnostic.ts';
import type { Host } from '../../../../model/model.ts';
import type { VolumeGroup } from '../../../../model/shared-storage.ts';
import { clusteredGroupsOf, groupsOf, isAmong } from '../../../../model/reach.ts';
import { choosesGroups, lockingTypeOf, volumeList } from '../../emit/lvm-conf.ts';

export const localGroupsMissing = defineDiagnostic<{ host: string; group: string }>({
  code: 'lvm/local-groups-missing',
  severity: 'error',
  message: (f) =>
    `${f.host} reaches ${f.group}, which is not clustered, so its lvm.conf names the groups that it may activate, and local_volume_groups does not say which of its own`,
  help: () => 'add local_volume_groups: [vg_root] with the group of the root volume, or [] when none is on LVM',
  explain:
    'A root volume group that volume_list forgets is not activated at the next boot. So it is never guessed. lvm.conf(5), activation/volume_list.',
});

export const localGroup = defineDiagnostic<{ problem: string; cure: string }>({
  code: 'lvm/local-groups',
  severity: 'error',
  message: (f) => f.problem,
  help: (f) => f.cure,
  explain:
    "A group that volume_list names is activated at boot, on each host that names it; rgmanager's lvm.sh refuses to start a service on such a group.",
});

export const idleLocalGroups = defineDiagnostic<{ host: string }>({
  code: 'lvm/local-groups-idle',
  severity: 'note',
  acceptable: true,
  message: (f) => `local_volume_groups of ${f.host} has no effect: every group that the host reaches is clustered`,
  help: () => 'leave it as a note of what the host needs, or remove it',
  explain:
    'volume_list is written only where a host reaches a group that is not clustered, as clvmd activates all others on every host. lvm.conf(5), activation/volume_list.',
});

export const clusterLocking = defineDiagnostic<{ group: string; problem: string }>({
  code: 'lvm/cluster-locking',
  severity: 'error',
  message: (f) => `${f.group} is shared through clvmd, but ${f.problem}`,
  help: () => 'remove the setting, or write clustered: false',
  explain:
    'Hosts that change the metadata of one volume group without a lock between them destroy it, and all volumes with it. lvm.conf(5), global/locking_type and global/fallback_to_local_locking.',
});

export const partialGroup = defineDiagnostic<{ host: string; group: string; missing: string; reached: string }>({
  code: 'lvm/partial-group',
  severity: 'error',
  message: (f) => `${f.host} reaches ${f.reached} of ${f.group}, but not ${f.missing}`,
  help: (f) => `let ${f.host} log in to all targets of ${f.group}, or to none of them`,
  explain:
    'A host that sees a part of a volume group can activate no volume on the rest, and clvmd on every host waits for its answer: "Error locking on node". vgs(8), partial volume groups.',
});

function* localDisksAreNamed(model: CmanModel) {
  for (const host of model.hosts) {
    if (host.localDisks === null && groupsOf(host, model).length > 0)
      yield localDisksMissing(keyAt(host.at), { host: host.name });
  }
}

function* localGroupsAreNamed(model: CmanModel) {
  for (const host of model.hosts) {
    const group = groupsOf(host, model).find(({ clustered }) => !clustered);
    if (group !== undefined && host.localVolumeGroups === null)
      yield localGroupsMissing(keyAt(host.at), { host: host.name, group: group.name }, [
        { at: valueAt([...group.at, 'clustered']), message: `${group.name} is declared here` },
      ]);
  }
}

function* localGroupsAreLocal({ hosts, volumeGroups }: CmanModel) {
  const shared = new Set(volumeGroups.map(({ name }) => name));
  for (const host of hosts) {
    for (const [index, group] of (host.localVolumeGroups ?? []).entries()) {
      if (shared.has(group))
        yield localGroup(valueAt([...host.at, 'local_volume_groups', index]), {
          problem: `${group} is a volume group on LUNs, not one of ${host.name} alone`,
          cure: `remove ${group} from local_volume_groups`,
        });
    }
  }
}

function* localGroupsAreWritten(model: CmanModel) {
  for (const host of model.hosts)
    if ((host.localVolumeGroups ?? []).length > 0 && groupsOf(host, model).length > 0 && !choosesGroups(host, model))
      yield idleLocalGroups(keyAt([...host.at, 'local_volume_groups']), { host: host.name });
}

/** Finds a volume_list that names the group of a service, because the group is local or has the disk of a VM. */
function* groupsOfServicesAreFree(model: CmanModel) {
  for (const resource of definitionsOf(model).filter(({ type }) => type === 'lvm')) {
    const group = resource.attributes.find(({ name }) => name === 'vg_name')?.value;
    const host = model.hosts.find((one) => typeof group === 'string' && isKept(group, one, model));
    if (host !== undefined)
      yield localGroup(valueAt([...resource.at, 'vg_name']), {
        problem: `a service activates ${String(group)} on one host at a time, but ${host.name} may activate it at any time`,
        cure: `give the VMs of ${host.name} another volume group, or take ${String(group)} out of local_volume_groups`,
      });
  }
}

/** Is it in the volume_list of the host, and not protected by clvmd? A group on LUNs among the local ones has its own finding. */
function isKept(group: string, host: Host, model: CmanModel): boolean {
  const shared = model.volumeGroups.find(({ name }) => name === group);
  if (shared !== undefined && (shared.clustered || host.localVolumeGroups?.includes(group) === true)) return false;
  return choosesGroups(host, model) && volumeList(host, model).includes(group);
}

const LVM = ['storage', 'lvm'];

/** One finding for each impossible setting, with the first group that it endangers. */
function* sharedGroupsAreLocked(model: CmanModel) {
  const { lvm, hosts } = model;
  const host = hosts.find((one) => clusteredGroupsOf(one, model).length > 0);
  const [group] = host === undefined ? [] : clusteredGroupsOf(host, model);
  if (host === undefined || group === undefined) return;
  const wrong: readonly (readonly [key: string, is: boolean, problem: string])[] = [
    ['locking_type', lockingTypeOf(host, model) !== 3, 'locking_type 1 locks on each host alone'],
    [
      'fallback_to_local_locking',
      lvm.fallbackToLocalLocking,
      'commands would continue without clvmd if it does not answer',
    ],
    ['use_lvmetad', lvm.useLvmetad, 'lvmetad knows nothing of what other hosts change'],
  ];
  for (const [key, is, problem] of wrong) {
    if (is) yield clusterLocking(valueAt([...LVM, key]), { group: group.name, problem }, declaredAt(group));
  }
}

function declaredAt({ at, name }: VolumeGroup) {
  return [{ at: keyAt(at), message: `${name} is declared here` }];
}

function* groupsAreReachedWhole(model: CmanModel) {
  for (const host of model.hosts) {
    for (const group of groupsOf(host, model)) {
      const [reached = [], missing = []] = halves(host, group, model);
      const [first] = reached;
      const [other] = missing;
      if (first === undefined || other === undefined) continue;
      const facts = { host: host.name, group: group.name, reached: first, missing: other };
      yield partialGroup(valueAt([...group.at, 'on', group.on.findIndex((lun) => lunName(lun) === other)]), facts, [
        {
          at: keyAt(['storage', 'targets', other.split('/')[0] ?? '', 'hosts']),
          message: 'the hosts that log in are here',
        },
      ]);
    }
  }
}

/** LUNs of the group that the host reaches, and those that it does not. */
function halves({ name }: Host, { on }: VolumeGroup, { targets }: CmanModel): readonly (readonly string[])[] {
  const reaches = (target: string) => targets.some((one) => one.name === target && isAmong(one.hosts, name));
  return [on.filter(({ target }) => reaches(target)), on.filter(({ target }) => !reaches(target))].map((luns) =>
    luns.map(lunName),
  );
}

function lunName({ target, name }: { readonly target: string; readonly name: string }): string {
  return `${target}/${name}`;
}

export const lvmChecks: readonly Check<CmanOptions>[] = [
  localDisksAreNamed,
  localGroupsAreNamed,
  localGroupsAreLocal,
  localGroupsAreWritten,
  groupsOfServicesAreFree,
  sharedGroupsAreLocked,
  groupsAreReachedWhole,
];
