/** What a host reaches: targets that it logs in to, and the volume groups on them. */
import type { HostName } from '../base/brand.ts';
import { memoized } from '../base/memoize.ts';
import type { Host, Model } from './model.ts';
import type { Lun, Target, VolumeGroup } from './shared-storage.ts';

/** The targets that a host logs in to, by name. */
export function targetsOf({ name }: Pick<Host, 'name'>, { targets }: Pick<Model, 'targets'>): readonly Target[] {
  return targets.filter(({ hosts }) => isAmong(hosts, name));
}

/** Is a host in a list of the model? A site may have thousands of hosts, and each list is asked about all of them. */
export function isAmong(hosts: readonly HostName[], name: HostName): boolean {
  return namesIn(hosts).has(name);
}

const namesIn = memoized((hosts: readonly HostName[]) => new Set(hosts));

/** The volume groups of which the host reaches at least one LUN. */
export function groupsOf(host: Pick<Host, 'name'>, model: Model): readonly VolumeGroup[] {
  const reached = targetsOf(host, model).map(({ name }) => name);
  return model.volumeGroups.filter(({ on }) => on.some(({ target }) => reached.includes(target)));
}

/** Does the cluster itself use the LUN? Then nothing else may. */
export function isClusterDisk({ target, name }: Lun, { cluster }: Pick<Model, 'cluster'>): boolean {
  return cluster.disks.some(({ lun }) => lun?.target === target && lun.name === name);
}

/** Those groups that several hosts activate at the same time. */
export function clusteredGroupsOf(host: Pick<Host, 'name'>, model: Model): readonly VolumeGroup[] {
  return groupsOf(host, model).filter(({ clustered }) => clustered);
}
