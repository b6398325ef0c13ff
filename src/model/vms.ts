/** Spec -> virtual machines. */
import { as, type SourcePath } from '../base/brand.ts';
import { parseSize } from '../base/units.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Placements } from './failover-domains.ts';
import { macOf, uuidOf } from './identity.ts';
import type { Ledger, Table } from './ledger.ts';
import type { Dependency } from './managed.ts';
import type { Disk, Host, Mac, Nic, Vm, VmName, Volume } from './model.ts';
import { policyOf } from './policy.ts';
import { rawOf } from './raw.ts';
import { known, type Entry } from './tables.ts';
import { agentOf } from './vm-agent.ts';

type Around = {
  readonly cluster: string;
  readonly hosts: Table<Host>;
  readonly volumes: Table<Volume>;
  readonly placements: Placements;
  readonly others: Table<Dependency>;
};

/** Sorted by name. Reports `ref/unknown` for hosts, volumes and what a VM depends on. */
export function resolveVms(entries: readonly Entry<Spec.Vm>[], around: Around, ledger: Ledger): readonly Vm[] {
  return entries.map((entry) => resolveVm(entry, around, ledger));
}

function resolveVm(entry: Entry<Spec.Vm>, around: Around, ledger: Ledger): Vm {
  const { name: text, at, value } = entry;
  const name = as<VmName>(text);
  return {
    at,
    name,
    uuid: ledger.derived(uuidOf(around.cluster, name), [...at, 'uuid'], 'UUIDv5 of cluster and VM name', [
      ['cluster', 'name'],
      at,
    ]),
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    disks: value.disks.flatMap((disk, index) => diskOf(disk, [...at, 'disks', index], around.volumes, ledger)),
    nics: (value.nics ?? []).map((nic, index) =>
      nicOf(nic, [...at, 'nics', index], macOf(around.cluster, name, index), ledger),
    ),
    ...around.placements.placementOf(at),
    ...policyOf('vm', entry, { others: around.others, ledger }),
    ...agentOf(value, at, { hosts: around.hosts, ledger }),
    raw: rawOf(value.raw),
  };
}

function diskOf(disk: Spec.Disk, at: SourcePath, volumes: Table<Volume>, ledger: Ledger): readonly Disk[] {
  const volume = ledger.refer(disk.volume, [...at, 'volume'], volumes);
  return volume === undefined ? [] : [{ at, volume }];
}

function nicOf(nic: Spec.Nic, at: SourcePath, own: Mac, ledger: Ledger): Nic {
  const derived = () =>
    ledger.derived(own, [...at, 'mac'], 'SHA-1 of cluster, VM and position under 52:54:00', [['cluster', 'name'], at]);
  return { at, bridge: nic.bridge, mac: nic.mac === undefined ? derived() : as<Mac>(nic.mac) };
}
