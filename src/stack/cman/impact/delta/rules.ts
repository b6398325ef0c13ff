/**
 * Agents as rgmanager asks for them: by the name of an element, and attribute by attribute in the order in which it
 * keeps them. rgmanager, resrules.c.
 */
import { memoized } from '../../../../base/memoize.ts';
import { own } from '../../../../base/json.ts';
import type { Agent, AgentAction, AgentAttribute, Agents, Levels } from '../agents.ts';

export type Rule = {
  readonly type: string;
  readonly agent: Agent;
  readonly max: number;
  /** The primary one first. */
  readonly attributes: readonly RuleAttribute[];
  readonly byName: ReadonlyMap<string, RuleAttribute>;
  readonly primary: RuleAttribute | undefined;
  /** Those that have to be written. */
  readonly needed: readonly RuleAttribute[];
  /** What a resource has where nothing is written, in the order of `attributes`. */
  readonly unwritten: readonly (Unwritten | undefined)[];
  /** Those whose values no other resource of the type may have. */
  readonly apart: readonly RuleAttribute[];
  /** Declared types of children that are allowed, with their levels, in the order of the metadata. */
  readonly children: readonly (readonly [type: string, levels: Levels])[];
  /** The same types, numbered. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those of them that the metadata does not forbid in another place. */
  readonly permitted: ReadonlySet<string>;
  /** All that the metadata names as children, forbidden ones too. */
  readonly declared: ReadonlySet<string>;
  /** Types with a level; they start and stop in these orders. A level above 100 is none that rgmanager comes to. */
  readonly levelled: ReadonlySet<string>;
  readonly startOrder: readonly string[];
  readonly stopOrder: readonly string[];
};

/** A written value, or the default of one that is not written. */
export type Value = string | Unwritten;

/** A default, or where an inherited value comes from. */
export type Unwritten = { readonly text: string; readonly isInherited: boolean };

/** All have the same properties, in the same order: they are read for every attribute of a file. */
export type RuleAttribute = {
  readonly name: string;
  readonly index: number;
  readonly isPrimary: boolean;
  /** May a reference give it instead of the name? */
  readonly isAlias: boolean;
  readonly isLive: boolean;
  /** Its flags as one text: where they differ between agents, a resource counts as changed. */
  readonly flags: string;
};

export class Rules {
  readonly #agents: Agents;
  readonly #types: ReadonlyMap<string, string>;
  readonly #byType = new Map<string, Rule | undefined>();
  readonly #byName = new Map<string, Rule | undefined>();

  constructor(agents: Agents) {
    this.#agents = agents;
    this.#types = new Map(Object.keys(agents).map((type) => [type.toLowerCase(), type]));
  }

  /** The type that a `<child>` of the metadata names. */
  ofType(type: string): Rule | undefined {
    if (this.#byType.has(type)) return this.#byType.get(type);
    const agent = own(this.#agents, type);
    const rule = agent === undefined ? undefined : ruleOf(type, agent);
    this.#byType.set(type, rule);
    return rule;
  }

  /** The type of an element, without regard to case. */
  ofElement(name: string): Rule | undefined {
    if (this.#byName.has(name)) return this.#byName.get(name);
    const rule = this.ofType(this.#types.get(name) ?? this.#types.get(name.toLowerCase()) ?? name);
    this.#byName.set(name, rule);
    return rule;
  }
}

export const rulesOf = memoized((agents: Agents) => new Rules(agents));

/** Does the agent have the action? Others are ignored. */
export function does({ agent }: Rule, action: AgentAction): boolean {
  return agent.silent?.includes(action) !== true;
}

function ruleOf(type: string, agent: Agent): Rule {
  const declared = primaryFirst(Object.entries(agent.attributes));
  const attributes = declared.map(ruleAttribute);
  const where = (is: (attribute: AgentAttribute) => boolean) =>
    attributes.filter(({ index }) => is(declared[index]?.[1] ?? {}));
  const forbids = agent.forbids ?? [];
  const children = Object.entries(agent.children ?? {});
  return {
    type,
    agent,
    max: agent.max,
    attributes,
    byName: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    needed: where(({ primary, required }) => primary === true || required === true),
    unwritten: declared.map(([, attribute]) => unwritten(attribute)),
    apart: where(({ primary, unique }) => primary === true || unique === true),
    primary: attributes.find(({ isPrimary }) => isPrimary),
    children,
    numbers: new Map(children.map(([child], index) => [child, index])),
    permitted: new Set(children.flatMap(([child]) => (forbids.includes(child) ? [] : [child]))),
    declared: new Set([...children.map(([child]) => child), ...forbids]),
    levelled: new Set(children.filter(([, { start, stop }]) => start !== 0 || stop !== 0).map(([child]) => child)),
    startOrder: inOrder(children, 'start'),
    stopOrder: inOrder(children, 'stop'),
  };
}

function ruleAttribute([name, attribute]: readonly [string, AgentAttribute], index: number): RuleAttribute {
  const { primary = false, unique = false, required = false, reconfig = false } = attribute;
  // The primary one is the name itself.
  const isAlias = !primary && unique && required;
  return { name, index, isPrimary: primary, isAlias, isLive: reconfig, flags: flagsOf(attribute) };
}

function unwritten({ inherit, default: fallback }: AgentAttribute): Unwritten | undefined {
  if (inherit !== undefined) return { text: inherit, isInherited: true };
  return fallback === undefined ? undefined : { text: fallback, isInherited: false };
}

function inOrder(children: Rule['children'], phase: keyof Levels): readonly string[] {
  const reached = children.filter(([, { [phase]: level }]) => level >= 1 && level <= 100);
  return reached.toSorted(([, a], [, b]) => a[phase] - b[phase]).map(([type]) => type);
}

/** It changes places with the first. */
function primaryFirst<T extends readonly [string, AgentAttribute]>(entries: readonly T[]): readonly T[] {
  const at = entries.findIndex(([, { primary }]) => primary === true);
  const [first, primary] = [entries[0], entries[at]];
  if (first === undefined || primary === undefined) return entries;
  return [primary, ...entries.slice(1, at), ...(at === 0 ? [] : [first]), ...entries.slice(at + 1)];
}

function flagsOf({ primary, unique, required, reconfig }: AgentAttribute): string {
  return [primary, unique, required, reconfig].map((flag) => (flag === true ? '1' : '0')).join('');
}
