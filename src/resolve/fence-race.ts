/** The only derived fence delay. */
import { parseDuration } from '../base/units.ts';
import { familyOf, knowsDelay } from '../catalogue/fence.ts';
import { dialectOf, lacking, platformOf } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import { FENCE_RACE_DELAY } from './defaults.ts';
import type { Ledger } from './ledger.ts';
import type { Cluster, FenceMethod, Host } from '../model/model.ts';
import { known } from './tables.ts';

/**
 * In a two-node cluster without any delay, the first device of each method that fences the lowest node_id waits, so that a
 * network split leaves that node alive. Not if an agent of some host lacks `delay`, which
 * a check reports.
 */
export function withFenceRaceDelay(hosts: readonly Host[], cluster: Cluster, ledger: Ledger): readonly Host[] {
  const [first, ...others] = hosts;
  const delays = hosts
    .flatMap(({ fence }) => fence)
    .flatMap(({ uses }) => uses)
    .filter(({ delay }) => delay !== null);
  if (cluster.quorum?.twoNode !== true || first === undefined || delays.length > 0) return hosts;
  return [{ ...first, fence: first.fence.map((method) => delayed(method, { hosts, cluster }, ledger)) }, ...others];
}

function delayed(method: FenceMethod, members: Members, ledger: Ledger): FenceMethod {
  const [first, ...others] = method.uses;
  if (first === undefined || !knowsDelay(first.agent) || lackOfDelay(first.agent, members) !== undefined) return method;
  const because = 'two nodes that lose contact would both fence; the one with the lowest node_id survives';
  const delay = ledger.derived(FENCE_RACE_DELAY, [...first.at, 'delay'], because, [['cluster', 'quorum']]);
  return { ...method, uses: [{ ...first, delay: known(parseDuration(delay)) }, ...others] };
}

type Members = { readonly hosts: readonly Pick<Host, 'platform'>[]; readonly cluster: Pick<Cluster, 'platform'> };

/** A release whose agents ignore a delay, and whether it is only this one. */
export type LackOfDelay = { readonly release: Platform; readonly agent: string | null };

/** Any host may fence another, so that all need an agent with `delay`; undefined if they have. */
export function lackOfDelay(agent: string, { hosts, cluster }: Members): LackOfDelay | undefined {
  const releases = hosts.map(({ platform }) => platform);
  const general = lacking(cluster.platform, releases, (platform) => dialectOf(platform).fenceDelay);
  if (general !== undefined) return { release: general, agent: null };
  const own = lacking(cluster.platform, releases, (platform) => knowsDelayOn(agent, platform));
  return own === undefined ? undefined : { release: own, agent };
}

/** The agent has it, and the agents of the release. */
export function knowsDelayOn(agent: string, platform: Platform): boolean {
  const { fenceDelay, todaysAgents } = dialectOf(platform);
  const { delay: since = null } = familyOf(agent);
  if (since === null || !fenceDelay) return fenceDelay;
  if (todaysAgents) return since.includes('today');
  const firsts = since.filter((one) => one !== 'today').map(platformOf);
  return firsts.some(({ family, minor }) => family === platform.family && minor <= platform.minor);
}
