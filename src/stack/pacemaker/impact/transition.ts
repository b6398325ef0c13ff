/**
 * What a cluster does about a new document, and what it would do about the old one. Guests that stand alone and stay where they run are
 * placed by their scores, and only the rest is scheduled: this gives the same and takes a small part of the time.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { placesAfter } from './effects.ts';
import { isCalm } from './scheduler/placing/calm.ts';
import type { Lone } from './scheduler/placing/lone.ts';
import { separated, withoutThese, type Separated } from './scheduler/placing/separate.ts';
import { isTrue } from './scheduler/input/text.ts';
import { isAvailable } from './scheduler/input/tree.ts';
import { schedule, type Schedule } from './scheduler/schedule.ts';
import { withoutRecords } from './simple-results.ts';
import { stayingIn, type Staying } from './staying.ts';

export type Transition = {
  readonly next: Schedule;
  /** That without the change. */
  readonly earlier: () => Schedule;
  /** Those that neither schedule has. */
  readonly staying: ReadonlyMap<string, Staying>;
};

/** `now`: seconds since 1970. */
export function transitionOf(live: XmlElement, after: XmlElement, now: number): Transition {
  return apart(live, after, now) ?? wholeTransition(live, after, now);
}

export function wholeTransition(live: XmlElement, after: XmlElement, now: number): Transition {
  return { next: schedule(after, { now }), earlier: () => schedule(live, { now }), staying: new Map() };
}

/** Null if the rest could do something to those that stay. */
function apart(live: XmlElement, after: XmlElement, now: number): Transition | null {
  if (!isTrue(attributeOf(after, 'have-quorum'))) return null;
  const [old, fresh] = [separated(live), separated(after)];
  if (old === null || fresh === null) return null;
  const staying = stayingIn(live, after, inBoth(old.lones, fresh.lones), now);
  if (staying.size === 0) return null;
  const status = elementsIn(live, 'status').map((one) => withoutRecords(one, new Set(staying.keys())));
  const scheduled = (cib: XmlElement, parts: Separated) => scheduledApart(cib, parts, { staying, status, now });
  const [next, earlier] = [scheduled(after, fresh), scheduled(live, old)];
  return next === null || earlier === null ? null : { next, earlier: () => earlier, staying };
}

/** Those that the same scores and needs place in both documents. */
function inBoth(old: readonly Lone[], fresh: readonly Lone[]): readonly Lone[] {
  const before = new Map(old.map((lone) => [lone.id, lone]));
  return fresh.filter((lone) => isPlacedAlike(lone, before.get(lone.id)));
}

function isPlacedAlike(lone: Lone, other: Lone | undefined): boolean {
  if (other === undefined || lone.priority !== other.priority || lone.stickiness !== other.stickiness) return false;
  if (lone.isStopped !== other.isStopped || lone.scores.size !== other.scores.size) return false;
  if (lone.needs.length !== other.needs.length || !lone.needs.every((id) => other.needs.includes(id))) return false;
  return [...lone.scores].every(([node, score]) => other.scores.get(node) === score);
}

type Known = {
  readonly staying: Transition['staying'];
  readonly status: readonly XmlElement[];
  readonly now: number;
};

function scheduledApart(cib: XmlElement, parts: Separated, { staying, status, now }: Known): Schedule | null {
  const all = parts.lones.filter(({ id }) => staying.has(id));
  const running = new Map([...staying].flatMap(([id, { node }]) => (node === null ? [] : [[id, node] as const])));
  const rest = withoutThese(cib, all);
  const children = elementsIn(rest).flatMap((part) => (part.name === 'status' ? status : [part]));
  const lones = { all, positions: parts.positions, running };
  const result = schedule({ ...rest, children }, { now, lones });
  const needed = { clones: new Set(all.flatMap(({ needs }) => needs)), disturbs: (op: string) => op !== 'monitor' };
  if (!isCalm(result, placesAfter(result.cluster, result.operations), needed)) return null;
  const nodes = new Map(result.cluster.nodes.filter(isAvailable).map((node) => [node.name, node]));
  return [...running].every(([id, name]) => nodes.has(name) && result.lones.get(id) === nodes.get(name)) ? result : null;
}
