/** The resources of a constraint: one, those of a tag or template, or sets of them. */
import { own } from '../../../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import type { Cluster, Resource } from '../input/model.ts';
import { topOf } from '../input/tree.ts';
import { dereferenced } from '../input/nvpairs.ts';
import { findResource } from '../input/resources.ts';

/** A resource_set, or a tag in place of a resource. */
export type ConstraintSet = {
  readonly resources: readonly Resource[];
  /** For each resource the id by which the set refers to it: for a clone that can be the id of its member. */
  readonly references: readonly string[];
  readonly attribute: (name: string) => string | undefined;
};

/** The resource of a constraint. The id of a clone's member refers to the clone. */
export function resourceNamed(cluster: Cluster, name: string | undefined): Resource | undefined {
  const resource = name === undefined ? undefined : findResource(cluster, name);
  return resource !== undefined && resource.id !== name ? topOf(resource) : resource;
}

type Members = Pick<ConstraintSet, 'resources' | 'references'>;

/** Resources for some ids: of each a resource, those of a template, or those of a tag. Undefined if one is unknown. */
function membersNamed(cluster: Cluster, names: readonly string[]): Members | undefined {
  const references = names.flatMap((name) => {
    if (resourceNamed(cluster, name) !== undefined) return [name];
    const members = cluster.templates.get(name) ?? cluster.tags.get(name) ?? [];
    return members.length === 0 ? [name] : members;
  });
  const resources = all(references.map((name) => resourceNamed(cluster, name)));
  return resources && { resources, references };
}

function all<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}

/**
 * The sets of a constraint, in order. Empty if it names plain resources. Undefined, and so without effect, if it names an unknown
 * one.
 *
 * `sides`: attributes that name a resource, each with the attribute that the generated set takes over.
 */
export function setsOf(
  cluster: Cluster,
  constraint: XmlElement,
  sides: readonly (readonly [side: string, moved: string, as: string])[],
  both: boolean,
): readonly ConstraintSet[] | undefined {
  const sets = elementsIn(constraint, 'resource_set');
  if (sets.length > 0) return all(sets.map((set) => writtenSet(cluster, set)));
  const named = sides.map(([side]) => attributeOf(constraint, side));
  if (named.some((name) => name === undefined)) return [];
  const isTag = (name: string | undefined) => resourceNamed(cluster, name) === undefined;
  if (!named.some(isTag)) return [];
  return all(
    sides
      .filter(([side]) => both || isTag(attributeOf(constraint, side)))
      .map(([side, moved, as]) => tagSet(cluster, constraint, { side, moved, as })),
  );
}

function writtenSet(cluster: Cluster, written: XmlElement): ConstraintSet | undefined {
  const set = dereferenced(written, cluster.byId);
  if (set === undefined) return undefined;
  const names = elementsIn(set, 'resource_ref').map((reference) => attributeOf(reference, 'id') ?? '');
  const members = membersNamed(cluster, names);
  return members && { ...members, attribute: (name) => attributeOf(set, name) };
}

function tagSet(
  cluster: Cluster,
  constraint: XmlElement,
  { side, moved, as }: { readonly side: string; readonly moved: string; readonly as: string },
): ConstraintSet | undefined {
  const members = membersNamed(cluster, [attributeOf(constraint, side) ?? '']);
  // A set from one resource is sequential; a set from a tag is not.
  const sequential = resourceNamed(cluster, attributeOf(constraint, side)) === undefined ? 'false' : 'true';
  const values: { readonly [name: string]: string | undefined } = {
    [as]: attributeOf(constraint, moved),
    sequential,
    id: attributeOf(constraint, side),
  };
  return members && { ...members, attribute: (name) => own(values, name) };
}
