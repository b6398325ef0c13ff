/** /etc/lvm/lvm.conf for clustered LVM (clvmd), on every host that shares a clustered volume group. */
import { as, type ActionId } from '../../base/brand.ts';
import { remotePath, ROOT_FILE, type Draft, type View } from '../../emit/draft.ts';
import type { Host, Model, VolumeGroup } from '../../model/model.ts';
import { dialectOf } from '../../platform/dialect.ts';
import { lvmFilter } from './lvm-filter.ts';

export const REFRESH_CLVMD = as<ActionId>('clvmd/refresh');

/**
 * First lvm2 version of the keys that not every release knows. An old lvm2 passes over what it does not know in silence.
 * `lvmconfig --typeconfig list --withversions`.
 */
const SINCE = {
  wait_for_locks: '2.02.50',
  monitoring: '2.02.63',
  use_lvmetad: '2.02.93',
  global_filter: '2.02.98',
};

export function* lvmConfs(model: Model): Iterable<Draft> {
  for (const host of model.hosts) {
    const groups = clusteredGroupsOf(host, model);
    if (groups.length === 0) continue;
    yield {
      ...ROOT_FILE,
      nodes: [host.name],
      path: remotePath('/etc/lvm/lvm.conf'),
      from: [[...host.at, 'local_disks'], ...groups.map(({ at }) => at)],
      needs: [REFRESH_CLVMD],
      body: { template: 'cman/etc/lvm/lvm.conf', view: view(host, model), encode: 'raw' },
    };
  }
}

/** Clustered volume groups whose LUNs the host logs in to. */
export function clusteredGroupsOf(host: Host, { volumeGroups, targets }: Model): readonly VolumeGroup[] {
  const reached = targets.filter(({ hosts }) => hosts.includes(host.name)).map(({ name }) => name);
  return volumeGroups.filter(({ clustered, on }) => clustered && on.some(({ target }) => reached.includes(target)));
}

function view(host: Host, model: Model): { readonly [name: string]: View } {
  const patterns = lvmFilter(host, model);
  const filter = patterns.map((pattern, index) => ({ pattern, more: index < patterns.length - 1 }));
  return { filter, knows: keysKnownTo(dialectOf(host.platform).lvm2) };
}

function keysKnownTo(lvm2: string): { readonly [key: string]: boolean } {
  return Object.fromEntries(Object.entries(SINCE).map(([key, since]) => [key, isFrom(lvm2, since)]));
}

/** Is a version this one or a later one? lvm2 compares its three numbers in order. */
function isFrom(version: string, since: string): boolean {
  const first = since.split('.').map(Number);
  const step = version.split('.').map((part, index) => Number(part) - (first[index] ?? 0));
  return (step.find((difference) => difference !== 0) ?? 0) >= 0;
}
