/** Placement and recovery of services and VMs, as meta attributes and constraints. Pacemaker Explained; measured with pacemaker 2.1.5. */
import { memoized } from '../../../base/memoize.ts';
import type { Xml } from '../../../emit/draft.ts';
import type { Model } from '../../../model/model.ts';
import { domainOf, type FailoverDomain, type Policy } from '../../../model/service.ts';
import { colocation, location, order, time, type Pair } from './cib-xml.ts';

/** A service or VM, with the resource that its constraints refer to. */
export type Placed = Policy & { readonly kind: 'service' | 'vm'; readonly name: string; readonly resource: string };

/** Meta attributes for placement and recovery. */
export function policyMeta(policy: Policy, model: Pick<Model, 'failoverDomains'>): readonly Pair[] {
  const domain = domainOf(policy, model);
  return [
    ...recoveryMeta(policy),
    // Only a ban moves it then.
    ...(domain?.failback === false && domain.ordered ? [['resource-stickiness', 'INFINITY'] as const] : []),
    ...(policy.autostart ? [] : [['target-role', 'Stopped'] as const]),
  ];
}

/**
 * Recovery settings. Pacemaker counts failures per node. Without `failure-timeout` they never expire, and the node stays banned.
 */
function recoveryMeta({ recovery, maxRestarts, restartExpireTime }: Policy): readonly Pair[] {
  const expires: readonly Pair[] = restartExpireTime === 0 ? [] : [['failure-timeout', time(restartExpireTime)]];
  if (recovery === 'disable') return [];
  if (recovery === 'relocate') return [['migration-threshold', 1], ...expires];
  // 0 means unlimited, which pacemaker expresses by omission.
  return maxRestarts === 0 ? expires : [['migration-threshold', maxRestarts + 1], ...expires];
}

/** `recovery: disable` keeps it stopped until an administrator runs a cleanup. */
export function onFailOf({ recovery }: Pick<Policy, 'recovery'>): string | null {
  return recovery === 'disable' ? 'stop' : null;
}

const BEST = 1000;
const STEP = 100;

/** Scores of an ordered domain, and bans. A restricted domain bans all other hosts, so new hosts are banned too. */
export function locations(placed: Placed, model: Model): readonly Xml[] {
  const domain = domainOf(placed, model);
  if (domain === undefined) return [];
  const scores = scoresOf(domain);
  return model.hosts.flatMap(({ name, nodeName }) => {
    const score = scores.get(name);
    if (score !== undefined) return score === 0 ? [] : [location(placed.resource, nodeName, score)];
    return domain.restricted ? [location(placed.resource, nodeName, '-INFINITY')] : [];
  });
}

/**
 * Scores from 1000 for the best host down in equal steps. Without order all are equal: 0 in a restricted domain, else one step.
 */
export function scoresOf({ ordered, restricted, members }: FailoverDomain): ReadonlyMap<string, number> {
  const ranks = [...new Set(members.map(({ priority }) => priority ?? 0))].sort((a, b) => a - b);
  const step = Math.min(STEP, Math.floor(BEST / Math.max(1, ranks.length)));
  const plain = restricted ? 0 : STEP;
  return new Map(
    members.map(({ host, priority }) => [host, ordered ? BEST - step * ranks.indexOf(priority ?? 0) : plain]),
  );
}

const byKindAndName = memoized((all: readonly Placed[]) => new Map(all.map((one) => [`${one.kind} ${one.name}`, one])));

/** Orders and colocations: dependencies that must run first, and services that must run elsewhere. */
export function relations(placed: Placed, all: readonly Placed[]): readonly Xml[] {
  const { depend, exclusive, optional, resource } = placed;
  const first = depend === null ? undefined : byKindAndName(all).get(`${depend.kind} ${depend.name}`);
  const isSoft = optional.some(({ name, value }) => name === 'depend_mode' && value === 'soft');
  const others = exclusive ? all.filter((one) => one !== placed) : [];
  return [
    ...(first === undefined ? [] : [order(first.resource, resource, isSoft ? 'Optional' : 'Mandatory')]),
    ...others.flatMap((one) => [
      colocation(resource, one.resource, '-INFINITY'),
      ...(one.exclusive ? [] : [colocation(one.resource, resource, '-INFINITY')]),
    ]),
  ];
}
