/** The effect of a schedule on each VM and service. */
import type { HostName } from '../../../base/brand.ts';
import { memoized } from '../../../base/memoize.ts';
import type { Move, Outcome, Running, Situation } from '../../../placement/placement.ts';
import { membersOf } from '../emit/services.ts';
import { groupUses, storageId } from '../emit/storage.ts';
import { effectsOf, type Effect } from '../impact/effects.ts';
import type { Schedule } from '../impact/scheduler/schedule.ts';
import type { PacemakerModel } from '../options.ts';

type Parts = { readonly autostart: boolean; readonly primitives: readonly string[] };

/** The primitives of each VM and service, by its path. */
export const partsByName = memoized((model: PacemakerModel): ReadonlyMap<string, Parts> => {
  const names = new Map<string, Parts>();
  for (const { at, name, autostart } of model.vms) names.set(at.join('/'), { autostart, primitives: [name] });
  for (const service of model.services) {
    const primitives = membersOf(service, model).map(({ id }) => id);
    names.set(service.at.join('/'), { autostart: service.autostart, primitives });
  }
  return names;
});

export function outcomesOf(
  { running, members }: Situation,
  { operations, resources }: Schedule,
  places: Running,
  model: PacemakerModel,
): ReadonlyMap<string, Outcome> {
  const effects = effectsOf(operations);
  const reasons = new Map(resources.map(({ resource, reason }) => [resource, reason ?? '']));
  const outcomes = new Map<string, Outcome>();
  for (const [name, { autostart, primitives: parts }] of partsByName(model)) {
    const [host, from] = [commonHost(parts, places), commonHost(parts, running)];
    const move = moveOf(host, from, parts, effects);
    const stopped = () =>
      members.length === 0
        ? 'no host is in the cluster'
        : (groupElsewhere(name, places, model) ?? inWords(reasonFor(parts, reasons)));
    const because = host !== null ? '' : autostart ? stopped() : 'autostart is off';
    outcomes.set(name, { host, from, move, because, choices: [] });
  }
  return outcomes;
}

/** A volume group of one host at a time that is on a host where this VM may not run. */
function groupElsewhere(name: string, places: Running, model: PacemakerModel): string | undefined {
  const vm = model.vms.find(({ at }) => at.join('/') === name);
  const shared = groupUses(model).filter(({ group, users }) => !group.clustered && vm && users.includes(vm));
  for (const { group } of shared) {
    const [host] = places.get(storageId(group)) ?? [];
    if (host !== undefined && vm?.runOn.includes(host) === false)
      return `it needs ${group.name}, which is on ${host}, where it may not run`;
  }
  return undefined;
}

function reasonFor(parts: readonly string[], reasons: ReadonlyMap<string, string>): string | undefined {
  return parts.flatMap((part) => reasons.get(part) ?? []).find((text) => text !== '');
}

/** The scheduler's reason for what does not run. */
function inWords(reason = 'node availability'): string {
  const [, needed] = /^(?:required|unrunnable) (\S+) /.exec(reason) ?? [];
  if (needed !== undefined) return `it needs ${needed}, which does not run`;
  if (reason === 'no quorum' || reason === 'quorum freeze') return 'the cluster is not quorate';
  return reason === 'node availability' ? 'no host in the cluster may run it' : reason;
}

/** The host that runs all parts; null if a part is stopped. */
function commonHost(parts: readonly string[], places: Running): HostName | null {
  const [first = ''] = parts;
  const host = places.get(first)?.[0] ?? null;
  return parts.every((part) => (places.get(part)?.[0] ?? null) === host) ? host : null;
}

function moveOf(
  host: HostName | null,
  from: HostName | null,
  parts: readonly string[],
  effects: ReadonlyMap<string, Effect>,
): Move {
  if (host === null) return from === null ? 'none' : 'stop';
  if (from === null) return 'start';
  const own = parts.flatMap((part) => effects.get(part) ?? []);
  const isInterrupted = own.some((effect) => effect !== 'migrate' && effect !== 'monitor-only');
  if (host === from) return isInterrupted ? 'restart' : 'stay';
  return isInterrupted || !own.includes('migrate') ? 'move' : 'migrate';
}
