/** Spec -> hosts and fence devices. */
import { as, type HostName, type SecretName, type SourcePath } from '../base/brand.ts';
import { parseDuration, parseSize } from '../base/units.ts';
import { familyOf } from '../catalogue/fence.ts';
import { platformOf } from '../platform/platform.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import { danglingFenceDevice, type Ledger, type Table } from './ledger.ts';
import type { FenceDevice, FenceMethod, FenceUse, Host, Secret } from './model.ts';
import { rawOf } from './raw.ts';
import { byName, known, type Entry } from './tables.ts';

/** Sorted by node_id. Reports `fence/dangling`. */
export function resolveHosts(site: Spec.Site, devices: Table<FenceDevice>, ledger: Ledger): readonly Host[] {
  const hosts = byName(site.hosts, ['hosts']).map((entry) => resolveHost(entry, site, devices, ledger));
  return hosts.sort((a, b) => a.nodeId - b.nodeId || (a.name < b.name ? -1 : 1));
}

function resolveHost(
  { name, at, value }: Entry<Spec.Host>,
  site: Spec.Site,
  devices: Table<FenceDevice>,
  ledger: Ledger,
): Host {
  const { address, addresses = {}, ssh = {} } = value;
  return {
    at,
    name: as<HostName>(name),
    nodeId: value.node_id,
    nodeName: nodeName(name, at, value, site, ledger),
    altName: value.alt_name ?? null,
    votes: ledger.defaulted<number>(value.votes, [...at, 'votes'], DEFAULTS.host.votes),
    weight: value.weight ?? null,
    platform: platformOf(value.platform ?? site.cluster?.platform ?? 'rhel6'),
    addresses: {
      general: address,
      cluster: addresses.cluster ?? address,
      storage: addresses.storage ?? address,
      migration: addresses.migration ?? addresses.cluster ?? address,
    },
    login: { address: ssh.address ?? address, user: ssh.user ?? null, port: ssh.port ?? null },
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    initiator: value.initiator ?? null,
    bridges: value.bridges ?? [],
    localDisks: value.local_disks ?? null,
    localVolumeGroups: value.local_volume_groups ?? null,
    fence: (value.fence ?? []).map((method, index) => resolveMethod(method, [...at, 'fence', index], devices, ledger)),
    raw: rawOf(value.raw),
  };
}

function nodeName(name: string, at: SourcePath, host: Spec.Host, site: Spec.Site, ledger: Ledger): string {
  if (host.node_name !== undefined) return host.node_name;
  const because = 'host name and cluster domain';
  return ledger.derived(`${name}.${site.cluster?.domain ?? 'invalid'}`, [...at, 'node_name'], because, [
    at,
    ['cluster', 'domain'],
  ]);
}

function resolveMethod(
  method: Spec.FenceMethod,
  at: SourcePath,
  devices: Table<FenceDevice>,
  ledger: Ledger,
): FenceMethod {
  const uses = method.devices.map((use, index) => resolveUse(use, [...at, 'devices', index], ledger));
  const defined = uses.filter(
    (use) => ledger.refer(use.device, [...use.at, 'device'], devices, danglingFenceDevice) !== undefined,
  );
  return { at, name: method.method, uses: ledger.complete(defined, uses, at) };
}

function resolveUse(use: Spec.FenceUse, at: SourcePath, ledger: Ledger): FenceUse {
  return {
    at,
    device: use.device,
    plug: use.plug ?? null,
    action: ledger.defaulted(use.action, [...at, 'action'], DEFAULTS.fence_use.action),
    delay: use.delay === undefined ? null : known(parseDuration(use.delay)),
  };
}

/** Sorted by name; parameters in the catalogue's order. */
export function resolveFenceDevices(site: Spec.Site): readonly FenceDevice[] {
  return byName(site.fence_devices, ['fence_devices']).map(({ name, at, value }) => ({
    at,
    name,
    agent: value.agent,
    parameters: parametersOf(value),
    raw: rawOf(value.raw),
  }));
}

type WrittenParameter = string | number | boolean | Spec.SecretReference;

function parametersOf({ raw: _raw, ...device }: Spec.FenceDevice): FenceDevice['parameters'] {
  const written = new Map<string, WrittenParameter>(Object.entries(device));
  return Object.entries(familyOf(device.agent).parameters).flatMap(([name, { type }]) => {
    const value = written.get(name);
    return value === undefined
      ? []
      : [{ name, value: type === 'duration' ? known(parseDuration(String(value))) : parameterValue(value) }];
  });
}

function parameterValue(value: WrittenParameter): string | number | boolean | Secret {
  return typeof value === 'object' ? { secret: as<SecretName>(value.secret) } : value;
}
