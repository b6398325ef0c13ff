/**
 * Where everything runs after a change. At a start and after the loss of hosts most guests are placed by their scores alone.
 * That gives the same result as the whole schedule in a small part of its time.
 */
import { as, type HostName } from '../../../base/brand.ts';
import type { XmlElement } from '../../../base/xml.ts';
import type { Running, Settled, Situation } from '../../../placement/placement.ts';
import { document } from '../emit/cib.ts';
import { placesAfter, primitivesOf } from '../impact/effects.ts';
import { baseOf } from '../impact/scheduler/history/history-names.ts';
import type { Resource } from '../impact/scheduler/input/model.ts';
import { isAvailable } from '../impact/scheduler/input/tree.ts';
import { isCalm } from '../impact/scheduler/placing/calm.ts';
import type { Lones } from '../impact/scheduler/placing/lone.ts';
import { separated, type Separated } from '../impact/scheduler/placing/separate.ts';
import { assigned, schedule, type Assignment, type Schedule } from '../impact/scheduler/schedule.ts';
import type { PacemakerModel } from '../options.ts';
import { forPlaces, parsedElement, sectionsIn, withoutLones } from './document.ts';
import { outcomesOf } from './outcomes.ts';
import { NOW, situationIn } from './situation.ts';

export type Parts = {
  /** Made once, and only for what needs it: that of a large site takes 200 MB. */
  readonly whole: () => XmlElement;
  /** Null if the whole document is always scheduled. `rest`: the document without those that are not. */
  readonly apart: (Separated & { readonly rest: XmlElement }) | null;
};

/** Made when something is settled for the first time. */
export function partsOf(model: PacemakerModel): () => Parts {
  return once(() => {
    const cib = document(model);
    const found = separated(sectionsIn(cib));
    const whole = once(() => parsedElement(cib));
    return { whole, apart: found === null ? null : { ...found, rest: withoutLones(cib, found.lones) } };
  });
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

type Placed = { readonly result: Schedule; readonly places: ReadonlyMap<string, readonly string[]> };

/** Places everything after a change: by parts if that gives the same, else whole. */
export function settle(situation: Situation, { whole, apart }: Parts, model: PacemakerModel): Settled {
  const quick = apart === null ? null : placedApart(situation, apart, model);
  const { result, places: nodes } = quick ?? placedWhole(situation, whole(), model);
  const hosts = new Map(model.hosts.map(({ name, nodeName }) => [nodeName, name]));
  const places: Running = new Map(
    [...nodes].map(([name, found]) => [name, found.flatMap((node) => hosts.get(node) ?? [])]),
  );
  return { outcomes: outcomesOf(situation, result, places, model), running: places };
}

export function placedWhole(situation: Situation, cib: XmlElement, model: PacemakerModel): Placed {
  const after = situationIn(cib, situation, model);
  // Only a failure is answered by an operation, as its on-fail says.
  const result = schedule(situation.change.kind === 'crash' ? after : forPlaces(after), { now: NOW });
  return { result, places: placesAfter(result.cluster, result.operations) };
}

/** The same in less time. Null if the rest does something that could affect those that were placed by their scores. */
export function placedApart(
  situation: Situation,
  apart: NonNullable<Parts['apart']>,
  model: PacemakerModel,
): Placed | null {
  const { change, quorate, running } = situation;
  if (!quorate || (change.kind !== 'start' && change.kind !== 'fail')) return null;
  if (apart.lones.some(({ id }) => (running.get(id)?.length ?? 0) > 1)) return null;
  const lones = { all: apart.lones, positions: apart.positions, running: runningAmong(apart.lones, situation, model) };
  const cib = forPlaces(situationIn(apart.rest, situation, model));
  const result = apart.isBare ? undisturbed(cib, lones) : schedule(cib, { now: NOW, lones });
  if (result === null) return null;
  const places = apart.isBare ? assignedPlaces(result) : placesAfter(result.cluster, result.operations);
  if (
    !isCalm(result, places, { clones: apart.clones, disturbs: (op) => op === 'stop' }) ||
    !allStay(result, lones.running)
  )
    return null;
  const theirs = [...result.lones].map(([id, node]) => [id, node === null ? [] : [node.name]] as const);
  return { result, places: new Map([...places, ...theirs]) };
}

/** Where nothing has to be fenced, and no instance of a clone moves, the actions say nothing about places. Else null. */
function undisturbed(cib: XmlElement, lones: Lones): Schedule | null {
  const result = assigned(cib, { now: NOW, lones });
  const { nodes, resources } = result.cluster;
  const stays = ({ runningOn, assigned: node }: Resource) => runningOn.every((one) => one === node);
  const clones = resources.filter(({ kind }) => kind === 'clone');
  if (nodes.some(({ unclean }) => unclean) || !primitivesOf(clones).every(stays)) return null;
  return { ...result, nodes: [], resources: [], operations: [] };
}

function assignedPlaces({ cluster }: Assignment): Placed['places'] {
  const places = new Map<string, string[]>();
  for (const { id, assigned: node } of primitivesOf(cluster.resources)) {
    const name = baseOf(id);
    places.set(name, [...(places.get(name) ?? []), ...(node === null ? [] : [node.name])]);
  }
  for (const nodes of places.values()) nodes.sort();
  return places;
}

function runningAmong(lones: Lones['all'], { running }: Situation, { hosts }: PacemakerModel): Lones['running'] {
  const nodes = new Map(hosts.map(({ name, nodeName }) => [name, nodeName]));
  return new Map(
    lones.flatMap(({ id }) => {
      const node = nodes.get(running.get(id)?.[0] ?? as<HostName>(''));
      return node === undefined ? [] : [[id, node] as const];
    }),
  );
}

/** None of them leaves a node that it could stay on: how it moves is more than a matter of scores. */
function allStay({ cluster, lones }: Schedule, running: Lones['running']): boolean {
  const nodes = new Map(cluster.nodes.filter(isAvailable).map((node) => [node.name, node]));
  return [...running].every(([id, name]) => !nodes.has(name) || lones.get(id) === nodes.get(name));
}
