/** Pacemaker's choice of hosts: the scheduler that predicts changes, asked about the CIB that a site gives. */
import type { HostName } from '../../../base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { remembered } from '../../../base/remember.ts';
import type { Move, Outcome, Placer, Running, Settled, Situation } from '../../../placement/placement.ts';
import { document } from '../emit/cib.ts';
import { membersOf } from '../emit/services.ts';
import { effectsOf, placesAfter, type Effect } from '../impact/effects.ts';
import { withEvent } from '../impact/events.ts';
import { schedule, type Schedule } from '../impact/scheduler/schedule.ts';
import { witnessOf } from '../impact/witness.ts';
import type { PacemakerModel } from '../options.ts';
import { parsedElement, primitivesIn, forPlaces, withStatus } from './document.ts';

export function placer(model: PacemakerModel): Placer {
  let parsed: XmlElement | undefined;
  const cib = () => (parsed ??= parsedElement(document(model)));
  return {
    settle: (situation) => settle(situation, cib(), model),
    witness: (situation) => {
      const after = situationIn(cib(), situation, model);
      return witnessOf({ after, next: schedule(after, { now: NOW }) }, NOW, {
        in: 'nowhere',
        because: 'what is simulated is in no file',
      });
    },
  };
}

/** Any time: nothing that a site can write depends on it. */
const NOW = 1_000_000_000;

function settle(situation: Situation, cib: XmlElement, model: PacemakerModel): Settled {
  const whole = situationIn(cib, situation, model);
  // Only a failure is answered by an operation, as its on-fail says.
  const result = schedule(situation.change.kind === 'crash' ? whole : forPlaces(whole), { now: NOW });
  const hosts = new Map(model.hosts.map(({ name, nodeName }) => [nodeName, name]));
  const places: Running = new Map(
    [...placesAfter(result.cluster, result.operations)].map(([name, nodes]) => [
      name,
      nodes.flatMap((node) => hosts.get(node) ?? []),
    ]),
  );
  return { outcomes: outcomesOf(situation, result, places, model), running: places };
}

/** The document that the scheduler is asked about. */
export function situationIn(
  cib: XmlElement,
  { change, members, quorate, running }: Situation,
  model: PacemakerModel,
): XmlElement {
  const standby = change.kind === 'drain' && quorate ? change.hosts : [];
  const status = withStatus(cib, running, { hosts: model.hosts, members, standby, quorate });
  if (change.kind !== 'crash') return status;
  const result = failureOf(change.name, running, { cib, model });
  return result === null ? status : withEvent(status, { kind: 'result', result }, NOW);
}

/** The monitor finds that it does not run: a VM, or the last resource of a service. OCF_NOT_RUNNING is 7. */
function failureOf(
  name: string,
  running: Running,
  { cib, model }: { readonly cib: XmlElement; readonly model: PacemakerModel },
) {
  const resource = resourcesByName(model).get(name)?.at(-1);
  const [host] = running.get(resource ?? '') ?? [];
  const node = model.hosts.find((one) => one.name === host)?.nodeName;
  if (resource === undefined || node === undefined) return null;
  return { resource, task: 'monitor', interval: monitorOf(resource, cib), node, rc: 7 };
}

/** Milliseconds. The emitters write whole seconds. */
function monitorOf(resource: string, cib: XmlElement): number {
  const primitive = primitivesIn(cib).find((one) => attributeOf(one, 'id') === resource);
  const operations =
    primitive === undefined ? [] : elementsIn(primitive, 'operations').flatMap((all) => elementsIn(all));
  const monitor = operations.find((one) => attributeOf(one, 'name') === 'monitor');
  return 1000 * Number.parseInt((monitor && attributeOf(monitor, 'interval')) ?? '0', 10);
}

/** The primitives of each VM and service, by its path. */
const resourcesByName = remembered((model: PacemakerModel): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, readonly string[]>(model.vms.map(({ at, name }) => [at.join('/'), [name]]));
  for (const service of model.services)
    names.set(
      service.at.join('/'),
      membersOf(service, model).map(({ id }) => id),
    );
  return names;
});

function outcomesOf(
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
