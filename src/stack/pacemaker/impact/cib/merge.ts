/** A new configuration over a running document, as a push applies it. */
import { as, type SecretName } from '../../../../base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import { isWithheld } from '../../../../impact/masked-value.ts';
import { hasStatus } from '../at-rest.ts';
import { withAttributes, withChild } from '../xml.ts';
import { isOfOperator, OF_OPERATORS, WRITTEN_BY_CLUSTER } from '../../cib/owned.ts';

/** Does a pair with a secret keep its running value? Given by a push; without it all do, since the new values are not known. */
export type KeepsSecret = (desired: string, running: string | undefined) => boolean;

/** A running secret stays if it is the new one, or if its value is not at hand. */
export function keepsKnown(known: ReadonlySet<SecretName>): KeepsSecret {
  return (desired, running) => {
    const [name, names] = [secretIn(desired), secretIn(running ?? '')];
    return names.split('|').includes(name) || (running !== undefined && !known.has(as<SecretName>(name)));
  };
}

/** The name in the place of a value; several, with bars between them, for secrets of the same value. */
function secretIn(value: string): string {
  return /^\$\{secret:(.*)\}$/.exec(value)?.[1] ?? '';
}

/**
 * The running document with a new configuration and its old status. Without nodes in the new one, which pacemaker writes itself, those
 * of the running one stay. From a document that was built, also what pacemaker and operators set stays.
 */
export function withConfiguration(live: XmlElement, desired: XmlElement, keeps?: KeepsSecret): XmlElement {
  const [configuration] = elementsIn(desired, 'configuration');
  const [running] = elementsIn(live, 'configuration');
  if (configuration === undefined || running === undefined) return live;
  const merged = keptNodes(running, configuration);
  const whole = isBuilt(desired) ? keptOfOthers(running, merged, keeps) : merged;
  return withChild(live, 'configuration', () => whole);
}

/** Has it only the sections that a build owns? */
function isBuilt(cib: XmlElement): boolean {
  return !hasStatus(cib) && !hasNodes(elementsIn(cib, 'configuration')[0]);
}

function hasNodes(configuration: XmlElement | undefined): boolean {
  const nodes = configuration === undefined ? [] : elementsIn(configuration, 'nodes');
  return nodes.some((section) => elementsIn(section, 'node').length > 0);
}

function keptNodes(running: XmlElement, configuration: XmlElement): XmlElement {
  const [nodes] = elementsIn(running, 'nodes');
  if (nodes === undefined || hasNodes(configuration)) return configuration;
  return withChild(configuration, 'nodes', () => nodes);
}

function keptOfOthers(running: XmlElement, configuration: XmlElement, keeps: KeepsSecret | undefined): XmlElement {
  const known = new Map<string, XmlElement>();
  for (const section of elementsIn(running, 'resources')) collect(section, known);
  const withOptions = withChild(configuration, 'crm_config', (section) => keptOptions(running, section));
  const withResources = withChild(withOptions, 'resources', (section) => filled(section, known, keeps));
  const ids = new Map<string, XmlElement>();
  for (const section of elementsIn(withResources, 'resources')) collect(section, ids);
  return withChild(withResources, 'constraints', (section) => keptMoves(running, section, ids));
}

function keptOptions(running: XmlElement, section: XmlElement): XmlElement {
  const own = pairsOf(section).map((pair) => attributeOf(pair, 'name'));
  const kept = elementsIn(running, 'crm_config')
    .flatMap(pairsOf)
    .filter((pair) => {
      const name = attributeOf(pair, 'name') ?? '';
      return WRITTEN_BY_CLUSTER.includes(name) && !own.includes(name);
    });
  if (kept.length === 0) return section;
  return withChild(section, 'cluster_property_set', (set) => ({ ...set, children: [...set.children, ...kept] }));
}

function pairsOf(section: XmlElement): readonly XmlElement[] {
  return elementsIn(section).flatMap((block) => elementsIn(block, 'nvpair'));
}

/** Constraints of `crm_resource --move` and `--ban`, of resources that are still there. */
function keptMoves(running: XmlElement, section: XmlElement, ids: ReadonlyMap<string, unknown>): XmlElement {
  const kept = elementsIn(running, 'constraints')
    .flatMap((constraints) => elementsIn(constraints))
    .filter((one) => isOfOperator(attributeOf(one, 'id') ?? '') && ids.has(attributeOf(one, 'rsc') ?? ''));
  return kept.length === 0 ? section : { ...section, children: [...section.children, ...kept] };
}

function collect(parent: XmlElement, known: Map<string, XmlElement>): void {
  for (const child of elementsIn(parent)) {
    const id = attributeOf(child, 'id');
    if (id !== undefined && RESOURCES.has(child.name)) known.set(id, child);
    if (RESOURCES.has(child.name)) collect(child, known);
  }
}

const RESOURCES = new Set(['primitive', 'group', 'clone', 'template']);

/** With the running values of secrets, and of what operators decide. */
function filled(
  parent: XmlElement,
  known: ReadonlyMap<string, XmlElement>,
  keeps: KeepsSecret | undefined,
): XmlElement {
  return {
    ...parent,
    children: parent.children.map((child) => {
      if (!('name' in child) || !RESOURCES.has(child.name)) return child;
      const running = known.get(attributeOf(child, 'id') ?? '');
      const inside = filled(child, known, keeps);
      if (running === undefined) return inside;
      const own = keeps === undefined ? inside : withoutStates(inside);
      return withOperators(withSecrets(own, running, keeps), running);
    }),
  };
}

function valuesOf(resource: XmlElement, block: string): ReadonlyMap<string, XmlElement> {
  const pairs = elementsIn(resource, block).flatMap((one) => elementsIn(one, 'nvpair'));
  return new Map(pairs.map((pair) => [attributeOf(pair, 'name') ?? '', pair]));
}

function withSecrets(resource: XmlElement, running: XmlElement, keeps: KeepsSecret = () => true): XmlElement {
  const values = valuesOf(running, 'instance_attributes');
  const replaced = (pair: XmlElement) => {
    const [desired, old] = [attributeOf(pair, 'value') ?? '', values.get(attributeOf(pair, 'name') ?? '')];
    return isWithheld(desired) && keeps(desired, old && attributeOf(old, 'value')) ? (old ?? pair) : pair;
  };
  return {
    ...resource,
    children: resource.children.map((child) =>
      'name' in child && child.name === 'instance_attributes'
        ? { ...child, children: child.children.map((pair) => ('name' in pair ? replaced(pair) : pair)) }
        : child,
    ),
  };
}

/** In a push, a resource that is there keeps its states: the site says only how it begins. */
function withoutStates(resource: XmlElement): XmlElement {
  const isState = (pair: XmlElement) => OF_OPERATORS.includes(attributeOf(pair, 'name') ?? '');
  const without = (block: XmlElement) => ({
    ...block,
    children: block.children.filter((child) => !('name' in child && isState(child))),
  });
  return {
    ...resource,
    children: resource.children.map((child) =>
      'name' in child && child.name === 'meta_attributes' ? without(child) : child,
    ),
  };
}

function withOperators(resource: XmlElement, running: XmlElement): XmlElement {
  const [own, set] = [valuesOf(resource, 'meta_attributes'), valuesOf(running, 'meta_attributes')];
  const kept = OF_OPERATORS.flatMap((name) => (own.has(name) ? [] : (set.get(name) ?? [])));
  if (kept.length === 0) return resource;
  const named = (block: XmlElement) =>
    attributeOf(block, 'id') === undefined
      ? withAttributes(block, { id: `${attributeOf(resource, 'id')}-meta_attributes` })
      : block;
  return withChild(resource, 'meta_attributes', (block) => ({
    ...named(block),
    children: [...block.children, ...kept],
  }));
}
