/** What rgmanager places: VMs and services with their policies and failover domains. */
import type { HostName } from '../../../base/brand.ts';
import type { FailoverDomain, Policy } from '../../../model/service.ts';
import type { CmanModel } from '../options.ts';

export type Unit = {
  /** As in the site: `vms/vm1`. */
  readonly name: string;
  readonly autostart: boolean;
  readonly exclusive: boolean;
  readonly recovery: Policy['recovery'];
  /** The unit that it depends on; null if there is none. */
  readonly depend: string | null;
  readonly soft: boolean;
  /** Null: it may run anywhere. */
  readonly domain: Domain | null;
  /** Lower first, with central processing only. A VM has none, which counts as 0. */
  readonly priority: number;
  readonly memory: number;
  /** Only a VM moves without interruption. */
  readonly isVm: boolean;
};

export type Domain = {
  readonly ordered: boolean;
  readonly restricted: boolean;
  /** Only in an ordered domain. */
  readonly nofailback: boolean;
  /** 1 is best. Without a priority 0, which counts as better still. */
  readonly priorities: ReadonlyMap<HostName, number>;
};

/** In the order of cluster.conf. */
export function unitsOf({ vms, services, failoverDomains }: CmanModel): readonly Unit[] {
  const domains = new Map(failoverDomains.map((domain) => [domain.name, domainOf(domain)]));
  return [...services, ...vms].map((one) => ({
    name: one.at.join('/'),
    autostart: one.autostart,
    exclusive: one.exclusive,
    recovery: one.recovery,
    depend: one.depend === null ? null : `${one.depend.kind}s/${one.depend.name}`,
    soft: valueOf(one, 'depend_mode') === 'soft',
    domain: (one.failoverDomain === null ? undefined : domains.get(one.failoverDomain)) ?? null,
    priority: Number(valueOf(one, 'priority') ?? 0),
    memory: 'memory' in one ? one.memory : 0,
    isVm: 'memory' in one,
  }));
}

function valueOf({ optional }: Policy, key: string) {
  return optional.find(({ name }) => name === key)?.value;
}

function domainOf({ ordered, restricted, failback, members }: FailoverDomain): Domain {
  const priorities = new Map(members.map(({ host, priority }) => [host, ordered ? (priority ?? 0) : 0]));
  return { ordered, restricted, nofailback: ordered && !failback, priorities };
}
