/**
 * What rgmanager knows about a resource type: the agent's metadata, and nothing else. It comes from the catalogue of a release,
 * or from an agent on a node, by which that node's rgmanager compares. rgmanager, reslist.c; how metadata is read:
 * rgmanager, resrules.c.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

export type AgentAttribute = {
  readonly primary?: boolean;
  /** The value must be unique among resources of the type. */
  readonly unique?: boolean;
  readonly required?: boolean;
  /** A changed value is applied live, without a stop. */
  readonly reconfig?: boolean;
  /** The source of the value if it is not set: `service%name`. */
  readonly inherit?: string;
  readonly default?: string;
};

/** Start and stop order of children: lower first; 0 is no level, and follows the order of the file. */
export type Levels = { readonly start: number; readonly stop: number };

/** Agent actions that rgmanager considers when it compares files. */
export type AgentAction = 'start' | 'stop' | 'reconfig';

export type Agent = {
  /** Most references to a resource; 0 is any number. */
  readonly max: number;
  /** Is it stopped everywhere when it is new? True for all types but vm. */
  readonly initOnAdd: boolean;
  /** Is it stopped when it is removed? As `initOnAdd` if absent. */
  readonly destroyOnDelete?: boolean;
  readonly migrates: boolean;
  /** Actions that the agent does not declare; rgmanager silently skips them. */
  readonly silent?: readonly AgentAction[];
  /** Declared types of children, in the order in which rgmanager loads them, before all others. */
  readonly children?: { readonly [type: string]: Levels };
  /** Types that rgmanager does not load below this one. */
  readonly forbids?: readonly string[];
  readonly attributes: { readonly [name: string]: AgentAttribute };
};

export type Agents = { readonly [type: string]: Agent };

/** The agents in the output of `/usr/share/cluster/<agent> meta-data`; empty if rgmanager refuses the metadata. */
export function agentFrom(metadata: XmlElement): Agents {
  const type = metadata.name === 'resource-agent' ? attributeOf(metadata, 'name') : undefined;
  const attributes = type === undefined ? undefined : attributesIn(metadata);
  if (type === undefined || attributes === undefined || type.toLowerCase() === 'action') return {};
  const special = elementsIn(metadata, 'special').filter((element) => attributeOf(element, 'tag') === 'rgmanager');
  const children = listed(special, 'child', 'type');
  const actions = listed(elementsIn(metadata, 'actions'), 'action', 'name');
  return {
    [type]: {
      max: Math.max(0, numberIn(flagIn(special, 'maxinstances') ?? '0')),
      initOnAdd: isOn(flagIn(special, 'init_on_add') ?? '1'),
      destroyOnDelete: isOn(flagIn(special, 'destroy_on_delete') ?? '1'),
      migrates: actions.some((action) => attributeOf(action, 'name') === 'migrate'),
      silent: silentIn(actions, attributes),
      children: Object.fromEntries(children.filter((child) => !isForbidden(child)).map(levelOf)),
      forbids: children.filter(isForbidden).map((child) => attributeOf(child, 'type') ?? ''),
      attributes,
    },
  };
}

function flagIn(special: readonly XmlElement[], name: string): string | undefined {
  return special
    .flatMap((element) => elementsIn(element, 'attributes'))
    .map((element) => attributeOf(element, name))
    .find((value) => value !== undefined);
}

/** Elements of a kind up to the first without the attribute that names it, where rgmanager stops counting. */
function listed(within: readonly XmlElement[], kind: string, named: string): readonly XmlElement[] {
  const elements = within.flatMap((element) => elementsIn(element, kind));
  const end = elements.findIndex((element) => attributeOf(element, named) === undefined);
  return elements.slice(0, end === -1 ? undefined : end);
}

/** Undefined if rgmanager drops the whole agent: two primary attributes, or one that is both inherited and required. */
function attributesIn(metadata: XmlElement): Agent['attributes'] | undefined {
  const parameters = listed(elementsIn(metadata, 'parameters'), 'parameter', 'name');
  const attributes = parameters.map(
    (parameter) => [attributeOf(parameter, 'name') ?? '', parameterOf(parameter)] as const,
  );
  const isOdd = attributes.some(
    ([, { inherit, primary, unique, required }]) =>
      inherit !== undefined && (primary === true || unique === true || required === true),
  );
  const primaries = attributes.filter(([, { primary }]) => primary === true);
  return isOdd || primaries.length > 1 ? undefined : Object.fromEntries(attributes);
}

function parameterOf(parameter: XmlElement): AgentAttribute {
  const inherit = attributeOf(parameter, 'inherit');
  const fallback = elementsIn(parameter, 'content').flatMap((content) => attributeOf(content, 'default') ?? [])[0];
  const flags = FLAGS.filter((flag) => isYes(attributeOf(parameter, flag) ?? ''));
  return {
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...(inherit === undefined ? {} : { inherit }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

const FLAGS = ['primary', 'unique', 'required', 'reconfig'] as const;

function isForbidden(child: XmlElement): boolean {
  return isOn(attributeOf(child, 'forbid') ?? '0');
}

function levelOf(child: XmlElement): readonly [string, Levels] {
  const level = (name: string) => numberIn(attributeOf(child, name) ?? '0');
  return [attributeOf(child, 'type') ?? '', { start: level('start'), stop: level('stop') }];
}

/** Undeclared actions; without `reconfig` if no attribute is applied live. */
function silentIn(actions: readonly XmlElement[], attributes: Agent['attributes']): readonly AgentAction[] {
  const declared = actions.map((action) => attributeOf(action, 'name')?.toLowerCase());
  const isLive = Object.values(attributes).some(({ reconfig }) => reconfig === true);
  const asked: readonly AgentAction[] = isLive ? ['start', 'stop', 'reconfig'] : ['start', 'stop'];
  return asked.filter((action) => !declared.includes(action));
}

/** As atoi reads it. */
export function isOn(text: string): boolean {
  return numberIn(text) !== 0;
}

/** A flag of a parameter; a word that starts with y counts too. */
function isYes(text: string): boolean {
  return isOn(text) || text.startsWith('y');
}

function numberIn(text: string): number {
  return Number.parseInt(text, 10) || 0;
}

/** The catalogue's types, replaced by those that were collected on a node. */
export function collected(catalogue: Agents, metadata: readonly XmlElement[]): Agents {
  return Object.assign({}, catalogue, ...metadata.map(agentFrom));
}
