/** Spec -> virtual machines. */
import { as } from '../../base/brand.ts';
import { memoizedWith } from '../../base/memoize.ts';
import { isEqual } from '../../base/shared-parts.ts';
import { parseSize } from '../../base/units.ts';
import type { Placements } from '../failover-domains.ts';
import { uuidOf, type SiteVersion } from './identity.ts';
import type { WholeVm } from './layers.ts';
import { Ledger } from '../ledger.ts';
import { type Table, known, type Entry } from '../tables.ts';
import type { Dependency } from '../../model/service.ts';
import type { Host, Uuid, Vm, VmName } from '../../model/model.ts';
import type { Volume } from '../../model/shared-storage.ts';
import { dependOf, policyOf } from '../policy.ts';
import { rawOf } from '../raw.ts';
import { agentOf } from './agent.ts';
import { disksOf } from './disks.ts';
import { hardwareOf, nicsOf, type Guest } from './hardware.ts';

type VmContext = {
  readonly cluster: string;
  readonly version: SiteVersion;
  readonly hosts: Table<Host>;
  readonly volumes: Table<Volume>;
  readonly placements: Placements;
  readonly others: Table<Dependency>;
};

/** Sorted by name. Reports `ref/unknown` for hosts, volumes and what a VM depends on. */
export function resolveVms(entries: readonly Entry<WholeVm>[], context: VmContext, ledger: Ledger): readonly Vm[] {
  return entries.map((entry) => resolveVm(entry, context, ledger));
}

function resolveVm(entry: Entry<WholeVm>, context: VmContext, ledger: Ledger): Vm {
  const { name, at, value } = entry;
  const { part, recorded } = alone(value, name, context.cluster, context.version);
  ledger.include(recorded);
  // Keys behind a spread would give each VM a hidden class of its own; see decision 297.
  const vm = {
    at,
    disks: disksOf(value.disks, [...at, 'disks'], { volumes: context.volumes, ledger }),
    depend: dependOf(entry, { others: context.others, ledger }),
    ...context.placements.placementOf(at),
    ...agentOf(value, at, { hosts: context.hosts, ledger }),
    ...part,
  };
  return asBefore(part, vm);
}

/** The same VM as the one that was resolved of this part before, so that what is remembered of it holds. */
function asBefore(part: object, vm: Vm): Vm {
  const before = earlier.get(part);
  if (before !== undefined && isEqual(before, vm)) return before;
  earlier.set(part, vm);
  return vm;
}

const earlier = new WeakMap<object, Vm>();

/** What no other section decides. Of a site that is checked again, most VMs are as they were. */
const alone = memoizedWith((value: WholeVm, name: string, cluster: string, version: SiteVersion) => {
  const at = ['vms', name];
  const guest = { cluster, version, name: as<VmName>(name), at };
  const own = new Ledger([]);
  const part = {
    name: guest.name,
    uuid: uuid(value.uuid, guest, own),
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    nics: nicsOf(value.nics ?? [], guest, own),
    ...hardwareOf(value, at, own),
    ...policyOf('vm', { at, value }, own),
    raw: rawOf(value.raw),
  };
  return { part, recorded: own.recorded };
});

function uuid(written: string | undefined, { cluster, name, at }: Guest, ledger: Ledger): Uuid {
  if (written !== undefined) return as<Uuid>(written);
  return ledger.derived(uuidOf(cluster, name), [...at, 'uuid'], 'UUIDv5 of cluster and VM name', [
    ['cluster', 'name'],
    at,
  ]);
}
