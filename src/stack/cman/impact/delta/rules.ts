/**
 * Agents as rgmanager asks for them: by the name of an element, and attribute by attribute in the order in which it
 * keeps them. rgmanager, resrules.c.
 */
import type { Agent, AgentAction, AgentAttribute, Agents, Levels } from '../agents.ts';

export type Rule = {
  readonly type: string;
  readonly agent: Agent;
  /** The primary one first. */
  readonly attributes: readonly RuleAttribute[];
  readonly byName: ReadonlyMap<string, RuleAttribute>;
  readonly primary: RuleAttribute | undefined;
  /** Those that have to be written. */
  readonly needed: readonly RuleAttribute[];
  /** What a resource has where nothing is written, in the order of `attributes`. */
  readonly unwritten: readonly (Value | undefined)[];
  /** Those whose values no other resource of the type may have. */
  readonly apart: readonly RuleAttribute[];
  /** Declared types of children that may stand below, with their levels, in the order of the metadata. */
  readonly children: readonly (readonly [type: string, levels: Levels])[];
  /** All that the metadata names as children, forbidden ones too. */
  readonly declared: ReadonlySet<string>;
  /** Types with a level; they start and stop in these orders. A level above 100 is none that rgmanager comes to. */
  readonly levelled: ReadonlySet<string>;
  readonly startOrder: readonly string[];
  readonly stopOrder: readonly string[];
};

/** Of an inherited one the text is where it comes from. */
export type Value = { readonly text: string; readonly isInherited: boolean };

export type RuleAttribute = AgentAttribute & {
  readonly name: string;
  /** Is another resource of the type with the same value refused? */
  readonly apart: boolean;
  /** Its flags as one text: where they differ between agents, a resource counts as changed. */
  readonly flags: string;
  readonly index: number;
};

export class Rules {
  readonly #byType: ReadonlyMap<string, Rule>;
  readonly #byName: ReadonlyMap<string, Rule>;

  constructor(agents: Agents) {
    const rules = Object.entries(agents).map(([type, agent]) => ruleOf(type, agent));
    this.#byType = new Map(rules.map((rule) => [rule.type, rule]));
    this.#byName = new Map(rules.map((rule) => [rule.type.toLowerCase(), rule]));
  }

  /** The type that a `<child>` of the metadata names. */
  ofType(type: string): Rule | undefined {
    return this.#byType.get(type);
  }

  /** The type of an element, without regard to case. */
  ofElement(name: string): Rule | undefined {
    return this.#byName.get(name) ?? this.#byName.get(name.toLowerCase());
  }
}

const KNOWN = new WeakMap<Agents, Rules>();

export function rulesOf(agents: Agents): Rules {
  const known = KNOWN.get(agents) ?? new Rules(agents);
  KNOWN.set(agents, known);
  return known;
}

/** Does the agent have the action? What it has not is passed over. */
export function does({ agent }: Rule, action: AgentAction): boolean {
  return agent.silent?.includes(action) !== true;
}

function ruleOf(type: string, agent: Agent): Rule {
  const attributes = primaryFirst(Object.entries(agent.attributes)).map(([name, attribute], index) => ({
    ...attribute,
    name,
    index,
    apart: attribute.primary === true || attribute.unique === true,
    flags: flagsOf(attribute),
  }));
  const forbids = agent.forbids ?? [];
  const children = Object.entries(agent.children ?? {});
  return {
    type,
    agent,
    attributes,
    byName: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    needed: attributes.filter(({ primary, required }) => primary === true || required === true),
    unwritten: attributes.map(unwritten),
    apart: attributes.filter(({ apart }) => apart),
    primary: attributes.find(({ primary }) => primary === true),
    children,
    declared: new Set([...children.map(([child]) => child), ...forbids]),
    levelled: new Set(children.filter(([, { start, stop }]) => start !== 0 || stop !== 0).map(([child]) => child)),
    startOrder: inOrder(children, 'start'),
    stopOrder: inOrder(children, 'stop'),
  };
}

function unwritten({ inherit, default: fallback }: AgentAttribute): Value | undefined {
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
