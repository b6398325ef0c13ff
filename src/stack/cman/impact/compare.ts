/**
 * What rgmanager's comparison finds of each resource. Values are compared as text, `1` is not `yes`; a default fills an
 * attribute that is not written, an inherited one is marked; what the agent does not declare is not seen at all.
 * Domain reference, 2.1, point 1, and 2.3.
 */
import { own } from '../../../base/json.ts';
import type { Agent } from './agents.ts';
import { isWithheld } from '../../../impact/masked-value.ts';
import type { Doubt, Key, Resource, ServiceTree } from './tree.ts';

/** One attribute that differs; absent where it is neither written nor has a default. */
export type AttributeDifference = {
  readonly attribute: string;
  readonly from?: string;
  readonly to?: string;
  /** Taken over without a stop: it has to be there before and after, and the agent has to say so. */
  readonly live: boolean;
};

export type State =
  | { readonly kind: 'new' | 'gone' | 'same'; readonly differences: readonly [] }
  | { readonly kind: 'reconfig' | 'changed'; readonly differences: readonly AttributeDifference[] };

export type States = ReadonlyMap<Key, State>;

const NEW: State = { kind: 'new', differences: [] };
const GONE: State = { kind: 'gone', differences: [] };
const SAME: State = { kind: 'same', differences: [] };

export function statesOf(before: ServiceTree, after: ServiceTree): States {
  const gone = [...before.resources.keys()].filter((key) => !after.resources.has(key));
  return new Map([
    ...gone.map((key) => [key, GONE] as const),
    ...[...after.resources.values()].map((resource) => [resource.key, stateOf(resource, before, after)] as const),
  ]);
}

function stateOf(resource: Resource, before: ServiceTree, after: ServiceTree): State {
  const old = before.resources.get(resource.key);
  const [was, is] = [own(before.agents, resource.type), own(after.agents, resource.type)];
  if (old === undefined || was === undefined || is === undefined) return NEW;
  const differences = [...differencesOf(normalised(old, was), normalised(resource, is), is)];
  if (differences.length === 0) return SAME;
  return { kind: differences.every(({ live }) => live) ? 'reconfig' : 'changed', differences };
}

function* differencesOf(old: Attributes, now: Attributes, agent: Agent): Generator<AttributeDifference> {
  for (const attribute of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(attribute), now.get(attribute)];
    if (from === to || isWithheld(from) || isWithheld(to)) continue;
    const live = from !== undefined && to !== undefined && own(agent.attributes, attribute)?.reconfig === true;
    yield {
      attribute,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      live,
    };
  }
}

type Attributes = ReadonlyMap<string, string>;

/** What rgmanager has of a resource in its memory. */
export function normalised({ element }: Resource, agent: Agent): Attributes {
  const written = new Map(element.attributes.map(({ name, value }) => [name, value]));
  return new Map(
    Object.entries(agent.attributes).flatMap(([name, { inherit, default: fallback }]) => {
      const value = written.get(name) ?? (inherit === undefined ? fallback : `(of ${inherit})`);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Values of resources that are not there to be compared: a changed one restarts what it belongs to. */
export function* withheldIn({ agents, resources }: ServiceTree): Generator<Doubt> {
  for (const resource of resources.values()) {
    const agent = own(agents, resource.type);
    for (const [attribute, value] of agent === undefined ? [] : normalised(resource, agent))
      if (isWithheld(value))
        yield {
          line: resource.element.line,
          what: `${resource.key}: ${attribute} is withheld, so that a change of it is not seen`,
        };
  }
}
