/**
 * The resources of a cluster.conf as rgmanager keeps them in its list: values by what the agent declares, and no second
 * one where a value has to be unique. rgmanager, reslist.c; measured.
 */
import type { XmlElement } from '../../../../base/xml.ts';
import type { Rule, RuleAttribute, Value } from './rules.ts';
import type { Spot } from './spots.ts';

/** `vm:vm1`: type and value of the primary attribute, as clusvcadm and clustat write it. */
export type Key = string;

export type Resource = {
  readonly key: Key;
  readonly type: string;
  readonly name: string;
  readonly rule: Rule;
  readonly element: XmlElement;
  /** Below `<resources>`: only there can it be referred to. */
  readonly isShared: boolean;
  /** In the order of the rule; absent where neither written nor with a default. Of an inherited one, where it comes from. */
  readonly values: readonly (Value | undefined)[];
};

/** Why there is no resource: an attribute that has to be written, or none of all that it can have. */
export type Missing = { readonly missing: string };

/** The resource at a spot, by the rule of its type. */
export function loaded(rule: Rule, spot: Spot, isShared: boolean): Resource | Missing {
  const values = valuesAt(spot, rule);
  for (const { index, name } of rule.needed) if (values[index] === rule.unwritten[index]) return { missing: name };
  // rgmanager keeps the primary one first, and names the resource by the first that it has.
  const first = values[0] ?? values.find((value) => value !== undefined);
  if (first === undefined) return { missing: rule.attributes[0]?.name ?? 'attribute' };
  const { type } = rule;
  const name = textOf(first);
  return { key: `${type}:${name}`, type, name, rule, element: spot.element, isShared, values };
}

/** Of several elements, and of several attributes of one name, the first counts: it is put in last. */
function valuesAt({ element, others }: Spot, rule: Rule): readonly (Value | undefined)[] {
  const values = rule.unwritten.slice();
  for (let at = others.length - 1; at >= 0; at -= 1) enter(others[at], rule, values);
  enter(element, rule, values);
  return values;
}

function enter(element: XmlElement | undefined, { byName }: Rule, values: (Value | undefined)[]): void {
  const attributes = element?.attributes ?? [];
  for (let at = attributes.length - 1; at >= 0; at -= 1) {
    const written = attributes[at];
    const known = written === undefined ? undefined : byName.get(written.name);
    if (written !== undefined && known !== undefined) values[known.index] = written.value;
  }
}

export function textOf(value: Value): string {
  return typeof value === 'string' ? value : value.text;
}

export function isInherited(value: Value): boolean {
  return typeof value !== 'string' && value.isInherited;
}

/** A value as the service has it: nothing of what it inherits. */
export function valueOf({ rule, values }: Resource, attribute: string): string | undefined {
  return ownText(values[rule.byName.get(attribute)?.index ?? -1]);
}

function ownText(value: Value | undefined): string | undefined {
  if (typeof value === 'string' || value === undefined) return value;
  return value.isInherited ? undefined : value.text;
}

/** Everything that rgmanager has of a resource, by name; `(of service%name)` for what it inherits. */
export function shownValues({ rule, values }: Resource): ReadonlyMap<string, string> {
  return new Map(
    rule.attributes.flatMap(({ name, index }) => {
      const value = values[index];
      return value === undefined ? [] : [[name, shownValue(value)] as const];
    }),
  );
}

export function shownValue(value: Value): string {
  return isInherited(value) ? `(of ${textOf(value)})` : textOf(value);
}

/** What rules out a second resource: a value that has to be unique. */
export type Collision = { readonly attribute: string; readonly value: string; readonly other: Resource };

/** The resource that has a value, for attributes whose values must be unique. */
type Taken = { readonly attribute: RuleAttribute; readonly by: Map<string, Resource> };

type OfType = {
  readonly taken: readonly Taken[];
  readonly names: ReadonlyMap<string, Resource>;
  /** What a reference may say instead of the name: a value that is unique and required. */
  readonly aliases: Map<string, Resource>;
};

const NO_NAMES: ReadonlyMap<string, Resource> = new Map();

export class ResourceList {
  readonly all: Resource[] = [];
  readonly #types = new Map<string, OfType>();
  #byKey: ReadonlyMap<Key, Resource> | undefined;

  /** Undefined when the resource is stored now. */
  store(resource: Resource): Collision | undefined {
    const known = this.#of(resource.rule);
    const collision = collisionOf(resource, known);
    if (collision === undefined) this.#keep(resource, known);
    return collision;
  }

  /** Would it be stored? */
  hasRoomFor(resource: Resource): boolean {
    return collisionOf(resource, this.#of(resource.rule)) === undefined;
  }

  /** By the name, else the first with a value that is unique and required. */
  find(type: string, reference: string): Resource | undefined {
    const known = this.#types.get(type);
    return known?.names.get(reference) ?? known?.aliases.get(reference);
  }

  /** The first that has the key. */
  get(key: Key): Resource | undefined {
    return (this.#byKey ??= firstOfKeys(this.all)).get(key);
  }

  #of({ type, apart }: Rule): OfType {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    const taken = apart.map((attribute) => ({ attribute, by: new Map<string, Resource>() }));
    const names = taken.find(({ attribute }) => attribute.isPrimary)?.by ?? NO_NAMES;
    const empty: OfType = { taken, names, aliases: new Map() };
    this.#types.set(type, empty);
    return empty;
  }

  #keep(resource: Resource, { taken, aliases }: OfType): void {
    this.all.push(resource);
    this.#byKey = undefined;
    for (const { attribute, by } of taken) {
      const text = ownText(resource.values[attribute.index]);
      if (text === undefined) continue;
      by.set(text, resource);
      if (attribute.isAlias && !aliases.has(text)) aliases.set(text, resource);
    }
  }
}

function firstOfKeys(resources: readonly Resource[]): ReadonlyMap<Key, Resource> {
  const first = new Map<Key, Resource>();
  for (const resource of resources) if (!first.has(resource.key)) first.set(resource.key, resource);
  return first;
}

function collisionOf({ values }: Resource, { taken }: OfType): Collision | undefined {
  for (const { attribute, by } of taken) {
    const value = ownText(values[attribute.index]);
    const other = value === undefined ? undefined : by.get(value);
    if (value !== undefined && other !== undefined) return { attribute: attribute.name, value, other };
  }
  return undefined;
}
