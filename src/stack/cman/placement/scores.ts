/** How well a host suits a service, by its failover domain. rgmanager, fo_domain.c, node_should_start. */
import type { HostName } from '../../../base/brand.ts';
import type { Unit } from './units.ts';

/** FOD_ILLEGAL, FOD_GOOD, FOD_BETTER, FOD_BEST. */
export const Score = { illegal: 0, good: 1, better: 2, best: 3 } as const;

/** `owner`: the host that runs it; one that has left the cluster does not count. */
export function scoreOf(
  { domain }: Unit,
  host: HostName,
  { members, owner }: { readonly members: ReadonlySet<HostName>; readonly owner: HostName | null },
): number {
  if (domain === null) return Score.best;
  const best = bestPriority(domain.priorities, members);
  if (best === null) return domain.restricted ? Score.illegal : Score.best;
  const own = domain.priorities.get(host);
  if (own === undefined) return domain.restricted ? Score.illegal : Score.good;
  const stays = domain.nofailback && owner !== null && members.has(owner);
  if (own > best) return !domain.ordered || (stays && owner === host) ? Score.best : Score.better;
  return stays && owner !== host ? Score.better : Score.best;
}

/** The lowest number among the members of the domain that are in the cluster; null if none is. */
function bestPriority(priorities: ReadonlyMap<HostName, number>, members: ReadonlySet<HostName>): number | null {
  let best: number | null = null;
  for (const [host, priority] of priorities)
    if (members.has(host) && (best === null || priority < best)) best = priority;
  return best;
}
