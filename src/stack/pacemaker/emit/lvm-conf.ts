/** /etc/lvm/lvm.conf, for volume groups that are shared or active on one host at a time. lvm.conf(5), lvmlockd(8). */
import { actionId } from '../../../emit/actions.ts';
import { remotePath, ROOT_FILE, type Draft, type View, type ViewMap } from '../../../emit/draft.ts';
import { lvmFilter } from '../../../emit/storage/lvm-filter.ts';
import { clusteredGroupsOf, groupsOf } from '../../../model/reach.ts';
import type { Host } from '../../../model/model.ts';
import { pacemakerDialectOf } from '../dialect.ts';
import type { PacemakerModel } from '../options.ts';

export function* lvmConfs(model: PacemakerModel): Iterable<Draft> {
  for (const host of model.hosts) {
    const groups = groupsOf(host, model);
    if (groups.length === 0) continue;
    yield {
      ...ROOT_FILE,
      emitter: 'lvm-conf',
      nodes: [host.name],
      path: remotePath('/etc/lvm/lvm.conf'),
      from: [[...host.at, 'local_disks'], ...groups.map(({ at }) => at), ...model.lvm.from],
      needs: groups.map(({ name }) => actionId('lvm', 'see', name)),
      body: { template: 'pacemaker/etc/lvm/lvm.conf', view: view(host, model), encode: 'raw' },
    };
  }
}

/** The settings. An unshared group belongs to the host whose name it carries: LVM-activate sets that name at start. */
function view(host: Host, model: PacemakerModel): ViewMap {
  const shared = clusteredGroupsOf(host, model).length;
  const isExclusive = groupsOf(host, model).length > shared;
  const { devicesFile } = pacemakerDialectOf(host.platform);
  const { lvm } = model;
  return {
    lockd: Number(shared > 0),
    systemId: isExclusive ? 'uname' : 'none',
    devicesFile,
    filter: devicesFile ? [] : separated(lvmFilter(host, model)),
    backup: Number(lvm.backup),
    archive: Number(lvm.archive),
    retainMin: lvm.retainMin,
    retainDays: lvm.retainDays,
    monitoring: Number(lvm.monitoring),
  };
}

function separated(entries: readonly string[]): View {
  return entries.map((entry, index) => ({ entry, more: index < entries.length - 1 }));
}
