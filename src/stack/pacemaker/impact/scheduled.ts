/**
 * Schedules a document. Independent guests that stay where they run are placed by their scores, and only the rest is
 * scheduled: the result is the same, in a small part of the time.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { placesAfter } from './effects.ts';
import { isTrue } from './scheduler/input/text.ts';
import { isAvailable } from './scheduler/input/tree.ts';
import { isCalm } from './scheduler/placing/calm.ts';
import type { Lone } from './scheduler/placing/lone.ts';
import { sectionsOf, separated, withoutThese } from './scheduler/placing/separate.ts';
import { schedule, type Schedule } from './scheduler/schedule.ts';
import { withoutRecords } from './simple-results.ts';
import { stayingIn, type Asked, type Staying } from './staying-guests.ts';

export type Scheduled = {
  /** Without `staying`. */
  readonly schedule: Schedule;
  readonly staying: ReadonlyMap<string, Staying>;
};

/** `names`: whose restart matters; all unless given. `now`: seconds since 1970. */
export function scheduledBy(cib: XmlElement, now: number, names?: ReadonlySet<string>): Scheduled {
  return apart(cib, { now, names }) ?? scheduledWhole(cib, now);
}

export function scheduledWhole(cib: XmlElement, now: number): Scheduled {
  return { schedule: schedule(cib, { now }), staying: new Map() };
}

/** Null if the rest could do something to those that stay. */
function apart(cib: XmlElement, asked: Asked): Scheduled | null {
  const parts = isTrue(attributeOf(cib, 'have-quorum')) ? separated(sectionsOf(cib)) : null;
  if (parts === null) return null;
  const staying = stayingIn(cib, parts.lones, asked);
  const all = parts.lones.filter(({ id }) => staying.has(id));
  if (all.length === 0) return null;
  const running = new Map([...staying].flatMap(([id, { node }]) => (node === null ? [] : [[id, node] as const])));
  const result = schedule(restOf(cib, all), { now: asked.now, lones: { all, positions: parts.positions, running } });
  const needed = { clones: new Set(all.flatMap(({ needs }) => needs)), disturbs: (op: string) => op !== 'monitor' };
  const isAlone = isCalm(result, placesAfter(result.cluster, result.operations), needed) && allStay(result, running);
  return isAlone ? { schedule: result, staying } : null;
}

function restOf(cib: XmlElement, lones: readonly Lone[]): XmlElement {
  const ids = new Set(lones.map(({ id }) => id));
  const rest = withoutThese(cib, lones);
  const children = elementsIn(rest).map((part) => (part.name === 'status' ? withoutRecords(part, ids) : part));
  return { ...rest, children };
}

function allStay({ cluster, lones }: Schedule, running: ReadonlyMap<string, string>): boolean {
  const nodes = new Map(cluster.nodes.filter(isAvailable).map((node) => [node.name, node]));
  return [...running].every(([id, name]) => nodes.has(name) && lones.get(id) === nodes.get(name));
}
