/** How the nodes of this stack are asked whether the cluster runs, and whether it is well. Domain reference, 8.0. */
import type { HostName } from '../../base/brand.ts';
import type { Gate } from '../../bundle/action.ts';
import type { BundleService } from '../../bundle/bundle.ts';
import { command } from '../../emit/actions.ts';
import type { Watch } from '../../emit/drafted.ts';
import { deedsOf } from './actions/deeds.ts';
import { MEMBER, SEES } from './member.ts';
import type { Model } from '../../model/model.ts';
import { dialectOf } from '../../platform/dialect.ts';

export function watch(model: Model): Watch {
  const gates = dialectOf(model.cluster.platform).ccsd
    ? [AGREED, QUORATE, SETTLED]
    : [AGREED, QUORATE, FENCED, SETTLED];
  return { member: MEMBER, sees: SEES, gates, deeds: deedsOf(model), services: servicesOf(model) };
}

function servicesOf({ vms, services, hosts }: Model): readonly BundleService[] {
  const placed = (runOn: readonly HostName[]) => hosts.map(({ name }) => name).filter((name) => runOn.includes(name));
  const all = [
    ...services.map(({ name, autostart, runOn }) => ({ name: `service:${name}`, autostart, hosts: placed(runOn) })),
    ...vms.map(({ name, autostart, runOn }) => ({ name: `vm:${name}`, autostart, hosts: placed(runOn) })),
  ];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A node that could not read the version it was told of is a time bomb: any count of votes stops its VMs. Measured. */
const AGREED: Gate = {
  name: 'no node is suspended for a cluster.conf that it could not read',
  probe: { ...command('cman_tool', 'status'), not: ['^Flags:.*\\bError\\b'] },
  allowable: false,
};

const QUORATE: Gate = {
  name: 'the cluster is quorate',
  probe: { ...command('cman_tool', 'status'), not: ['^Quorum:.*Activity blocked'] },
  allowable: false,
};

/** fence_tool(8), ls; RHEL 5 has other words for it, and says less. */
const FENCED: Gate = {
  name: 'no node is being fenced',
  probe: { ...command('fence_tool', 'ls'), lines: ['^victim count +0$'] },
  allowable: false,
};

/** What is on its way would be met in the middle by a reconfiguration. */
const SETTLED: Gate = {
  name: 'no service is on its way or has failed',
  probe: {
    ...command('clustat', '-x'),
    not: ['<group .*state_str="(starting|stopping|recovering|recoverable|migrating|failed)"'],
  },
  allowable: true,
};
