/** Spec -> hosts. */
import { as, type HostName, type SourcePath } from '../base/brand.ts';
import { parseSize } from '../base/units.ts';
import { platformOf } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import { resolveMethods, resolveUnfence } from './fencing.ts';
import type { Ledger } from './ledger.ts';
import { platformAt, platformMeant } from './platform.ts';
import { type Table, byName, known, type Entry } from './tables.ts';
import type { FenceDevice, Host } from '../model/model.ts';
import { rawOf } from './raw.ts';

/** Sorted by node_id. Reports `fence/dangling`. */
export function resolveHosts(site: Spec.Site, devices: Table<FenceDevice>, ledger: Ledger): readonly Host[] {
  const hosts = byName(site.hosts, ['hosts']).map((entry) => resolveHost(entry, site, devices, ledger));
  return hosts.sort((a, b) => a.nodeId - b.nodeId || (a.name < b.name ? -1 : 1));
}

function resolveHost(entry: Entry<Spec.Host>, site: Spec.Site, devices: Table<FenceDevice>, ledger: Ledger): Host {
  const { name, at, value } = entry;
  const fence = resolveMethods(entry, devices, ledger);
  const { address, addresses = {}, ssh = {} } = value;
  return {
    at,
    name: as<HostName>(name),
    nodeId: value.node_id,
    nodeName: nodeName(name, at, value, site, ledger),
    altName: value.alt_name ?? null,
    votes: ledger.defaulted<number>(value.votes, [...at, 'votes'], DEFAULTS.host.votes),
    weight: value.weight ?? null,
    platform: releaseOf(value, at, site, ledger),
    addresses: {
      general: address,
      cluster: addresses.cluster ?? address,
      storage: addresses.storage ?? address,
      migration: addresses.migration ?? addresses.cluster ?? address,
    },
    login: {
      address: ssh.address ?? address,
      user: ssh.user ?? null,
      port: ssh.port ?? null,
      options: Object.fromEntries(Object.entries(ssh.options ?? {}).map(([key, option]) => [key, String(option)])),
    },
    groups: value.groups ?? [],
    memory: known(parseSize(value.memory)),
    cpus: value.cpus,
    initiator: value.initiator ?? null,
    bridges: value.bridges ?? [],
    localDisks: value.local_disks ?? null,
    localLuns: byName(value.local_luns, [...at, 'local_luns']).map((lun) => ({
      at: lun.at,
      name: lun.name,
      wwid: lun.value,
    })),
    localVolumeGroups: value.local_volume_groups ?? null,
    fence,
    unfence: resolveUnfence(entry, fence, devices, ledger),
    raw: rawOf(value.raw),
  };
}

/** Its own, else the cluster's. A release that cannot be read is reported elsewhere. */
function releaseOf({ platform }: Spec.Host, at: SourcePath, site: Spec.Site, ledger: Ledger): Platform {
  const own = platform === undefined ? undefined : platformAt(platform, [...at, 'platform'], at, ledger);
  return own ?? platformMeant(site.cluster?.platform ?? '') ?? platformOf('rhel6');
}

function nodeName(name: string, at: SourcePath, host: Spec.Host, site: Spec.Site, ledger: Ledger): string {
  if (host.node_name !== undefined) return host.node_name;
  const because = 'host name and cluster domain';
  return ledger.derived(`${name}.${site.cluster?.domain ?? 'invalid'}`, [...at, 'node_name'], because, [
    at,
    ['cluster', 'domain'],
  ]);
}
