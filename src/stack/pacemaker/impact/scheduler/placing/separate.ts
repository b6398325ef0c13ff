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

/** The elements in a section of a configuration, such as `resources`. They may be made anew each time: nothing keeps them. */
export type Sections = (name: string) => Iterable<XmlElement>;

export function sectionsOf(cib: XmlElement): Sections {
  const [configuration] = elementsIn(cib, 'configuration');
  if (configuration === undefined) return () => [];
  return (name) => elementsIn(configuration, name).flatMap((section) => elementsIn(section));
}

/** Null if the document has options or constraints that may affect such resources in other ways. */
export function separated(sections: Sections): Separated | null {
  const options = [...sections('crm_config')].flatMap(pairsIn);
  const defaults = [...sections('rsc_defaults')].flatMap(pairsIn);
  // A constraint can name a tag in place of resources.
  if (!options.every(([name]) => HARMLESS.has(name)) || defaults.length > 1 || [...sections('tags')].length > 0)
    return null;
  if (!defaults.every(([name]) => name === 'resource-stickiness')) return null;
  const sticks = defaults[0]?.[1] ?? '0';
  const known = knownIn(sections('resources'), { sticks, clones: defaults.length === 0 || scoreOf(sticks) >= 1 });
  const plainClones = new Set(known.flatMap(({ id, is }) => (is === 'plain clone' ? [id] : [])));
  const found = candidatesIn(known, sections('constraints'), plainClones);
  if (found === null) return null;
  const lones = known.flatMap(({ id, own }) => {
    const candidate = found.get(id);
    return candidate === undefined || own === undefined
      ? []
      : [{ ...own, scores: candidate.scores, needs: [...new Set(candidate.needs)] }];
  });
  const needed = new Set(lones.flatMap(({ needs }) => needs));
  const others = known.filter(({ id }) => !found.has(id) && !plainClones.has(id));
  return {
    lones: lones.toSorted((a, b) => b.priority - a.priority || a.at - b.at),
    positions: new Map(known.map(({ id }, at) => [id, at])),
    clones: needed,
    isBare: others.every(({ is }) => is === 'fence device'),
  };
}

/** What is kept of a resource. `own`: of a plain primitive. */
type Known = {
  readonly id: string;
  readonly is: 'plain' | 'plain clone' | 'fence device' | 'other';
  readonly own?: Omit<Lone, 'scores' | 'needs'>;
};

/** In the order of the document. `clones`: may any clone count as plain? */
function knownIn(
  resources: Iterable<XmlElement>,
  { sticks, clones }: { readonly sticks: string; readonly clones: boolean },
): readonly Known[] {
  const known: Known[] = [];
  for (const resource of resources) {
    const id = idOf(resource);
    if (isPlain(resource)) known.push({ id, is: 'plain', own: ownOf(resource, known.length, sticks) });
    else if (clones && isPlainClone(resource)) known.push({ id, is: 'plain clone' });
    else known.push({ id, is: isFenceDevice(resource) ? 'fence device' : 'other' });
  }
  return known;
}

function ownOf(resource: XmlElement, at: number, sticks: string): NonNullable<Known['own']> {
  const meta = new Map(metaOf(resource));
  return {
    id: idOf(resource),
    at,
    priority: scoreOf(meta.get('priority')),
    stickiness: scoreOf(meta.get('resource-stickiness') ?? sticks),
    isStopped: meta.has('target-role'),
  };
}

type Candidate = { readonly scores: Map<string, number>; readonly needs: string[] };

/** The constraints of plain primitives; null for a constraint of an unknown kind. */
function candidatesIn(
  known: readonly Known[],
  constraints: Iterable<XmlElement>,
  clones: Set<string>,
): Map<string, Candidate> | null {
  const candidates = new Map<string, Candidate>();
  for (const { id, is } of known) if (is === 'plain') candidates.set(id, { scores: new Map(), needs: [] });
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

/** The document without some of these resources and their constraints. */
export function withoutThese(cib: XmlElement, lones: readonly Lone[]): XmlElement {
  const ids = new Set(lones.map(({ id }) => id));
  const isTheirs = (one: XmlElement) => isAbout(ids, one.name, (name) => attributeOf(one, name));
  return mapped(cib, 'configuration', (configuration) =>
    mapped(configuration, null, (section) =>
      ['resources', 'constraints'].includes(section.name)
        ? { ...section, children: elementsIn(section).filter((one) => !isTheirs(one)) }
        : section,
    ),
  );
}

/** Is an element one of these resources, or a constraint of one? */
export function isAbout(
  ids: ReadonlySet<string>,
  element: string,
  attribute: (name: string) => string | undefined,
): boolean {
  const of = element === 'rsc_order' ? 'then' : element.startsWith('rsc_') ? 'rsc' : 'id';
  return ids.has(attribute(of) ?? '');
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
