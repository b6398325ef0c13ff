/** /etc/lvm/lvm.conf for clustered LVM (clvmd), on every host that shares a clustered volume group. */
import { as, type ActionId } from '../../base/brand.ts';
import { remotePath, ROOT_FILE, type Draft, type View } from '../../emit/draft.ts';
import type { Host, Model, VolumeGroup } from '../../model/model.ts';
import { dialectOf } from '../../platform/dialect.ts';
import { lvmFilter } from './lvm-filter.ts';

export const REFRESH_CLVMD = as<ActionId>('clvmd/refresh');

export function* lvmConfs(model: Model): Iterable<Draft> {
  for (const host of model.hosts) {
    const groups = clusteredGroupsOf(host, model);
    if (groups.length === 0) continue;
    yield {
      ...ROOT_FILE,
      emitter: 'src/stack/cman/lvm-conf.ts',
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
  const { lvmetad, globalFilter } = dialectOf(host.platform);
  const patterns = lvmFilter(host, model);
  const filter = patterns.map((pattern, index) => ({ pattern, more: index < patterns.length - 1 }));
  return { filter, lvmetad, globalFilter };
}
