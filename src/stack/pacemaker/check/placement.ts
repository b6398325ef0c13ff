/** Checks of placement and recovery that pacemaker accepts and never carries out. Measured with pacemaker 2.1.5. */
import { grouped } from '../../../base/grouped.ts';
import { leastOf } from '../../../base/lists.ts';
import { memoized } from '../../../base/memoize.ts';
import type { HostName } from '../../../base/brand.ts';
import type { Check } from '../../../check/check.ts';
import { defineDiagnostic, keyAt, valueAt, type Place } from '../../../diag/diagnostic.ts';
import { below, domainOf, type FailoverDomain, type Service } from '../../../model/service.ts';
import { placedIn } from '../emit/cib.ts';
import { scoresOf, type Placed } from '../emit/policy.ts';
import { membersOf } from '../emit/services.ts';
import { groupUses, ownGroupsOf } from '../emit/storage.ts';
import type { PacemakerModel, PacemakerOptions } from '../options.ts';

export const impossible = defineDiagnostic<{ names: readonly string[]; because: string; cure: string }>({
  code: 'pcmk/coloc-impossible',
  severity: 'error',
  message: (f) => `${f.names.join(' and ')} never run together: ${f.because}`,
  help: (f) => f.cure,
  explain:
    'pacemaker accepts constraints that contradict each other, and one of the resources stays stopped without an error. Measured with pacemaker 2.1.5.',
});

export const stickyFailback = defineDiagnostic<{ name: string; gap: number; sticks: number; least: number }>({
  code: 'pcmk/stickiness-failback',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `${f.name} stays where it is: its hosts differ by a score of ${f.gap}, and its stickiness adds up to ${f.sticks}`,
  help: (f) => `write stickiness: ${f.least}, or failback: false at its failover domain`,
  explain:
    'A group counts the stickiness of each of its members. It moves back only where the difference of the scores is larger. Measured with pacemaker 2.1.5.',
});

export const noExpiry = defineDiagnostic<{ name: string; key: string }>({
  code: 'pcmk/threshold-no-expiry',
  severity: 'warning',
  acceptable: true,
  message: (f) => `${f.name}: failures are never forgotten, and after the last one allowed the host is banned for good`,
  help: (f) => `write ${f.key}: 10m`,
  explain:
    'pacemaker counts failures on each host. Without failure-timeout only a cleanup by hand lifts the ban of migration-threshold. Pacemaker Explained, failure-timeout.',
});

/** A service or VM with the hosts where it may run. */
type Movable = Placed & { readonly at: Place; readonly hosts: readonly HostName[] };

const movables = memoized((model: PacemakerModel): readonly Movable[] => {
  const all = model.hosts.map(({ name }) => name);
  const placeOf = ({ kind, name }: Placed) => keyAt([kind === 'vm' ? 'vms' : 'services', name]);
  return placedIn(model).map((placed) => {
    const domain = domainOf(placed, model);
    const members = domain?.restricted === true ? domain.members.map(({ host }) => host) : all;
    return { ...placed, at: placeOf(placed), hosts: members };
  });
});

/** Users of one volume group that is active on one host at a time: they all run on that host. */
function* usersOfAGroupMeet(model: PacemakerModel) {
  const vms = new Map(movables(model).flatMap((one) => (one.kind === 'vm' ? [[one.name, one] as const] : [])));
  for (const { group, users } of groupUses(model).filter(({ group: { clustered } }) => !clustered)) {
    const [first, ...others] = users.flatMap(({ name }) => vms.get(name) ?? []);
    const apart = others.find(({ hosts }) => first?.hosts.some((host) => hosts.includes(host)) === false);
    const alone = others.find((one) => one.exclusive || first?.exclusive === true);
    const because = `${group.name} is active on one host at a time`;
    if (first === undefined) continue;
    if (apart !== undefined)
      yield impossible(apart.at, {
        names: [first.name, apart.name],
        because: `${because}, and they share none`,
        cure: `write clustered: true at ${group.name}, or give both a common host`,
      });
    else if (alone !== undefined)
      yield impossible(alone.at, {
        names: [first.name, alone.name],
        because: `${because}, and one of them is exclusive`,
        cure: `write exclusive: false at ${alone.exclusive ? alone.name : first.name}, or give each a volume group of its own`,
      });
  }
}

/** An exclusive service or VM has a host that no other needs. */
function* exclusiveOnesFit(model: PacemakerModel) {
  const all = movables(model);
  for (const [host, ones] of grouped(all, onlyHost)) if (host !== null) yield* exclusiveOnesOn(host, ones);
  const exclusive = all.filter((one) => one.exclusive);
  const last = exclusive.at(-1);
  const hasOthers = exclusive.length < all.length;
  if (last !== undefined && exclusive.length + Number(hasOthers) > model.hosts.length)
    yield impossible(last.at, {
      names: exclusive.map(({ name }) => name),
      because: `each is exclusive, and there are ${model.hosts.length} hosts${hasOthers ? ' for them and all others' : ''}`,
      cure: 'write exclusive: false at some of them, or add hosts',
    });
}

/** Each with the first one before it that it cannot run with. */
function* exclusiveOnesOn(host: HostName, [first, ...others]: readonly Movable[]) {
  let exclusive = first?.exclusive === true ? first : undefined;
  for (const one of others) {
    const other = one.exclusive ? first : exclusive;
    if (one.exclusive) exclusive ??= one;
    if (other !== undefined)
      yield impossible(one.at, {
        names: [other.name, one.name],
        because: `${host} is the only host of both, and one of them is exclusive`,
        cure: `write exclusive: false at ${one.exclusive ? one.name : other.name}, or give one of them another host`,
      });
  }
}

function onlyHost({ hosts }: Movable): HostName | null {
  return hosts.length === 1 ? (hosts[0] ?? null) : null;
}

/** Failback needs a difference of scores above the stickiness of all members. */
function* failbackHappens(model: PacemakerModel) {
  const counts = memberCounts(model);
  for (const placed of movables(model)) {
    const domain = domainOf(placed, model);
    if (domain?.ordered !== true || !domain.failback) continue;
    const members = Math.max(1, counts.get(`${placed.kind} ${placed.name}`) ?? 1);
    const [gap, sticks] = [leastGap(domain), model.own.stickiness * members];
    if (gap === null || sticks < gap) continue;
    const least = Math.max(0, Math.ceil(gap / members) - 1);
    yield stickyFailback(valueAt(['cluster', 'pacemaker', 'stickiness']), { name: placed.name, gap, sticks, least });
  }
}

/** Resources that move together, by VM or service. */
function memberCounts(model: PacemakerModel): ReadonlyMap<string, number> {
  const ofService = (service: Service) => membersOf(service, model).filter(({ independent }) => !independent).length;
  return new Map([
    ...model.vms.map((vm) => [`vm ${vm.name}`, 1 + ownGroupsOf(vm, model).length] as const),
    ...model.services.map((service) => [`service ${service.name}`, ofService(service)] as const),
  ]);
}

/** The smallest difference between the scores of two hosts. Null if all are equal. */
function leastGap(domain: FailoverDomain): number | null {
  const scores = [...new Set(scoresOf(domain).values())].sort((a, b) => b - a);
  const gaps = scores.slice(1).map((score, index) => (scores[index] ?? score) - score);
  return gaps.length === 0 ? null : leastOf(gaps);
}

function* failuresExpire(model: PacemakerModel) {
  for (const { at, name, recovery, maxRestarts, restartExpireTime } of [...model.vms, ...model.services]) {
    const counts = recovery === 'relocate' || (recovery === 'restart' && maxRestarts > 0);
    if (counts && restartExpireTime === 0)
      yield noExpiry(valueAt([...at, 'restart_expire_time']), { name, key: 'restart_expire_time' });
  }
  for (const { at, name, special } of model.services.flatMap((service) => below(service.resources)))
    if (special.maxRestarts !== null && special.restartExpireTime === null)
      yield noExpiry(valueAt([...at, 'max_restarts']), { name, key: 'restart_expire_time' });
}

export const placementChecks: readonly Check<PacemakerOptions>[] = [
  usersOfAGroupMeet,
  exclusiveOnesFit,
  failbackHappens,
  failuresExpire,
];
