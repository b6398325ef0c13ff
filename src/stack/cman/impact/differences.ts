/**
 * The differences between a node's agents and the catalogue: short enough to review, and enough to restore the agents. The form
 * is that of schemas/facts.schema.json: `false` means that the entry does not exist.
 */
import { own } from '../../../base/json.ts';
import type { Agent, AgentAction, AgentAttribute, Agents, Levels } from './agents.ts';

export type AgentDelta<T> = { readonly [name: string]: T | false };
export type AgentDifference = {
  readonly max?: number;
  readonly init_on_add?: boolean;
  readonly destroy_on_delete?: boolean;
  readonly silent?: AgentAction[];
  readonly forbids?: string[];
  readonly child_order?: string[];
  readonly migrates?: boolean;
  readonly children?: AgentDelta<Levels>;
  readonly attributes?: AgentDelta<AgentAttribute>;
};

/** The base of a type that only the node knows. */
const NOTHING: Agent = { max: 0, initOnAdd: true, migrates: false, attributes: {} };

/** `node`: all agents of a node. `unread`: types whose metadata is unknown. */
export function differencesOf(
  catalogue: Agents,
  node: Agents,
  unread: readonly string[] = [],
): AgentDelta<AgentDifference> {
  const types = [...new Set([...Object.keys(catalogue), ...Object.keys(node)])].filter(
    (type) => !unread.includes(type),
  );
  return Object.fromEntries(
    types.sort().flatMap((type): readonly (readonly [string, AgentDifference | false])[] => {
      const there = own(node, type);
      if (there === undefined) return [[type, false]];
      const known = own(catalogue, type);
      const difference = differenceOf(known ?? NOTHING, there);
      return known !== undefined && Object.keys(difference).length === 0 ? [] : [[type, difference]];
    }),
  );
}

function differenceOf(known: Agent, there: Agent): AgentDifference {
  const children = between(known.children ?? {}, there.children ?? {}, levelsOf);
  const attributes = between(known.attributes, there.attributes, attributeOf);
  return {
    ...(known.max === there.max ? {} : { max: there.max }),
    ...(known.initOnAdd === there.initOnAdd ? {} : { init_on_add: there.initOnAdd }),
    ...(destroys(known) === destroys(there) ? {} : { destroy_on_delete: destroys(there) }),
    ...(known.migrates === there.migrates ? {} : { migrates: there.migrates }),
    ...listed('silent', known.silent, there.silent),
    ...listed('forbids', known.forbids?.toSorted(), there.forbids?.toSorted()),
    ...listed('child_order', namesIn(replaced(known.children ?? {}, children)), namesIn(there.children ?? {})),
    ...(Object.keys(children).length === 0 ? {} : { children }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

/** Omitted if `init_on_add` has the same value. */
function destroys({ initOnAdd, destroyOnDelete }: Agent): boolean {
  return destroyOnDelete ?? initOnAdd;
}

function listed<T extends string>(key: string, known: readonly T[] = [], there: readonly T[] = []) {
  return known.join() === there.join() ? {} : { [key]: [...there] };
}

function namesIn(entries: { readonly [name: string]: unknown }): readonly string[] {
  return Object.keys(entries);
}

/** Changed entries of `there`, and `false` for removed ones; sorted by name. */
function between<T>(
  known: { readonly [name: string]: T },
  there: { readonly [name: string]: T },
  bare: (entry: T) => T,
): AgentDelta<T> {
  const text = (entry: T | undefined) => JSON.stringify(entry === undefined ? false : bare(entry));
  const names = [...new Set([...Object.keys(known), ...Object.keys(there)])].sort();
  const different = names.filter((name) => text(own(known, name)) !== text(own(there, name)));
  return Object.fromEntries(
    different.map((name) => {
      const entry = own(there, name);
      return [name, entry === undefined ? false : bare(entry)];
    }),
  );
}

function levelsOf({ start, stop }: Levels): Levels {
  return { start, stop };
}

/** Without descriptions and implied values: a primary attribute is always unique and required. */
function attributeOf({ primary, unique, required, reconfig, ...rest }: AgentAttribute): AgentAttribute {
  const { inherit, default: fallback } = rest;
  return {
    ...(primary === true ? { primary } : {}),
    ...(unique === true && primary !== true ? { unique } : {}),
    ...(required === true && primary !== true ? { required } : {}),
    ...(reconfig === true ? { reconfig } : {}),
    ...(inherit === undefined ? {} : { inherit }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** The agents of the node, restored. */
export function agentsWith(catalogue: Agents, differences: AgentDelta<AgentDifference>): Agents {
  const changed = Object.entries(differences).map(([type, difference]) => {
    return [type, difference === false ? false : agentWith(own(catalogue, type) ?? NOTHING, difference)] as const;
  });
  return replaced(catalogue, Object.fromEntries(changed));
}

function agentWith(known: Agent, by: AgentDifference): Agent {
  const children = replaced(known.children ?? {}, by.children ?? {});
  const initOnAdd = by.init_on_add ?? known.initOnAdd;
  return {
    max: by.max ?? known.max,
    initOnAdd,
    destroyOnDelete: by.destroy_on_delete ?? known.destroyOnDelete ?? known.initOnAdd,
    migrates: by.migrates ?? known.migrates,
    silent: by.silent ?? known.silent ?? [],
    children: by.child_order === undefined ? children : ordered(children, by.child_order),
    forbids: by.forbids ?? known.forbids ?? [],
    attributes: replaced(known.attributes, by.attributes ?? {}),
  };
}

function ordered<T>(entries: { readonly [name: string]: T }, names: readonly string[]): { readonly [name: string]: T } {
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => place(a) - place(b)));
}

function replaced<T>(known: { readonly [name: string]: T }, by: AgentDelta<T>): { readonly [name: string]: T } {
  const entries = Object.entries<T | false>({ ...known, ...by });
  return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== false));
}
