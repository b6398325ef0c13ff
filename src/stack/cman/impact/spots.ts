/**
 * Places where rgmanager finds an element of `<rm>`. It uses XPath, and takes each value from the first of several matches.
 * With two `<rm>` or two `<resources>`, their first children count as one.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

export type Spot = {
  /** At least one; nearly always exactly one. */
  readonly elements: readonly [XmlElement, ...XmlElement[]];
  /** Bytes of the path; rgmanager does not find a path that exceeds its buffer. */
  readonly path: number;
};

/** Longest path of a child. rgmanager, restree.c: tok[512]. */
export const LONGEST = 511;

/** The value of an attribute by the path of a spot. */
export function valueAt({ elements }: Spot, name: string): string | undefined {
  if (elements.length === 1) return attributeOf(elements[0], name);
  for (const element of elements) {
    const value = attributeOf(element, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The children of a spot, by name and in order. */
export class Below {
  readonly #spot: Spot;
  readonly #sections: readonly (readonly XmlElement[])[];
  #named: readonly ReadonlyMap<string, readonly XmlElement[]>[] | undefined;

  constructor(spot: Spot) {
    this.#spot = spot;
    this.#sections = spot.elements.map((element) => elementsIn(element));
  }

  /** As matched by `type[1]`, `type[2]`. */
  typed(type: string): readonly Spot[] {
    this.#named ??= this.#sections.map(byName);
    if (!this.#named.some((section) => section.has(type))) return NONE;
    const sections = this.#named.map((section) => section.get(type) ?? []);
    return numbered(sections, this.#spot.path + 1 + type.length);
  }

  /** Every child, as matched by `child::*[1]`, `child::*[2]`. */
  all(): readonly Spot[] {
    return numbered(this.#sections, this.#spot.path + '/child::*'.length);
  }
}

const NONE: readonly Spot[] = [];

function byName(elements: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> {
  const named = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const some = named.get(element.name);
    if (some === undefined) named.set(element.name, [element]);
    else some.push(element);
  }
  return named;
}

function numbered(sections: readonly (readonly XmlElement[])[], path: number): readonly Spot[] {
  const [only, ...more] = sections;
  if (only !== undefined && more.length === 0)
    return only.map((element, index) => ({ elements: [element], path: path + String(index + 1).length + 2 }));
  const spots: Spot[] = [];
  for (let index = 0; ; index += 1) {
    const [first, ...others] = sections.flatMap((section) => section[index] ?? []);
    if (first === undefined) return spots;
    spots.push({ elements: [first, ...others], path: path + String(index + 1).length + 2 });
  }
}
