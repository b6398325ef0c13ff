/** Spec -> virtual machines. */
import { as } from '../../base/brand.ts';
import { parseSize } from '../../base/units.ts';
import type { Placements } from '../failover-domains.ts';
import { uuidOf, type SiteVersion } from './identity.ts';
import type { WholeVm } from './layers.ts';
import type { Ledger } from '../ledger.ts';
import { type Table, known, type Entry } from '../tables.ts';
import type { Dependency } from '../../model/service.ts';
import type { Host, Uuid, Vm, VmName } from '../../model/model.ts';
import type { Volume } from '../../model/shared-storage.ts';
import { policyOf } from '../policy.ts';
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
  const { name: text, at, value } = entry;
  const name = as<VmName>(text);
  const guest = { cluster: context.cluster, version: context.version, name, at };
  return {
    at,
    name,
    uuid: uuid(value.uuid, guest, ledger),
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    disks: disksOf(value.disks, [...at, 'disks'], { volumes: context.volumes, ledger }),
    nics: nicsOf(value.nics ?? [], guest, ledger),
    ...hardwareOf(value, at, ledger),
    ...context.placements.placementOf(at),
    ...policyOf('vm', entry, { others: context.others, ledger }),
    ...agentOf(value, at, { hosts: context.hosts, ledger }),
    raw: rawOf(value.raw),
  };
}

function uuid(written: string | undefined, { cluster, name, at }: Guest, ledger: Ledger): Uuid {
  if (written !== undefined) return as<Uuid>(written);
  return ledger.derived(uuidOf(cluster, name), [...at, 'uuid'], 'UUIDv5 of cluster and VM name', [
    ['cluster', 'name'],
    at,
  ]);
}
