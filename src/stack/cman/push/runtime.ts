/** How to ask nodes of this stack whether the cluster runs, and whether it is healthy. cman_tool(8), clustat(8), fence_tool(8). */
import { exact } from '../../../base/lists.ts';
import type { Gate } from '../../../bundle/action.ts';
import type { BundleService, Runtime } from '../../../bundle/runtime.ts';
import { command } from '../../../emit/actions.ts';
import { serviceActionsOf } from './service-actions.ts';
import { MEMBER, MOVING, SEES } from './member.ts';
import { domainOf, type FailoverDomain, type Placement } from '../../../model/service.ts';
import type { Host, Model } from '../../../model/model.ts';
import { cmanDialectOf } from '../dialect.ts';

export function runtime(model: Model): Runtime {
  const gates = cmanDialectOf(model.cluster.platform).ccsd
    ? [AGREED, QUORATE, SETTLED]
    : [AGREED, QUORATE, FENCED, SETTLED];
  return { member: MEMBER, sees: SEES, gates, serviceActions: serviceActionsOf(model), services: servicesOf(model) };
}

function servicesOf(model: Model): readonly BundleService[] {
  const { vms, services, hosts } = model;
  const placesOf = (placement: Placement): Pick<BundleService, 'hosts' | 'failback'> => ({
    hosts: exact(hosts.map(({ name }) => name).filter((name) => placement.runOn.includes(name))),
    failback: failbackIn(domainOf(placement, model), hosts),
  });
  const all = [
    ...services.map((one) => ({ name: `service:${one.name}`, autostart: one.autostart, ...placesOf(one) })),
    ...vms.map((one) => ({ name: `vm:${one.name}`, autostart: one.autostart, ...placesOf(one) })),
  ];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** failback needs an ordered domain. */
function failbackIn(domain: FailoverDomain | undefined, hosts: readonly Host[]): BundleService['failback'] {
  if (domain === undefined || !domain.ordered || !domain.failback) return [];
  const priorities = new Map(domain.members.map(({ host, priority }) => [host, priority]));
  return hosts.flatMap(({ name }) => {
    const priority = priorities.get(name) ?? null;
    return priority === null ? [] : [{ host: name, priority }];
  });
}

/** A node that could not read the announced version is a time bomb: any vote count stops its VMs. Measured. */
export const AGREED: Gate = {
  name: 'no node is suspended for a cluster.conf that it could not read',
  problem: 'is suspended for a cluster.conf that it could not read',
  probe: { ...command('cman_tool', 'status'), says: [{ field: 'Flags', lacks: 'Error' }] },
  allowable: false,
};

export const QUORATE: Gate = {
  name: 'the cluster is quorate',
  problem: 'is not quorate',
  probe: { ...command('cman_tool', 'status'), says: [{ field: 'Quorum', lacks: 'blocked' }] },
  allowable: false,
};

/** fence_tool(8), ls; RHEL 5 uses other words and shows less. */
export const FENCED: Gate = {
  name: 'no node is being fenced',
  problem: 'sees a node that is being fenced',
  probe: { ...command('fence_tool', 'ls'), says: [{ field: 'victim count', is: '0' }] },
  allowable: false,
};

/** A reconfiguration would interrupt a service on its way. */
const SETTLED: Gate = {
  name: 'no service is on its way or has failed',
  problem: 'sees services that are on their way or have failed',
  probe: {
    ...command('clustat', '-x'),
    says: [{ none: 'group', with: { state_str: [...MOVING, 'failed'] } }],
  },
  allowable: true,
};
