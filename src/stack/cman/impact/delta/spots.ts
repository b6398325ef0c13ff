/**
 * Where rgmanager looks for an element of `<rm>`. It asks by XPath, and where a path leads to several elements it takes
 * each value from the first that has it: so of two `<rm>`, or two `<resources>`, the first children count as one.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';

export type Spot = {
  /** At least one; nearly always just one. */
  readonly elements: readonly [XmlElement, ...XmlElement[]];
  /** Bytes of the path: what rgmanager cannot write into its buffer it does not find. */
  readonly path: number;
};

/** What the path of a child may have. rgmanager, restree.c: tok[512]. */
export const LONGEST = 511;

/** The value of an attribute, as the path of a spot gives it. */
export function valueAt({ elements }: Spot, name: string): string | undefined {
  if (elements.length === 1) return attributeOf(elements[0], name);
  for (const element of elements) {
    const value = attributeOf(element, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The children of a spot: by name as they are written, and one after the other. */
export class Below {
  readonly #spot: Spot;
  readonly #sections: readonly (readonly XmlElement[])[];
  #named: readonly ReadonlyMap<string, readonly XmlElement[]>[] | undefined;

  constructor(spot: Spot) {
    this.#spot = spot;
    this.#sections = spot.elements.map((element) => elementsIn(element));
  }

  get isEmpty(): boolean {
    return this.#sections.every(({ length }) => length === 0);
  }

  has(type: string): boolean {
    this.#named ??= this.#sections.map(byName);
    return this.#named.some((section) => section.has(type));
  }

  /** As `type[1]`, `type[2]` find them. */
  typed(type: string): readonly Spot[] {
    this.#named ??= this.#sections.map(byName);
    const sections = this.#named.map((section) => section.get(type) ?? []);
    return numbered(sections, this.#spot.path + 1 + type.length);
  }

  /** Every child, as `child::*[1]`, `child::*[2]` find them. */
  all(): readonly Spot[] {
    return numbered(this.#sections, this.#spot.path + '/child::*'.length);
  }
}

function digitsOf(number: number): number {
  return number < 10 ? 1 : String(number).length;
}

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
    return only.map((element, index) => ({ elements: [element], path: path + digitsOf(index + 1) + 2 }));
  const spots: Spot[] = [];
  for (let index = 0; ; index += 1) {
    const [first, ...others] = sections.flatMap((section) => section[index] ?? []);
    if (first === undefined) return spots;
    spots.push({ elements: [first, ...others], path: path + String(index + 1).length + 2 });
  }
}
