/**
 * Guests that stay where they run, by the results that nodes have recorded: they run as configured, and a change leaves them alone, or
 * restarts them there. All other guests have to be scheduled.
 */
import { memoized } from '../../../base/memoize.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { baseOf } from './scheduler/history/history-names.ts';
import { digestsOf } from './scheduler/input/digest.ts';
import type { Cluster, Node } from './scheduler/input/model.ts';
import { recurringOperations, timeoutOf } from './scheduler/input/operations.ts';
import { newResource } from './scheduler/input/resources.ts';
import { Role } from './scheduler/input/text.ts';
import { clusterFrom } from './scheduler/schedule.ts';
import { recordsIn, simpleResult, type Result } from './simple-results.ts';

/** `outage`: that of a restart, in milliseconds at most; null for one that is not touched. */
export type Staying = {
  /** Null for one that is stopped. */
  readonly node: string | null;
  readonly outage: number | null;
};

/** `isStopped`: it has target-role=Stopped. */
export type Candidate = { readonly id: string; readonly isStopped: boolean };

export type Asked = {
  /** Seconds since 1970. */
  readonly now: number;
  /** Whose restart matters; all of them unless given. Those that restart and do not matter are in the result as not touched. */
  readonly names?: ReadonlySet<string> | undefined;
};

/** Those of a document, with its status, that stay, by id. */
export function stayingIn(
  cib: XmlElement,
  candidates: readonly Candidate[],
  { now, names }: Asked,
): ReadonlyMap<string, Staying> {
  const { cluster, nodes, resources } = partsOf(cib, now);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const [failed, recorded] = [failedOn(nodes), elementsIn(cib, 'status').map(recordedIn)[0]];
  const online = nodes.filter((node) => node.online).length;
  const found = new Map<string, Staying>();
  for (const { id, isStopped } of candidates) {
    const [resource, known] = [resources.get(id), recorded?.get(id)];
    if (resource === undefined || known?.isSimple !== true || !hasAgentOf(known.first, resource)) continue;
    const { runs } = known;
    const node = runs === null ? null : byName.get(runs.node);
    const seen = known.nodes.flatMap((name) => byName.get(name) ?? []);
    const isKnown = seen.length === known.nodes.length && seen.filter((one) => one.online).length === online;
    if (!isKnown || node === undefined || (node === null) !== isStopped || failed.has(id)) continue;
    const isAsked = runs !== null && node !== null && names?.has(id) !== false;
    const outage = isAsked ? outageOf(cluster, resource, { ...runs, node }) : null;
    if (outage !== undefined) found.set(id, { node: node?.name ?? null, outage });
  }
  return found;
}

/** The cluster without its resources and nodes, which are given apart. */
function partsOf(cib: XmlElement, now: number) {
  const configuration = elementsIn(cib, 'configuration');
  const resources = configuration.flatMap((one) => elementsIn(one, 'resources')).flatMap((one) => elementsIn(one));
  const without = (parent: XmlElement, ...names: readonly string[]) => ({
    ...parent,
    children: elementsIn(parent).filter(({ name }) => !names.includes(name)),
  });
  const children = elementsIn(cib).map((part) =>
    part.name === 'configuration'
      ? without(part, 'resources', 'constraints')
      : { ...part, children: elementsIn(part).map((state) => without(state, 'lrm')) },
  );
  const cluster = clusterFrom({ ...cib, children }, now);
  const { nodes } = cluster;
  cluster.nodes = [];
  return { cluster, nodes, resources: new Map(resources.map((one) => [attributeOf(one, 'id') ?? '', one])) };
}

/** Resources with failures that are counted. */
function failedOn(nodes: readonly Node[]): ReadonlySet<string> {
  const attributes = nodes.flatMap((node) => [...node.attributes.keys()]);
  return new Set(attributes.map((name) => baseOf(/^(?:fail-count|last-failure)-(.*)#/.exec(name)?.[1] ?? '')));
}

type Running<N> = { readonly node: N; readonly start: Result; readonly monitors: readonly Result[] };

/** What all nodes have recorded of a resource. */
type Recorded = {
  readonly first: XmlElement;
  readonly nodes: string[];
  runs: Running<string> | null;
  /** They say no more than that it runs on one node as expected, and not on the others. */
  isSimple: boolean;
};

/** Both documents have the same status. */
const recordedIn = memoized((status: XmlElement): ReadonlyMap<string, Recorded> => {
  const found = new Map<string, Recorded>();
  for (const [node, record] of recordsIn(status)) {
    const id = attributeOf(record, 'id') ?? '';
    const known = found.get(id) ?? { first: record, nodes: [], runs: null, isSimple: true };
    found.set(id, known);
    known.isSimple &&= addRecord(known, record, node);
  }
  return found;
});

/** Is the record simple? */
function addRecord(known: Recorded, record: XmlElement, node: string): boolean {
  if (known.nodes.at(-1) === node || !hasAgentOf(record, known.first)) return false;
  known.nodes.push(node);
  const results: Result[] = [];
  for (const entry of elementsIn(record)) {
    const result = simpleResult(entry, node);
    if (result === null) return false;
    results.push(result);
  }
  const [first] = results;
  if (first !== undefined && results.length === 1 && isOff(first)) return true;
  const start = results.find(({ task }) => task === 'start');
  if (start?.rc !== '0' || known.runs !== null) return false;
  const monitors = results.filter((result) => result !== start);
  known.runs = { node, start, monitors };
  return monitors.every((result) => isMonitor(result, start));
}

function hasAgentOf(record: XmlElement, resource: XmlElement): boolean {
  return AGENT.every((name) => attributeOf(record, name) === attributeOf(resource, name));
}

const AGENT = ['class', 'provider', 'type'];

/** A probe that found nothing, or a stop. */
function isOff({ task, interval, rc }: Result): boolean {
  return (task === 'monitor' && interval === 0 && rc === '7') || (task === 'stop' && rc === '0');
}

function isMonitor({ task, interval, rc, call }: Result, start: Result): boolean {
  return task === 'monitor' && interval > 0 && rc === '0' && start.call >= 0 && call > start.call;
}

/** Null for one that is not touched; undefined where only monitors change. */
function outageOf(
  cluster: Cluster,
  element: XmlElement,
  { node, start, monitors }: Running<Node>,
): number | null | undefined {
  const resource = newResource(cluster, element, null);
  if (resource === null) return undefined;
  const wanted = recurringOperations(resource);
  const isKnown = wanted.every(
    ({ name, interval, role }) =>
      name === 'monitor' && role === Role.unknown && monitors.some((one) => one.interval === interval),
  );
  if (!isKnown || wanted.length !== monitors.length) return undefined;
  const isSame = ({ task, interval, digest }: Result) =>
    digestsOf(cluster, resource, node, { task, interval, restart: null }).all === digest;
  if (!isSame(start)) return timeoutOf(cluster, resource, 'stop', 0) + timeoutOf(cluster, resource, 'start', 0);
  return monitors.every(isSame) ? null : undefined;
}
