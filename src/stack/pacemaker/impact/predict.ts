/** Predicts the effect of a CIB change on the resources of a running cluster. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { effectsOf, placesAfter, type Effect } from './effects.ts';
import { danglingReferences } from './references.ts';
import { timeoutOf } from './scheduler/input/operations.ts';
import type { Cluster, Resource } from './scheduler/input/model.ts';
import type { ResourceAction } from './scheduler/result/summary.ts';
import { schedule, type Schedule } from './scheduler/schedule.ts';

export type ServiceImpact = {
  readonly name: string;
  readonly effect: Effect;
  /** 0: no interruption; 1: starts; 2: moves without interruption; 3: interrupted; 4: stops and stays stopped. */
  readonly severity: number;
  readonly sentence: string;
  /** Upper bound in milliseconds: the timeouts of stop and start. Null: no interruption, or it stays stopped. */
  readonly outage: number | null;
  /** True if the action is due without the change, because the cluster is not idle. */
  readonly pending: boolean;
};

export type CibPrediction =
  | { readonly kind: 'predicted'; readonly services: readonly ServiceImpact[]; readonly fenced: readonly string[] }
  /** The cluster would reject the document, or it uses unsupported features. */
  | { readonly kind: 'refused' | 'unpredictable'; readonly reasons: readonly Reason[] };
export type Reason = { readonly sentence: string; readonly line: number };

const SEVERITY: { readonly [effect in Effect]: number } = {
  'monitor-only': 0,
  start: 1,
  migrate: 2,
  restart: 3,
  move: 3,
  stop: 4,
};

/**
 * Compares the running document, with status, and the new configuration. `now`: seconds since 1970. If the cluster is not idle,
 * services with due actions are `pending`.
 */
export function predictCib(live: XmlElement, desired: XmlElement, now: number): CibPrediction {
  const after = withConfiguration(live, desired);
  const dangling = danglingReferences(after).map(({ element, attribute, id, line }) => ({
    sentence: `${element} names ${id} in ${attribute}, and there is no such element`,
    line,
  }));
  if (dangling.length > 0) return { kind: 'refused', reasons: dangling };
  const unknown = notModelled(after);
  if (unknown.length > 0) return { kind: 'unpredictable', reasons: unknown };
  const [before, next] = [schedule(live, { now }), schedule(after, { now })];
  const earlier = effectsOf(before.operations);
  const effects = [...effectsOf(next.operations)];
  const services = effects.map(([name, effect]) => impactOf(next, name, effect, earlier.get(name) === effect));
  const fenced = next.operations.flatMap((step) => (step.kind === 'fencing_action' ? [step.target] : []));
  return { kind: 'predicted', services, fenced };
}

/** The running document with a new configuration and its old status. */
export function withConfiguration(live: XmlElement, desired: XmlElement): XmlElement {
  const [configuration] = elementsIn(desired, 'configuration');
  if (configuration === undefined) return live;
  return {
    ...live,
    children: live.children.map((child) => ('name' in child && child.name === 'configuration' ? configuration : child)),
  };
}

/** Unsupported features: bundles, and nodes that are resources. */
function notModelled(cib: XmlElement): readonly Reason[] {
  const [configuration] = elementsIn(cib, 'configuration');
  return configuration === undefined ? [] : findNotModelled(configuration);
}

function findNotModelled(element: XmlElement): readonly Reason[] {
  const what = kindOfNotModelled(element);
  const own = what === null ? [] : [{ sentence: `what ${what} does is not predicted`, line: element.line }];
  return [...own, ...elementsIn(element).flatMap(findNotModelled)];
}

function kindOfNotModelled(element: XmlElement): string | null {
  if (element.name === 'bundle') return `the bundle ${attributeOf(element, 'id')}`;
  if (element.name === 'primitive' && attributeOf(element, 'provider') === 'pacemaker')
    return attributeOf(element, 'type') === 'remote' ? `the remote node ${attributeOf(element, 'id')}` : null;
  const isGuest = element.name === 'nvpair' && attributeOf(element, 'name') === 'remote-node';
  return isGuest ? `the guest node ${attributeOf(element, 'value')}` : null;
}

function impactOf(after: Schedule, name: string, effect: Effect, pending: boolean): ServiceImpact {
  const action = after.resources.find(({ resource }) => resource === name || resource.replace(/:\d+$/, '') === name);
  const outage = effect === 'restart' || effect === 'move' ? longest(after.cluster, name) : null;
  return {
    name,
    effect,
    severity: SEVERITY[effect],
    sentence: sentenceOf(after, name, effect, action),
    outage,
    pending,
  };
}

/** The sum of the stop and start timeouts in milliseconds. Null for an unknown resource. */
function longest(cluster: Cluster, name: string): number | null {
  const resource = findPrimitive(cluster.resources, name);
  if (resource === undefined) return null;
  return timeoutOf(cluster, resource, 'stop', 0) + timeoutOf(cluster, resource, 'start', 0);
}

function findPrimitive(resources: readonly Resource[], name: string): Resource | undefined {
  for (const resource of resources) {
    if (resource.kind === 'primitive' && (resource.id === name || resource.xmlId === name)) return resource;
    const found = findPrimitive(resource.children, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

const VERBS: { readonly [effect in Effect]: string } = {
  'monitor-only': 'stays where it is, only its checks change',
  start: 'starts',
  migrate: 'migrates live',
  restart: 'restarts',
  move: 'stops, and starts again elsewhere',
  stop: 'stops',
};

function sentenceOf(after: Schedule, name: string, effect: Effect, action: ResourceAction | undefined): string {
  const places = placesAfter(after.cluster, after.operations).get(name) ?? [];
  const where = effect === 'stop' || effect === 'monitor-only' || places.length === 0 ? '' : ` (${places.join(', ')})`;
  const reason = action?.reason === undefined ? '' : `: ${action.reason}`;
  return `${name} ${VERBS[effect]}${where}${reason}`;
}
