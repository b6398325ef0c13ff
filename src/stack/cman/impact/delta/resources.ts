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

/** What stands at a spot, by the rule of its type. */
export function loaded(rule: Rule, spot: Spot, isShared: boolean): Resource | Missing {
  const values = valuesAt(spot, rule);
  const missing = rule.needed.find(({ index }) => values[index] === rule.unwritten[index]);
  if (missing !== undefined) return { missing: missing.name };
  // rgmanager keeps the primary one first, and names the resource by the first that it has.
  const first = values.find((value) => value !== undefined);
  if (first === undefined) return { missing: rule.attributes[0]?.name ?? 'attribute' };
  const { type } = rule;
  return { key: `${type}:${first.text}`, type, name: first.text, rule, element: spot.elements[0], isShared, values };
}

/** Of several elements, and of several attributes of one name, the first counts: it is put in last. */
function valuesAt({ elements }: Spot, rule: Rule): readonly (Value | undefined)[] {
  const values = [...rule.unwritten];
  for (let at = elements.length - 1; at >= 0; at -= 1) {
    const attributes = elements[at]?.attributes ?? [];
    for (let each = attributes.length - 1; each >= 0; each -= 1) {
      const written = attributes[each];
      const known = written === undefined ? undefined : rule.byName.get(written.name);
      if (written !== undefined && known !== undefined)
        values[known.index] = { text: written.value, isInherited: false };
    }
  }
  return values;
}

/** A value as the service has it: nothing of what it inherits. */
export function textOf({ rule, values }: Resource, attribute: string): string | undefined {
  const value = values[rule.byName.get(attribute)?.index ?? -1];
  return value?.isInherited === true ? undefined : value?.text;
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

export function shownValue({ text, isInherited }: Value): string {
  return isInherited ? `(of ${text})` : text;
}

/** What stands in the way of a second resource: a value that has to be unique. */
export type Collision = { readonly attribute: string; readonly value: string; readonly other: Resource };

type OfType = {
  readonly names: Map<string, Resource>;
  /** By an attribute that has to be unique, then by its value. */
  readonly taken: Map<string, Map<string, Resource>>;
  /** What a reference may say instead of the name: a value that is unique and required. */
  readonly aliases: Map<string, Resource>;
};

export class ResourceList {
  readonly all: Resource[] = [];
  readonly #types = new Map<string, OfType>();

  /** Undefined when the resource is stored now. */
  store(resource: Resource): Collision | undefined {
    const known = this.#of(resource.type);
    const apart = apartIn(resource);
    const collision = collisionOf(apart, known);
    if (collision === undefined) this.#keep(resource, apart, known);
    return collision;
  }

  /** By the name, else the first with a value that is unique and required. */
  find(type: string, reference: string): Resource | undefined {
    const known = this.#types.get(type);
    return known?.names.get(reference) ?? known?.aliases.get(reference);
  }

  #of(type: string): OfType {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    const empty: OfType = { names: new Map(), taken: new Map(), aliases: new Map() };
    this.#types.set(type, empty);
    return empty;
  }

  #keep(resource: Resource, apart: readonly Apart[], { names, taken, aliases }: OfType): void {
    this.all.push(resource);
    for (const { attribute, text } of apart) {
      const values = taken.get(attribute.name);
      if (values === undefined) taken.set(attribute.name, new Map([[text, resource]]));
      else values.set(text, resource);
      if (attribute.primary === true) names.set(text, resource);
      if (attribute.unique === true && attribute.required === true && !aliases.has(text)) aliases.set(text, resource);
    }
  }
}

type Apart = { readonly attribute: RuleAttribute; readonly text: string };

/** The values that no other resource of the type may have. */
function apartIn({ rule, values }: Resource): readonly Apart[] {
  const apart: Apart[] = [];
  for (const attribute of rule.apart) {
    const value = values[attribute.index];
    if (value?.isInherited === false) apart.push({ attribute, text: value.text });
  }
  return apart;
}

function collisionOf(apart: readonly Apart[], { taken }: OfType): Collision | undefined {
  for (const { attribute, text } of apart) {
    const other = taken.get(attribute.name)?.get(text);
    if (other !== undefined) return { attribute: attribute.name, value: text, other };
  }
  return undefined;
}
