/** Spec -> facts of the hosts, and which of them override the site. */
import { as, type Bytes } from '../base/brand.ts';
import { own } from '../base/json.ts';
import { parseSize } from '../base/units.ts';
import { platformOf } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import { releaseIn } from '../platform/release.ts';
import type * as Spec from '../spec/spec.gen.ts';
import type { Ledger } from './ledger.ts';
import type { Host, Model } from '../model/model.ts';
import type { Lun, Target } from '../model/shared-storage.ts';
import { byName, known } from './tables.ts';
import type { HostFacts, DiskFacts } from '../model/host-facts.ts';

/** Sorted by host, also for hosts that the site lacks. Hosts that were invalid are unknown. */
export function resolveFacts(site: Spec.Site, hosts: readonly Host[], ledger: Ledger): readonly HostFacts[] {
  const entries = byName(site.facts, ['facts']);
  for (const { name, at } of entries)
    if (!hosts.some((host) => host.name === name) && ledger.isUnsound(['hosts', name])) ledger.doubt(at);
  return entries.map(({ name, at, value }) => ({
    at,
    host: name,
    collected: value.collected,
    release: value.release ?? null,
    memory: sizeOf(value.memory),
    cpus: value.cpus ?? null,
    bridges: value.bridges ?? null,
    disks: disksOf(value.disks ?? {}),
    packages: value.packages ?? {},
    agents: value.agents ?? null,
    fenceAgents: value.fence_agents ?? null,
    boot: value.boot ?? null,
    volumeGroups: volumeGroupsOf(value.volume_groups),
    timeOffset: value.time_offset ?? null,
    resolves: value.resolves ?? {},
    machines: value.libvirt?.machines ?? null,
    cpuModel: value.libvirt?.cpu ?? null,
  }));
}

function volumeGroupsOf(groups: Spec.HostFacts['volume_groups']): HostFacts['volumeGroups'] {
  if (groups === undefined) return null;
  return Object.fromEntries(
    Object.entries(groups).map(([name, { lock_type: lockType = 'none', system_id: systemId = null }]) => [
      name,
      { lockType, systemId },
    ]),
  );
}

function disksOf(disks: { readonly [link: string]: Spec.DiskFacts }): HostFacts['disks'] {
  return Object.fromEntries(
    byName(disks, []).map(({ name, value }) => [name, { size: sizeOf(value.size), wwid: value.wwid ?? null }]),
  );
}

function sizeOf(text: string | undefined): Bytes | null {
  return text === undefined ? null : known(parseSize(text));
}

/** The facts of a host. */
export function factsOf({ name }: Pick<Host, 'name'>, { facts }: Pick<Model, 'facts'>): HostFacts | undefined {
  return facts.find(({ host }) => host === name);
}

/** The release that a host reports; null if no site can have it. */
export function releaseOf({ release }: Pick<HostFacts, 'release'>): Platform | null {
  const name = release === null ? undefined : releaseIn(release);
  return name === undefined ? null : platformOf(name);
}

/** Memory and CPUs for guests: those of the site, unless the host has less. */
export function machineOf(host: Host, model: Pick<Model, 'facts'>): { readonly memory: Bytes; readonly cpus: number } {
  const facts = factsOf(host, model);
  return {
    memory: as<Bytes>(Math.min(host.memory, facts?.memory ?? host.memory)),
    cpus: Math.min(host.cpus, facts?.cpus ?? host.cpus),
  };
}

/** Memory that a host keeps for itself: our choice. */
export const RESERVE = as<Bytes>(1024 ** 3);

/** Bytes that a host has for guests. */
export function roomOf(host: Host, model: Pick<Model, 'facts'>): number {
  return machineOf(host, model).memory - RESERVE;
}

/** A LUN as a host sees it. `link` is its name in /dev/disk/by-path. */
export type SeenLun = { readonly facts: HostFacts; readonly link: string; readonly disk: DiskFacts };

/** All places where a LUN was found. udev's path_id: `ip-ADDRESS:PORT-iscsi-IQN-lun-N`. */
export function seen(
  { number }: Lun,
  { portals, iqn, hosts }: Target,
  { facts }: Pick<Model, 'facts'>,
): readonly SeenLun[] {
  const links = portals.map(({ address, port }) => `ip-${address}:${port}-iscsi-${iqn}-lun-${number}`);
  const asked = facts.filter(({ host }) => hosts.some((name) => name === host));
  return asked.flatMap((one) =>
    links.flatMap((link) => {
      const disk = own(one.disks, link);
      return disk === undefined ? [] : [{ facts: one, link, disk }];
    }),
  );
}

/** Did a host see any LUN of a target? */
export function seesTarget({ disks }: HostFacts, { iqn }: Target): boolean {
  return Object.keys(disks).some((link) => link.includes(`-iscsi-${iqn}-lun-`));
}
