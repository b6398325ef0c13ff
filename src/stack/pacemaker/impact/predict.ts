/** Predicts the effect of a CIB change on the resources of a running cluster. */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { withConfiguration, type KeepsSecret } from './cib/merge.ts';
import { effectsOf, placesAfter, type Effect } from './effects.ts';
import { danglingReferences } from './references.ts';
import { timeoutOf } from './scheduler/input/operations.ts';
import type { Cluster, Resource } from './scheduler/input/model.ts';
import type { Schedule } from './scheduler/schedule.ts';
import { scheduledBy, type Scheduled } from './scheduled.ts';

export type ServiceImpact = {
  readonly name: string;
  readonly effect: Effect;
  /** Nodes where it runs afterwards. */
  readonly nodes: readonly string[];
  /** Pacemaker's reason, in its words. */
  readonly reason: string | undefined;
  /** Upper bound in milliseconds: the timeouts of stop and start. Null: no interruption, or it stays stopped. */
  readonly outage: number | null;
  readonly isFenceDevice: boolean;
  /** True if the action is due without the change, because the cluster is not idle. */
  readonly pending: boolean;
};

export type Reason = { readonly sentence: string; readonly line: number };
export type Predicted = {
  readonly kind: 'predicted';
  readonly services: readonly ServiceImpact[];
  /** Nodes that are fenced because of the change. */
  readonly fenced: readonly string[];
  /** Without guests that stay where they run. */
  readonly next: Schedule;
  /** The running document with the new configuration. */
  readonly after: XmlElement;
};
export type CibPrediction =
  /** The cluster would reject the document, or it uses unsupported features. */
  Predicted | { readonly kind: 'refused' | 'unpredictable'; readonly reasons: readonly Reason[] };

/**
 * Compares the running document, with status, and the new configuration. `now`: seconds since 1970. If the cluster is not idle,
 * services with due actions are `pending`.
 */
export function predictCib(live: XmlElement, desired: XmlElement, now: number, keeps?: KeepsSecret): CibPrediction {
  const after = withConfiguration(live, desired, keeps);
  const dangling = danglingReferences(after).map(({ element, attribute, id, line }) => ({
    sentence: `${element} names ${id} in ${attribute}, and there is no such element`,
    line,
  }));
  if (dangling.length > 0) return { kind: 'refused', reasons: dangling };
  const unknown = notModelled(after);
  if (unknown.length > 0) return { kind: 'unpredictable', reasons: unknown };
  return { kind: 'predicted', ...impactOf(live, after, now), after };
}

/** Without what is due anyway. `by`: the way to a schedule. */
export function impactOf(
  live: XmlElement,
  after: XmlElement,
  now: number,
  by: typeof scheduledBy = scheduledBy,
): Pick<Predicted, 'services' | 'fenced' | 'next'> {
  const next = by(after, now);
  const [effects, targets] = [effectsIn(next), fencedIn(next.schedule)];
  const isIdle = effects.size === 0 && targets.length === 0;
  const before = isIdle ? undefined : by(live, now, new Set(effects.keys()));
  const due = before === undefined ? new Map<string, Effect>() : effectsIn(before);
  const fencedAnyway = before === undefined ? [] : fencedIn(before.schedule);
  return {
    services: impactsOf(next, effects, due),
    fenced: targets.filter((node) => !fencedAnyway.includes(node)),
    next: next.schedule,
  };
}

function effectsIn({ schedule, staying }: Scheduled): ReadonlyMap<string, Effect> {
  const restarts = [...staying].flatMap(([id, { outage }]) => (outage === null ? [] : [[id, 'restart'] as const]));
  return new Map([...effectsOf(schedule.operations), ...restarts]);
}

function fencedIn({ operations }: Schedule): readonly string[] {
  return operations.flatMap((step) => (step.kind === 'fencing_action' && step.op !== 'on' ? [step.target] : []));
}

/** Unsupported features: bundles, and nodes that are resources. */
function notModelled(cib: XmlElement): readonly Reason[] {
  const [configuration] = elementsIn(cib, 'configuration');
  return configuration === undefined ? [] : elementsIn(configuration, 'resources').flatMap(findNotModelled);
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

function impactsOf(
  { schedule: after, staying }: Scheduled,
  effects: ReadonlyMap<string, Effect>,
  due: ReadonlyMap<string, Effect>,
): readonly ServiceImpact[] {
  const places = placesAfter(after.cluster, after.operations);
  const reasons = new Map(
    after.resources.toReversed().map(({ resource, reason }) => [resource.replace(/:\d+$/, ''), reason] as const),
  );
  const primitives = primitivesOf(after.cluster.resources, new Map());
  return [...effects].map(([name, effect]) => {
    const pending = due.get(name) === effect;
    const { node = null, outage = null } = staying.get(name) ?? {};
    if (node !== null) return { name, effect, nodes: [node], reason: CHANGED, outage, isFenceDevice: false, pending };
    return {
      name,
      effect,
      nodes: effect === 'stop' ? [] : (places.get(name) ?? []),
      reason: reasons.get(name),
      outage: effect === 'restart' || effect === 'move' ? longest(after.cluster, primitives.get(name)) : null,
      isFenceDevice: primitives.get(name)?.is.fenceDevice === true,
      pending,
    };
  });
}

/** Pacemaker's word for a restart after a change of parameters. */
const CHANGED = 'resource definition change';

/** The sum of the stop and start timeouts in milliseconds. Null for an unknown resource. */
function longest(cluster: Cluster, resource: Resource | undefined): number | null {
  if (resource === undefined) return null;
  return timeoutOf(cluster, resource, 'stop', 0) + timeoutOf(cluster, resource, 'start', 0);
}

/** By id, and by id without the number of an instance. */
function primitivesOf(resources: readonly Resource[], into: Map<string, Resource>): ReadonlyMap<string, Resource> {
  for (const resource of resources) {
    if (resource.kind !== 'primitive') primitivesOf(resource.children, into);
    else for (const name of [resource.id, resource.xmlId]) if (!into.has(name)) into.set(name, resource);
  }
  return into;
}
