/** What a schedule does to each VM and service. */
import type { HostName } from '../../../base/brand.ts';
import { remembered } from '../../../base/remember.ts';
import type { Move, Outcome, Running, Situation } from '../../../placement/placement.ts';
import { membersOf } from '../emit/services.ts';
import { effectsOf, type Effect } from '../impact/effects.ts';
import type { Schedule } from '../impact/scheduler/schedule.ts';
import type { PacemakerModel } from '../options.ts';

/** The primitives of each VM and service, by its path. */
export const resourcesByName = remembered((model: PacemakerModel): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, readonly string[]>(model.vms.map(({ at, name }) => [at.join('/'), [name]]));
  for (const service of model.services)
    names.set(
      service.at.join('/'),
      membersOf(service, model).map(({ id }) => id),
    );
  return names;
});

export function outcomesOf(
  { running }: Situation,
  { operations, resources }: Schedule,
  places: Running,
  model: PacemakerModel,
): ReadonlyMap<string, Outcome> {
  const effects = effectsOf(operations);
  const reasons = new Map(resources.map(({ resource, reason }) => [resource, reason ?? '']));
  return new Map(
    [...model.vms, ...model.services].map((one) => {
      const name = one.at.join('/');
      const parts = resourcesByName(model).get(name) ?? [];
      const [host, from] = [commonHost(parts, places), commonHost(parts, running)];
      const move = moveOf(
        host,
        from,
        parts.flatMap((part) => effects.get(part) ?? []),
      );
      const reason = parts.flatMap((part) => reasons.get(part) ?? []).find((text) => text !== '');
      const because = host !== null ? '' : one.autostart ? inWords(reason) : 'autostart is off';
      return [name, { host, from, move, because, choices: [] }];
    }),
  );
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
  const hosts = parts.map((part) => places.get(part)?.[0] ?? null);
  const [first = null] = hosts;
  return hosts.every((host) => host === first) ? first : null;
}

function moveOf(host: HostName | null, from: HostName | null, effects: readonly Effect[]): Move {
  if (host === null) return from === null ? 'none' : 'stop';
  if (from === null) return 'start';
  const isInterrupted = effects.some((effect) => effect !== 'migrate' && effect !== 'monitor-only');
  if (host === from) return isInterrupted ? 'restart' : 'stay';
  return isInterrupted || !effects.includes('migrate') ? 'move' : 'migrate';
}
