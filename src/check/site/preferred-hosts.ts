/** Notes on where VMs run after a start: all on one host, or wherever chance puts them. */
import type { HostName } from '../../base/brand.ts';
import { defineDiagnostic, keyAt } from '../../diag/diagnostic.ts';
import type { Model, Vm } from '../../model/model.ts';
import { domainOf, type DomainMember } from '../../model/service.ts';
import type { Check } from '../check.ts';

export const preferredHost = defineDiagnostic<{ host: string | null; vms: number }>({
  code: 'capacity/preferred-host',
  severity: 'note',
  acceptable: true,
  message: (f) =>
    f.host === null
      ? `none of the ${f.vms} VMs has a preferred host, so that they run wherever the cluster manager starts them`
      : `${f.vms === 2 ? 'both VMs' : `all ${f.vms} VMs`} prefer ${f.host}, so that the other hosts run none of them while it is up`,
  help: () => 'give VMs different first hosts in run_on, or accept it with the reason',
  explain:
    'The first host in run_on runs a VM while it is up. Without run_on that is the host with the lowest node_id, for every VM; in a failover domain ' +
    'that is not ordered it is none. clusterc simulate --start shows what runs where.',
});

/** Its one best host; null if several are equally good. */
function preferredBy(vm: Vm, model: Model): HostName | null {
  const domain = domainOf(vm, model);
  if (domain === undefined || !domain.ordered) return null;
  const [first, second] = domain.members.toSorted((a, b) => rankOf(a) - rankOf(b));
  return first !== undefined && (second === undefined || rankOf(first) < rankOf(second)) ? first.host : null;
}

function rankOf({ priority }: DomainMember): number {
  return priority ?? Number.MAX_SAFE_INTEGER;
}

function* vmsAreSpread(model: Model) {
  const { hosts, vms } = model;
  const [first, ...others] = vms.map((vm) => preferredBy(vm, model));
  const isMovable = vms.every(({ runOn }) => runOn.length > 1);
  if (hosts.length < 2 || first === undefined || others.length === 0 || !isMovable) return;
  if (others.every((host) => host === first)) yield preferredHost(keyAt(['vms']), { host: first, vms: vms.length });
}

export const preferredHostChecks: readonly Check[] = [vmsAreSpread];
