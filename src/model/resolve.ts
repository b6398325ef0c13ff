/**
 * Spec -> Model: units, defaults, derived values, references.
 *
 * Hides: how sizes are read, what is derived from what, and why. May not: know file names or formats, refuse what only
 * a check can judge. Every value that nobody wrote leaves an origin.
 */
import type { SourcePath } from '../base/brand.ts';
import { parseDuration } from '../base/units.ts';
import type { Result } from '../diag/diagnostic.ts';
import { lacking } from '../platform/dialect.ts';
import { platformOf } from '../platform/platform.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { FENCE_RACE_DELAY, POST_JOIN_DELAY } from './defaults.ts';
import { resolveFenceDevices, resolveHosts } from './hosts.ts';
import { Ledger } from './ledger.ts';
import type { Acceptance, Cluster, FenceMethod, Host, Model } from './model.ts';
import { resolveTargets, resolveVolumeGroups, volumeTable } from './storage.ts';
import { known, tableOf } from './tables.ts';
import { resolveVms } from './vms.ts';

export type Resolved = Result<Model> & { readonly unsound: readonly SourcePath[] };

/** The model of a site, as far as it is sound. Codes `ref/unknown`, `fence/dangling`. */
export function resolve(site: Spec.Site, unsound: readonly SourcePath[]): Resolved {
  const ledger = new Ledger(unsound);
  const fenceDevices = resolveFenceDevices(site);
  const devices = tableOf(
    'fence device',
    fenceDevices,
    ({ name }) => name,
    (name) => ['fence_devices', name],
  );
  const listed = resolveHosts(site, devices, ledger);
  const cluster = resolveCluster(site, listed, ledger);
  const hosts = withFenceRaceDelay(listed, cluster, ledger);
  const table = tableOf<Host>(
    'host',
    hosts,
    ({ name }) => name,
    (name) => ['hosts', name],
  );
  const targets = resolveTargets(site, table, ledger);
  const volumeGroups = resolveVolumeGroups(site, targets, ledger);
  const around = { cluster: cluster.name, hosts: table, volumes: volumeTable(volumeGroups) };
  const { vms, failoverDomains } = resolveVms(site, around, ledger);
  const accept = resolveAccept(site);
  const value = {
    cluster,
    fenceDevices,
    hosts,
    targets,
    volumeGroups,
    failoverDomains,
    vms,
    accept,
    origins: ledger.origins,
  };
  return { value, diagnostics: ledger.diagnostics, unsound: ledger.unsound };
}

/** Stands in for a cluster section that cannot be used, so that the rest can still be checked; nothing is emitted then. */
const STAND_IN: Spec.Cluster = { name: 'unknown', platform: 'rhel6', domain: 'invalid' };

function resolveCluster(site: Spec.Site, hosts: readonly Host[], ledger: Ledger): Cluster {
  const at: SourcePath = ['cluster'];
  const { name, domain, platform, quorum = {} } = site.cluster ?? STAND_IN;
  if (ledger.hasLost('hosts')) ledger.doubt(at);
  const from = [['hosts']];
  const twoNode =
    quorum.two_node ??
    ledger.derived(hosts.length === 2, [...at, 'quorum', 'two_node'], 'true for exactly two hosts', from);
  const votes = hosts.reduce((sum, host) => sum + host.votes, 0);
  const because = twoNode ? '1 with two_node; cman(5)' : "sum of the hosts' votes";
  const expectedVotes =
    quorum.expected_votes ?? ledger.derived(twoNode ? 1 : votes, [...at, 'quorum', 'expected_votes'], because, from);
  return {
    at,
    name,
    domain,
    platform: platformOf(platform),
    twoNode,
    expectedVotes,
    postJoinDelay: known(parseDuration(POST_JOIN_DELAY)),
  };
}

/**
 * In a two-node cluster without any delay, the first device of each method that kills the lowest node_id waits, so
 * that a network split leaves that node alive instead of none. Decision 11; domain rule fence/race. Not where an agent
 * of some host does not know `delay`: a rule tells of that.
 */
function withFenceRaceDelay(hosts: readonly Host[], cluster: Cluster, ledger: Ledger): readonly Host[] {
  const [first, ...others] = hosts;
  const delays = hosts
    .flatMap(({ fence }) => fence)
    .flatMap(({ uses }) => uses)
    .filter(({ delay }) => delay !== null);
  const releases = hosts.map(({ platform }) => platform);
  const understood = lacking(cluster.platform, releases, ({ fenceDelay }) => fenceDelay) === undefined;
  if (!cluster.twoNode || first === undefined || delays.length > 0 || !understood) return hosts;
  return [{ ...first, fence: first.fence.map((method) => delayed(method, ledger)) }, ...others];
}

function delayed(method: FenceMethod, ledger: Ledger): FenceMethod {
  const [first, ...others] = method.uses;
  if (first === undefined) return method;
  const because = 'two nodes that lose sight of each other would both fence; the one with the lowest node_id survives';
  const delay = ledger.derived(known(parseDuration(FENCE_RACE_DELAY)), [...first.at, 'delay'], because, [
    ['cluster', 'quorum'],
  ]);
  return { ...method, uses: [{ ...first, delay }, ...others] };
}

function resolveAccept(site: Spec.Site): readonly Acceptance[] {
  return (site.accept ?? []).map(({ code, at, because }, index) => ({
    at: ['accept', index],
    code,
    place: at.split('/'),
    because,
  }));
}
