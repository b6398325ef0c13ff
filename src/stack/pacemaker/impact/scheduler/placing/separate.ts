/**
 * Which resources of a CIB can be placed by their scores alone: primitives that need nothing but clones, and that nothing needs.
 * Most guests of most sites.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { WRITTEN_BY_CLUSTER } from '../../../cib/owned.ts';
import { scoreOf } from '../input/text.ts';
import type { Lone } from './lone.ts';

export type Separated = {
  readonly lones: readonly Lone[];
  /** Positions of all resources by id. */
  readonly positions: ReadonlyMap<string, number>;
  /** The clones that they need. */
  readonly clones: ReadonlySet<string>;
  /** The rest is such clones, with those that they need, and fence devices. */
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
  ...WRITTEN_BY_CLUSTER,
]);
const META = new Set(['allow-migrate', 'failure-timeout', 'migration-threshold', 'priority', 'resource-stickiness']);

/** Null if the document has options or constraints that may affect such resources in other ways. */
export function separated(cib: XmlElement): Separated | null {
  const configuration = elementsIn(cib, 'configuration')[0];
  const part = (name: string) =>
    configuration === undefined ? [] : elementsIn(configuration, name).flatMap((section) => elementsIn(section));
  const options = part('crm_config').flatMap(pairsIn);
  const defaults = part('rsc_defaults').flatMap(pairsIn);
  // A constraint can name a tag in place of resources.
  if (!options.every(([name]) => HARMLESS.has(name)) || defaults.length > 1 || part('tags').length > 0) return null;
  if (!defaults.every(([name]) => name === 'resource-stickiness')) return null;
  const resources = part('resources');
  const sticks = defaults[0]?.[1] ?? '0';
  const clones = defaults.length === 0 || scoreOf(sticks) >= 1 ? resources.filter(isPlainClone).map(idOf) : [];
  const plainClones = new Set(clones);
  const found = candidatesIn(resources, part('constraints'), plainClones);
  if (found === null) return null;
  const lones = resources.flatMap((resource, at) => {
    const candidate = found.get(idOf(resource));
    return candidate === undefined ? [] : [loneOf(resource, at, { ...candidate, sticks })];
  });
  const needed = new Set(lones.flatMap(({ needs }) => needs));
  const others = resources.filter((resource) => !found.has(idOf(resource)) && !plainClones.has(idOf(resource)));
  return {
    lones: lones.toSorted((a, b) => b.priority - a.priority || a.at - b.at),
    positions: new Map(resources.map((resource, at) => [idOf(resource), at])),
    clones: needed,
    isBare: others.every(isFenceDevice),
  };
}

type Candidate = { readonly scores: Map<string, number>; readonly needs: string[] };

/** The constraints of plain primitives; null for a constraint of an unknown kind. */
function candidatesIn(
  resources: readonly XmlElement[],
  constraints: readonly XmlElement[],
  clones: Set<string>,
): Map<string, Candidate> | null {
  const candidates = new Map<string, Candidate>();
  for (const one of resources) if (isPlain(one)) candidates.set(idOf(one), { scores: new Map(), needs: [] });
  for (const constraint of constraints) {
    const isLocation = constraint.name === 'rsc_location';
    const [dependent, needed] = isLocation ? [attributeOf(constraint, 'rsc') ?? ''] : endsOf(constraint);
    const own = candidates.get(dependent);
    if (isLocation) {
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
function endsOf(constraint: XmlElement): readonly [string, string?] {
  const [own, other] = constraint.name === 'rsc_order' ? (['then', 'first'] as const) : (['rsc', 'with-rsc'] as const);
  const needed = attributeOf(constraint, other);
  const dependent = attributeOf(constraint, own) ?? '';
  return needed === undefined ? [dependent] : [dependent, needed];
}

function isPlainLocation({ attributes, children }: XmlElement): boolean {
  let found = 0;
  for (const { name } of attributes) if (name === 'rsc' || name === 'node' || name === 'score') found += 1;
  return found === 3 && !children.some((child) => 'name' in child);
}

/** Not for a second score on the same node: their order would count. */
function addScore({ scores }: Candidate, location: XmlElement): boolean {
  const node = (attributeOf(location, 'node') ?? '').toLowerCase();
  if (scores.has(node) || location.attributes.length !== 4) return false;
  scores.set(node, scoreOf(attributeOf(location, 'score')));
  return true;
}

/** An order or colocation with no more than its ends, and with a score of infinity. */
function isMandatory(constraint: XmlElement): boolean {
  const { name, attributes } = constraint;
  if (elementsIn(constraint).length > 0) return false;
  return name === 'rsc_order'
    ? attributes.length === 3
    : name === 'rsc_colocation' && attributes.length === 4 && attributeOf(constraint, 'score') === 'INFINITY';
}

const BLOCKS = ['instance_attributes', 'meta_attributes', 'operations'];

/** A primitive without settings that pacemaker treats in a special way, and without any of another place. */
function isPlain(resource: XmlElement): boolean {
  if (resource.name !== 'primitive' || isFenceDevice(resource)) return false;
  if (attributeOf(resource, 'template') !== undefined) return false;
  const blocks = elementsIn(resource);
  if (new Set(blocks.map(({ name }) => name)).size !== blocks.length) return false;
  if (!blocks.every((block) => BLOCKS.includes(block.name) && isOwn(block) && elementsIn(block).every(isSimple)))
    return false;
  return metaOf(resource).every(([name, value]) => META.has(name) || (name === 'target-role' && value === 'Stopped'));
}

function isFenceDevice(resource: XmlElement): boolean {
  return resource.name === 'primitive' && attributeOf(resource, 'class') === 'stonith';
}

/** A pair or an operation, and no rule. */
function isSimple(part: XmlElement): boolean {
  return (part.name === 'nvpair' || part.name === 'op') && isOwn(part) && elementsIn(part).length === 0;
}

/** Not a reference to an element of another place. */
function isOwn(element: XmlElement): boolean {
  return attributeOf(element, 'id-ref') === undefined;
}

/** An anonymous clone with an instance on every node. Without stickiness guests affect where its instances run. */
function isPlainClone(resource: XmlElement): boolean {
  if (resource.name !== 'clone' || !elementsIn(resource).every(isOwn)) return false;
  return metaOf(resource).every(([name]) => name === 'interleave');
}

type Found = Candidate & { readonly sticks: string };

function loneOf(resource: XmlElement, at: number, { scores, needs, sticks }: Found): Lone {
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

/** The document without some of these resources and their constraints. */
export function withoutThese(cib: XmlElement, lones: readonly Lone[]): XmlElement {
  const ids = new Set(lones.map(({ id }) => id));
  const isTheirs = (one: XmlElement) => ids.has(one.name.startsWith('rsc_') ? endsOf(one)[0] : idOf(one));
  return mapped(cib, 'configuration', (configuration) =>
    mapped(configuration, null, (section) =>
      ['resources', 'constraints'].includes(section.name)
        ? { ...section, children: elementsIn(section).filter((one) => !isTheirs(one)) }
        : section,
    ),
  );
}

/** With the children of a name changed, or with all. */
function mapped(parent: XmlElement, name: string | null, change: (child: XmlElement) => XmlElement): XmlElement {
  const children = elementsIn(parent).map((child) => (name === null || child.name === name ? change(child) : child));
  return { ...parent, children };
}

function idOf(element: XmlElement): string {
  return attributeOf(element, 'id') ?? '';
}

function metaOf(resource: XmlElement): readonly (readonly [string, string])[] {
  return elementsIn(resource, 'meta_attributes').flatMap(pairsIn);
}

/** A rule, or a pair of another place, has no name that is known. */
function pairsIn(block: XmlElement): readonly (readonly [string, string])[] {
  return elementsIn(block).map((pair) => [attributeOf(pair, 'name') ?? '', attributeOf(pair, 'value') ?? '']);
}
