/**
 * Guests that stay where they run, by what the nodes have recorded of them: they run as they are configured, and a change does not touch
 * them, or restarts them there. Of all others it says nothing: they have to be scheduled.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { isEqual } from './cib/changes.ts';
import { baseOf } from './scheduler/history/history-names.ts';
import { digestsOf } from './scheduler/input/digest.ts';
import type { Cluster } from './scheduler/input/model.ts';
import { recurringOperations, timeoutOf } from './scheduler/input/operations.ts';
import { newResource } from './scheduler/input/resources.ts';
import { Role } from './scheduler/input/text.ts';
import { clusterFrom } from './scheduler/schedule.ts';
import { recordsIn, simpleResult, type Records, type Result } from './simple-results.ts';

/** `outage`: that of a restart, in milliseconds at most; null for one that is not touched. */
export type Staying = {
  /** Null for one that is stopped. */
  readonly node: string | null;
  readonly outage: number | null;
};

/** A resource that is in both documents. `isStopped`: it has target-role=Stopped in both. */
export type InBoth = { readonly id: string; readonly isStopped: boolean };

/** Those that stay, by id. `now`: seconds since 1970. */
export function stayingIn(
  live: XmlElement,
  after: XmlElement,
  candidates: readonly InBoth[],
  now: number,
): ReadonlyMap<string, Staying> {
  const [old, fresh] = [sideOf(live, now), sideOf(after, now)];
  const records = recordsIn(live, new Set(candidates.map(({ id }) => id)));
  const failed = failedIn(old.cluster);
  const asBefore = haveEqualDefaults(old.cluster, fresh.cluster);
  const found = new Map<string, Staying>();
  for (const { id, isStopped } of candidates) {
    const [before, later, own] = [old.resources.get(id), fresh.resources.get(id), records.get(id)];
    if (before === undefined || later === undefined || own === undefined || failed.has(id)) continue;
    const place = placeOf(old.cluster, before, own);
    if (place === undefined || (place === null) !== isStopped || agentOf(before) !== agentOf(later)) continue;
    const outage = place === null ? null : outageOf({ old, fresh, before, later, asBefore }, place);
    if (outage !== undefined) found.set(id, { node: place?.node ?? null, outage });
  }
  return found;
}

type Side = { readonly cluster: Cluster; readonly resources: ReadonlyMap<string, XmlElement> };

/** The cluster without its resources, and these. */
function sideOf(cib: XmlElement, now: number): Side {
  const configuration = elementsIn(cib, 'configuration');
  const resources = configuration.flatMap((one) => elementsIn(one, 'resources')).flatMap((one) => elementsIn(one));
  const without = (parent: XmlElement, names: readonly string[]) =>
    elementsIn(parent).filter(({ name }) => !names.includes(name));
  const children = elementsIn(cib).map((part) => {
    if (part.name === 'configuration') return { ...part, children: without(part, ['resources', 'constraints']) };
    const states = elementsIn(part).map((state) => ({ ...state, children: without(state, ['lrm']) }));
    return { ...part, children: states };
  });
  return {
    cluster: clusterFrom({ ...cib, children }, now),
    resources: new Map(resources.map((one) => [attributeOf(one, 'id') ?? '', one])),
  };
}

/** Resources with failures that are counted. */
function failedIn({ nodes }: Cluster): ReadonlySet<string> {
  const attributes = nodes.flatMap((node) => [...node.attributes.keys()]);
  return new Set(attributes.map((name) => baseOf(/^(?:fail-count|last-failure)-(.*)#/.exec(name)?.[1] ?? '')));
}

function haveEqualDefaults({ operationDefaults: old }: Cluster, { operationDefaults: fresh }: Cluster): boolean {
  return old === undefined || fresh === undefined ? old === fresh : isEqual(old, fresh);
}

function agentOf(one: XmlElement): string {
  return ['class', 'provider', 'type'].map((name) => attributeOf(one, name) ?? '').join(':');
}

type Place = { readonly node: string; readonly start: Result; readonly monitors: readonly Result[] };

/** Where it runs; null for nowhere; undefined where more is to be known. */
function placeOf({ nodes }: Cluster, resource: XmlElement, records: Records): Place | null | undefined {
  let place: Place | null = null;
  let read = 0;
  for (const { name, online } of nodes) {
    const [record, ...others] = records.get(name) ?? [];
    if (record === undefined && !online) continue;
    const found = record === undefined || others.length > 0 ? undefined : placeIn(record, resource, name);
    if (found === undefined || (found !== null && place !== null)) return undefined;
    place ??= found;
    read += 1;
  }
  return read === records.size ? place : undefined;
}

/** Does it run on the node of a record? */
function placeIn(record: XmlElement, resource: XmlElement, node: string): Place | null | undefined {
  if (agentOf(record) !== agentOf(resource)) return undefined;
  const results = elementsIn(record).map((entry) => simpleResult(entry, node));
  const [first, ...others] = results.flatMap((result) => result ?? []);
  if (first === undefined || results.includes(null)) return undefined;
  if (others.length === 0 && isOff(first)) return null;
  const start = [first, ...others].find(({ task }) => task === 'start');
  const monitors = [first, ...others].filter((result) => result !== start);
  if (start === undefined || start.rc !== 0 || !monitors.every((result) => isMonitor(result, start))) return undefined;
  return { node, start, monitors };
}

/** A probe that found nothing, or a stop. */
function isOff({ task, interval, rc }: Result): boolean {
  return (task === 'monitor' && interval === 0 && rc === 7) || (task === 'stop' && rc === 0);
}

function isMonitor({ task, interval, rc, call }: Result, start: Result): boolean {
  return task === 'monitor' && interval > 0 && rc === 0 && start.call >= 0 && call > start.call;
}

type Two = {
  readonly old: Side;
  readonly fresh: Side;
  readonly before: XmlElement;
  readonly later: XmlElement;
  readonly asBefore: boolean;
};

/** Null for one that is not touched; undefined for one that does not run as it is configured, or of which only monitors change. */
function outageOf({ old, fresh, before, later, asBefore }: Two, place: Place): number | null | undefined {
  if (compared(old.cluster, before, place) !== null) return undefined;
  return asBefore && isEqual(before, later) ? null : compared(fresh.cluster, later, place);
}

function compared(cluster: Cluster, element: XmlElement, place: Place): number | null | undefined {
  const node = cluster.nodes.find(({ name }) => name === place.node);
  const resource = newResource(cluster, element, null);
  if (node === undefined || resource === null) return undefined;
  const wanted = recurringOperations(resource);
  const intervals = new Set(place.monitors.map(({ interval }) => interval));
  const isKnown = wanted.every(
    ({ name, interval, role }) => name === 'monitor' && role === Role.unknown && intervals.has(interval),
  );
  if (!isKnown || wanted.length !== intervals.size || intervals.size !== place.monitors.length) return undefined;
  const isSame = ({ task, interval, digest }: Result) =>
    digestsOf(cluster, resource, node, { task, interval, restart: null }).all === digest;
  if (!isSame(place.start)) return timeoutOf(cluster, resource, 'stop', 0) + timeoutOf(cluster, resource, 'start', 0);
  return place.monitors.every(isSame) ? null : undefined;
}
