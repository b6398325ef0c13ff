/**
 * Spec -> Model: units, defaults, derived values, references.
 *
 * Hides how sizes are read, what is derived, and why. Knows no file names or formats, and refuses nothing that only a check can
 * judge. Every unset value records an origin.
 */
import type { SourcePath } from '../base/brand.ts';
import type { Result } from '../diag/diagnostic.ts';
import type { Platform } from '../platform/release-id.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { resolveCluster } from './cluster.ts';
import { resolveFacts } from './facts.ts';
import { resolvePlacements } from './failover-domains.ts';
import { withFenceRaceDelay } from './fence-race.ts';
import { resolveFenceDevices } from './fencing.ts';
import { resolveHosts } from './hosts.ts';
import { Ledger } from './ledger.ts';
import { resolveWindows } from './maintenance.ts';
import type { Dependency } from '../model/service.ts';
import type { Acceptance, Host, Model } from '../model/model.ts';
import { dependencies } from './policy.ts';
import { resolveIscsi } from './storage/iscsi.ts';
import { layeredVms } from './vm/layers.ts';
import { resolveMultipath } from './storage/multipath.ts';
import { resolveSecretProviders } from './secrets.ts';
import { resolveResources, resolveServices } from './services.ts';
import { lunTable, resolveLvm, resolveVolumeGroups, volumeTable } from './storage/volume-groups.ts';
import { byName, tableOf } from './tables.ts';
import { resolveTargets } from './storage/targets.ts';
import type { StackResolver } from './stack-resolver.ts';
import { resolveVms } from './vm/vms.ts';

export type Resolved = Result<Model> & { readonly unsound: readonly SourcePath[] };

/** The model of a site, as far as it is valid. Codes `ref/unknown`, `fence/dangling`. */
export function resolve(
  site: Spec.Site,
  unsound: readonly SourcePath[],
  resolverOf: (platform: Platform) => StackResolver,
): Resolved {
  const ledger = new Ledger(unsound);
  const fenceDevices = resolveFenceDevices(site);
  const devices = tableOf(
    'fence device',
    fenceDevices,
    ({ name }) => name,
    (name) => ['fence_devices', name],
  );
  const listed = resolveHosts(site, devices, ledger);
  const table = tableOf<Host>(
    'host',
    listed,
    ({ name }) => name,
    (name) => ['hosts', name],
  );
  const targets = resolveTargets(site, table, ledger);
  const iscsi = resolveIscsi(site, targets, ledger);
  const multipath = resolveMultipath(site, { targets, iscsi }, ledger);
  const lvm = resolveLvm(site, ledger);
  const entries = layeredVms(site, ledger);
  const written = { hosts: byName(site.hosts, ['hosts']), vms: entries };
  const referable = { hosts: table, luns: lunTable(targets), written };
  const { cluster, own } = resolveCluster(site, referable, ledger, resolverOf);
  const hosts = withFenceRaceDelay(listed, cluster, ledger);
  const volumeGroups = resolveVolumeGroups(site, targets, ledger);
  const services = byName(site.services, ['services']);
  const placements = resolvePlacements(site, [...entries, ...services], { hosts: table, ledger });
  const others = dependencies([...named('service', services), ...named('vm', entries)]);
  const context = {
    cluster: cluster.name,
    version: site.version ?? 1,
    hosts: table,
    volumes: volumeTable(volumeGroups),
    placements,
    others,
  };
  const vms = resolveVms(entries, context, ledger);
  const resources = resolveResources(site);
  const secretProviders = resolveSecretProviders(site, ledger);
  const windows = resolveWindows(site, ledger);
  const accept = resolveAccept(site);
  const value = {
    cluster,
    fenceDevices,
    hosts,
    targets,
    iscsi,
    multipath,
    lvm,
    volumeGroups,
    failoverDomains: placements.failoverDomains,
    resources,
    services: resolveServices(site, { shared: resources, placements, others, ledger }),
    vms,
    secretProviders,
    windows,
    accept,
    facts: resolveFacts(site, hosts, ledger),
    origins: ledger.origins,
    own,
  };
  return { value, diagnostics: ledger.diagnostics, unsound: ledger.unsound };
}

function named(kind: Dependency['kind'], entries: readonly { readonly name: string }[]): readonly Dependency[] {
  return entries.map(({ name }) => ({ kind, name }));
}

function resolveAccept(site: Spec.Site): readonly Acceptance[] {
  return (site.accept ?? []).map(({ code, at, because }, index) => ({
    at: ['accept', index],
    code,
    place: at.split('/'),
    because,
  }));
}
