/**
 * Which resources of a built CIB can be placed by their scores alone: primitives that need nothing but clones, and that nothing
 * needs. Most guests of most sites. The rest of the document is scheduled whole.
 */
import { isXml, type Xml } from '../../../emit/draft.ts';
import { scoreOf } from '../impact/scheduler/input/text.ts';
import type { Lone } from '../impact/scheduler/placing/lone.ts';

export type Separated = {
  /** The document without them and their constraints. */
  readonly rest: Xml;
  readonly lones: readonly Lone[];
  /** Positions of the other resources by id. */
  readonly positions: ReadonlyMap<string, number>;
  /** The clones that they need. */
  readonly clones: ReadonlySet<string>;
  /** The rest is these clones and fence devices. */
  readonly isBare: boolean;
};

/** Cluster options that do not change where a resource is placed while the cluster is quorate. */
const HARMLESS = new Set([
  'no-quorum-policy',
  'stonith-enabled',
  'stonith-timeout',
  'stonith-watchdog-timeout',
  'priority-fencing-delay',
  'cluster-recheck-interval',
  'dc-deadtime',
  'batch-limit',
  'migration-limit',
]);
const META = new Set(['allow-migrate', 'failure-timeout', 'migration-threshold', 'priority', 'resource-stickiness']);

/** Null if the document has options or constraints that may affect such resources in other ways. */
export function separated(document: Xml): Separated | null {
  const configuration = childrenOf(document, 'configuration')[0];
  const part = (name: string) => (configuration === undefined ? [] : childrenOf(configuration, name)).flatMap(elements);
  const options = part('crm_config').flatMap(pairsIn);
  const defaults = part('rsc_defaults').flatMap(pairsIn);
  if (!options.every(([name]) => HARMLESS.has(name))) return null;
  if (!defaults.every(([name]) => name === 'resource-stickiness')) return null;
  const resources = part('resources');
  const sticks = defaults[0]?.[1] ?? '0';
  const clones = defaults.length === 0 || scoreOf(sticks) >= 1 ? resources.filter(isPlainClone).map(idOf) : [];
  const found = candidatesIn(resources, part('constraints'), new Set(clones));
  if (found === null) return null;
  const lones = resources.flatMap((resource, at) => {
    const candidate = found.get(idOf(resource));
    return candidate === undefined ? [] : [loneOf(resource, at, { ...candidate, sticks })];
  });
  const needed = new Set(lones.flatMap(({ needs }) => needs));
  const others = resources.filter((resource) => !found.has(idOf(resource)) && !needed.has(idOf(resource)));
  return {
    rest: withoutThem(document, found),
    lones: lones.toSorted((a, b) => b.priority - a.priority || a.at - b.at),
    positions: new Map(resources.map((resource, at) => [idOf(resource), at])),
    clones: needed,
    isBare: others.every(isFenceDevice),
  };
}

type Candidate = { readonly scores: Map<string, number>; readonly needs: string[] };

/** The constraints of plain primitives; null for a constraint of an unknown kind. */
function candidatesIn(
  resources: readonly Xml[],
  constraints: readonly Xml[],
  clones: Set<string>,
): Map<string, Candidate> | null {
  const candidates = new Map<string, Candidate>();
  for (const one of resources) if (isPlain(one)) candidates.set(idOf(one), { scores: new Map(), needs: [] });
  for (const constraint of constraints) {
    const [dependent, needed] = endsOf(constraint);
    const own = candidates.get(dependent);
    if (constraint.name === 'rsc_location') {
      if (!isPlainLocation(constraint)) return null;
      clones.delete(dependent);
      if (own !== undefined && !addScore(own, constraint)) candidates.delete(dependent);
    } else if (needed === undefined) return null;
    else if (own !== undefined && clones.has(needed) && isMandatory(constraint)) own.needs.push(needed);
    else for (const id of [dependent, needed]) candidates.delete(id);
  }
  for (const [id, { needs }] of candidates) if (!needs.every((clone) => clones.has(clone))) candidates.delete(id);
  return candidates;
}

/** The resource that a constraint is about, and the one that it needs. */
function endsOf({ name, attributes = {} }: Xml): readonly [string, string?] {
  const keys = name === 'rsc_order' ? (['then', 'first'] as const) : (['rsc', 'with-rsc'] as const);
  const [dependent = '', needed] = keys.map((key) => attributes[key]);
  return typeof needed === 'string' ? [String(dependent), needed] : [String(dependent)];
}

function isPlainLocation({ attributes = {}, children = [] }: Xml): boolean {
  const { rsc, node, score } = attributes;
  return children.length === 0 && ![rsc, node, score].includes(undefined);
}

/** Not for a second score on the same node: their order would count. */
function addScore({ scores }: Candidate, { attributes = {} }: Xml): boolean {
  const node = String(attributes['node']).toLowerCase();
  if (scores.has(node) || Object.keys(attributes).length !== 4) return false;
  scores.set(node, scoreOf(String(attributes['score'])));
  return true;
}

/** An order or colocation with no more than its ends, and with a score of infinity. */
function isMandatory({ name, attributes = {}, children = [] }: Xml): boolean {
  const keys = Object.keys(attributes).length;
  if (children.length > 0) return false;
  return name === 'rsc_order'
    ? keys === 3
    : name === 'rsc_colocation' && keys === 4 && attributes['score'] === 'INFINITY';
}

/** A primitive without settings that pacemaker treats in a special way. */
function isPlain(resource: Xml): boolean {
  if (resource.name !== 'primitive' || isFenceDevice(resource)) return false;
  const known = ['instance_attributes', 'meta_attributes', 'operations'];
  if (!elements(resource).every(({ name }) => known.includes(name))) return false;
  return metaOf(resource).every(([name, value]) => META.has(name) || (name === 'target-role' && value === 'Stopped'));
}

function isFenceDevice({ name, attributes }: Xml): boolean {
  return name === 'primitive' && attributes?.['class'] === 'stonith';
}

/** An anonymous clone with an instance on every node. Without stickiness guests affect where its instances run. */
function isPlainClone(resource: Xml): boolean {
  return resource.name === 'clone' && metaOf(resource).every(([name]) => name === 'interleave');
}

type Found = Candidate & { readonly sticks: string };

function loneOf(resource: Xml, at: number, { scores, needs, sticks }: Found): Lone {
  const meta = new Map(metaOf(resource));
  return {
    id: idOf(resource),
    at,
    priority: scoreOf(meta.get('priority')),
    stickiness: scoreOf(meta.get('resource-stickiness') ?? sticks),
    isStopped: meta.has('target-role'),
    scores,
    needs: [...new Set(needs)],
  };
}

function withoutThem(document: Xml, found: ReadonlyMap<string, Candidate>): Xml {
  const isTheirs = (one: Xml) => found.has(one.name.startsWith('rsc_') ? endsOf(one)[0] : idOf(one));
  return mapped(document, (configuration) =>
    mapped(configuration, (section) =>
      ['resources', 'constraints'].includes(section.name)
        ? { ...section, children: elements(section).filter((one) => !isTheirs(one)) }
        : section,
    ),
  );
}

function mapped(parent: Xml, change: (child: Xml) => Xml): Xml {
  return { ...parent, children: elements(parent).map(change) };
}

function idOf({ attributes = {} }: Xml): string {
  return String(attributes['id']);
}

function metaOf(resource: Xml): readonly (readonly [string, string])[] {
  return childrenOf(resource, 'meta_attributes').flatMap(pairsIn);
}

function pairsIn(block: Xml): readonly (readonly [string, string])[] {
  return elements(block).map(({ attributes = {} }) => [String(attributes['name']), String(attributes['value'])]);
}

function childrenOf(parent: Xml, name: string): readonly Xml[] {
  return elements(parent).filter((child) => child.name === name);
}

function elements({ children = [] }: Xml): readonly Xml[] {
  return children.filter(isXml);
}
