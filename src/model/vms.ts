/** Spec -> virtual machines and the failover domains that their run_on lists make. */
import { as, type HostName, type SourcePath } from '../base/brand.ts';
import { sha256 } from '../base/json.ts';
import { parseDuration, parseSize } from '../base/units.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import { uuidOf } from './identity.ts';
import { layeredVms, type WholeVm } from './layers.ts';
import type { Ledger, Table } from './ledger.ts';
import type { FailoverDomain, Host, Uuid, Vm, VmName, Volume } from './model.ts';
import { rawOf } from './raw.ts';
import { known, type Entry } from './tables.ts';
import { disksOf } from './vm-disks.ts';
import { hardwareOf, nicsOf, type Guest } from './vm-hardware.ts';

type Around = { readonly cluster: string; readonly hosts: Table<Host>; readonly volumes: Table<Volume> };

/** Sorted by name. Reports `ref/unknown` for hosts and volumes. */
export function resolveVms(
  site: Spec.Site,
  around: Around,
  ledger: Ledger,
): { vms: readonly Vm[]; failoverDomains: readonly FailoverDomain[] } {
  const entries = layeredVms(site, ledger).map((entry) => ({ ...entry, runOn: runOnOf(entry, around.hosts, ledger) }));
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
  { name: text, at, value }: Entry<WholeVm>,
  runOn: readonly HostName[],
  failoverDomain: string,
  around: Around,
  ledger: Ledger,
): Vm {
  const name = as<VmName>(text);
  return {
    at,
    name,
    uuid: uuid(value.uuid, { cluster: around.cluster, name, at }, ledger),
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    disks: disksOf(value.disks, [...at, 'disks'], { volumes: around.volumes, ledger }),
    nics: nicsOf(value.nics ?? [], { cluster: around.cluster, name, at }, ledger),
    ...hardwareOf(value, at, ledger),
    runOn,
    failoverDomain,
    ...policyOf(value, at, ledger),
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
