/** The only derived fence delay. */
import { parseDuration } from '../base/units.ts';
import { knowsDelay } from '../catalogue/fence.ts';
import { dialectOf, lacking } from '../platform/platform.ts';
import { FENCE_RACE_DELAY } from './defaults.ts';
import type { Ledger } from './ledger.ts';
import type { Cluster, FenceMethod, Host } from '../model/model.ts';
import { known } from './tables.ts';

/**
 * In a two-node cluster without any delay, the first device of each method that fences the lowest node_id waits, so that a
 * network split leaves that node alive. Decision 11; domain rule fence/race. Not if an agent of some host lacks `delay`, which
 * a check reports.
 */
export function withFenceRaceDelay(hosts: readonly Host[], cluster: Cluster, ledger: Ledger): readonly Host[] {
  const [first, ...others] = hosts;
  const delays = hosts
    .flatMap(({ fence }) => fence)
    .flatMap(({ uses }) => uses)
    .filter(({ delay }) => delay !== null);
  const releases = hosts.map(({ platform }) => platform);
  const understood = lacking(cluster.platform, releases, (platform) => dialectOf(platform).fenceDelay) === undefined;
  if (cluster.quorum?.twoNode !== true || first === undefined || delays.length > 0 || !understood) return hosts;
  return [{ ...first, fence: first.fence.map((method) => delayed(method, ledger)) }, ...others];
}

function delayed(method: FenceMethod, ledger: Ledger): FenceMethod {
  const [first, ...others] = method.uses;
  if (first === undefined || !knowsDelay(first.agent)) return method;
  const because = 'two nodes that lose sight of each other would both fence; the one with the lowest node_id survives';
  const delay = ledger.derived(FENCE_RACE_DELAY, [...first.at, 'delay'], because, [['cluster', 'quorum']]);
  return { ...method, uses: [{ ...first, delay: known(parseDuration(delay)) }, ...others] };
}
