/**
 * A drop-in for systemd: pacemaker starts after the storage and libvirt that its resources need. Red Hat,
 * "Configuring startup order for resource dependencies not managed by Pacemaker".
 */
import { remotePath, ROOT_FILE, type Draft, type View } from '../../../emit/draft.ts';
import type { Host } from '../../../model/model.ts';
import { targetsOf } from '../../../model/reach.ts';
import { pacemakerDialectOf } from '../dialect.ts';
import type { PacemakerModel } from '../options.ts';
import { DAEMON_RELOAD } from '../push/ids.ts';

export const BOOT_ORDER = remotePath('/etc/systemd/system/resource-agents-deps.target.d/clusterc.conf');

export function* bootOrder(model: PacemakerModel): Iterable<Draft> {
  for (const host of model.hosts) {
    const { required, after } = unitsOf(host, model);
    if (required.length === 0) continue;
    yield {
      ...ROOT_FILE,
      emitter: 'boot-order',
      nodes: [host.name],
      path: BOOT_ORDER,
      from: [host.at],
      needs: [DAEMON_RELOAD],
      body: {
        template: 'pacemaker/etc/systemd/system/resource-agents-deps.conf',
        view: { required: separated(required), after: separated([...required, ...after]) },
        encode: 'raw',
      },
    };
  }
}

type Units = { readonly required: readonly string[]; readonly after: readonly string[] };

/** libvirt's sockets start it on demand; its services are named so that they stop after pacemaker. */
function unitsOf(host: Host, model: PacemakerModel): Units {
  const { iscsi, libvirt } = pacemakerDialectOf(host.platform).units;
  const targets = targetsOf(host, model);
  const hasGuests = model.vms.length > 0;
  return {
    required: [
      ...(targets.length > 0 ? [iscsi] : []),
      ...(targets.some(({ multipath }) => multipath) ? ['multipathd.service'] : []),
      ...(hasGuests ? libvirt.sockets : []),
    ],
    after: hasGuests ? libvirt.services : [],
  };
}

function separated(units: readonly string[]): View {
  return units.map((unit, index) => ({ unit, more: index < units.length - 1 }));
}
