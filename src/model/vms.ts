/** Spec -> virtual machines and the failover domains that their run_on lists make. */
import { as, type HostName, type SourcePath } from '../base/brand.ts';
import { sha256 } from '../base/json.ts';
import { parseDuration, parseSize } from '../base/units.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import { macOf, uuidOf } from './identity.ts';
import type { Ledger, Table } from './ledger.ts';
import type { Disk, FailoverDomain, Host, Mac, Nic, Vm, VmName, Volume } from './model.ts';
import { rawOf } from './raw.ts';
import { byName, known, type Entry } from './tables.ts';

type Around = { readonly cluster: string; readonly hosts: Table<Host>; readonly volumes: Table<Volume> };

/** Sorted by name. Reports `ref/unknown` for hosts and volumes. */
export function resolveVms(
  site: Spec.Site,
  around: Around,
  ledger: Ledger,
): { vms: readonly Vm[]; failoverDomains: readonly FailoverDomain[] } {
  const entries = byName(site.vms, ['vms']).map((entry) => ({ ...entry, runOn: runOnOf(entry, around.hosts, ledger) }));
  const domains = domainsOf(entries.map(({ runOn }) => runOn));
  const vms = entries.map((entry) =>
    resolveVm(entry, entry.runOn, domains.get(entry.runOn.join(' ')) ?? '', around, ledger),
  );
  const named = [...domains].map(([hosts, name]) => ({
    name,
    hosts: hosts.split(' ').map((host) => as<HostName>(host)),
  }));
  return { vms, failoverDomains: named.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function runOnOf({ at, value }: Entry<Spec.Vm>, hosts: Table<Host>, ledger: Ledger): readonly HostName[] {
  const all = [...hosts.entries.values()].map(({ name }) => name);
  if (value.run_on === undefined) return ledger.derived(all, [...at, 'run_on'], 'all hosts, by node_id', [['hosts']]);
  return value.run_on.flatMap((host, index) => ledger.refer(host, [...at, 'run_on', index], hosts)?.name ?? []);
}

/**
 * One failover domain per distinct list of hosts, named after the preferred host; six digits of the list's digest are
 * added where two lists prefer the same host.
 */
function domainsOf(lists: readonly (readonly HostName[])[]): ReadonlyMap<string, string> {
  const distinct = new Map(lists.filter(([first]) => first !== undefined).map((list) => [list.join(' '), list]));
  const firsts = [...distinct.values()].map(([first]) => first);
  const ambiguous = (host: HostName | undefined) => firsts.filter((first) => first === host).length > 1;
  return new Map(
    [...distinct].map(([key, [first]]) => [
      key,
      `prefer-${first}${ambiguous(first) ? `-${sha256(key).slice(0, 6)}` : ''}`,
    ]),
  );
}

function resolveVm(
  { name: text, at, value }: Entry<Spec.Vm>,
  runOn: readonly HostName[],
  failoverDomain: string,
  around: Around,
  ledger: Ledger,
): Vm {
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
    runOn,
    failoverDomain,
    ...policyOf(value, at, ledger),
    raw: rawOf(value.raw),
  };
}

type Policy = Pick<Vm, 'migrate' | 'autostart' | 'exclusive' | 'recovery' | 'maxRestarts' | 'restartExpireTime'>;

/** Always complete: rgmanager applies a changed policy live only when the attribute was there before. Decision 9. */
function policyOf(value: Spec.Vm, at: SourcePath, ledger: Ledger): Policy {
  const { vm } = DEFAULTS;
  const expire = ledger.defaulted<string>(
    value.restart_expire_time,
    [...at, 'restart_expire_time'],
    vm.restart_expire_time,
  );
  return {
    migrate: ledger.defaulted<Vm['migrate']>(value.migrate, [...at, 'migrate'], vm.migrate),
    autostart: ledger.defaulted<boolean>(value.autostart, [...at, 'autostart'], vm.autostart),
    exclusive: ledger.defaulted<boolean>(value.exclusive, [...at, 'exclusive'], vm.exclusive),
    recovery: ledger.defaulted<Vm['recovery']>(value.recovery, [...at, 'recovery'], vm.recovery),
    maxRestarts: ledger.defaulted<number>(value.max_restarts, [...at, 'max_restarts'], vm.max_restarts),
    restartExpireTime: known(parseDuration(expire)),
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
