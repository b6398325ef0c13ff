/**
 * Where rgmanager looks for an element of `<rm>`. It asks by XPath, and where a path leads to several elements it takes
 * each value from the first that has it: so of two `<rm>`, or two `<resources>`, the first children count as one.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';

export type Spot = {
  readonly element: XmlElement;
  /** Further elements that the path leads to; nearly always none. */
  readonly others: readonly XmlElement[];
  /** Bytes of the path: what rgmanager cannot write into its buffer it does not find. */
  readonly path: number;
};

/** What the path of a child may have. rgmanager, restree.c: tok[512]. */
export const LONGEST = 511;

const NONE: readonly never[] = [];
const ANY = '/child::*'.length;

/** The spot of the elements that one path leads to. */
export function spotOf([element, ...others]: readonly [XmlElement, ...XmlElement[]], path: number): Spot {
  return { element, others, path };
}

/** The value of an attribute, as the path of a spot gives it. */
export function valueAt({ element, others }: Spot, name: string): string | undefined {
  let value = attributeOf(element, name);
  for (const other of others) value ??= attributeOf(other, name);
  return value;
}

/** The children of a spot: by name as they are written, and one after the other. */
export class Below {
  readonly #path: number;
  readonly #sections: readonly (readonly XmlElement[])[];

  constructor({ element, others, path }: Spot) {
    this.#path = path;
    this.#sections = sectionsOf(element, others);
  }

  get isEmpty(): boolean {
    return this.#sections.length === 0;
  }

  /** Those of some types that occur, in the order that their numbers give. */
  typesOf(numbers: ReadonlyMap<string, number>): readonly string[] {
    const types: string[] = [];
    for (const section of this.#sections)
      for (const { name } of section) if (!types.includes(name) && numbers.has(name)) types.push(name);
    return types.length < 2 ? types : types.sort((a, b) => (numbers.get(a) ?? 0) - (numbers.get(b) ?? 0));
  }

  /** Has every child one of some types, and is found as any child? */
  hasOnly(types: ReadonlySet<string>): boolean {
    if (this.#path + ANY + MOST_DIGITS > LONGEST) return false;
    for (const section of this.#sections) for (const { name } of section) if (!types.has(name)) return false;
    return true;
  }

  /** As `type[1]`, `type[2]` find them. */
  typed(type: string): readonly Spot[] {
    const sections = this.#sections.map((section) => ofType(type, section));
    return numbered(sections, this.#path + 1 + type.length);
  }

  /** Every child, as `child::*[1]`, `child::*[2]` find them. */
  all(): readonly Spot[] {
    return numbered(this.#sections, this.#path + ANY);
  }
}

/** What a number in brackets has at most. */
const MOST_DIGITS = 12;

/** Sections without elements have no part in the numbers. */
function sectionsOf(element: XmlElement, others: readonly XmlElement[]): readonly (readonly XmlElement[])[] {
  if (element.children.length === 0 && others.length === 0) return NONE;
  return [element, ...others].map((section) => elementsIn(section)).filter(({ length }) => length > 0);
}

function ofType(type: string, elements: readonly XmlElement[]): readonly XmlElement[] {
  const [only, second] = elements;
  if (second === undefined && only?.name === type) return elements;
  return elements.filter(({ name }) => name === type);
}

function digitsOf(number: number): number {
  return number < 10 ? 1 : String(number).length;
}

function numbered(sections: readonly (readonly XmlElement[])[], path: number): readonly Spot[] {
  const spots: Spot[] = [];
  const [only = NONE, ...more] = sections;
  if (more.length === 0) {
    for (const element of only) spots.push({ element, others: NONE, path: path + digitsOf(spots.length + 1) + 2 });
    return spots;
  }
  for (let index = 0; ; index += 1) {
    const [element, ...others] = sections.flatMap((section) => section[index] ?? []);
    if (element === undefined) return spots;
    spots.push({ element, others, path: path + digitsOf(index + 1) + 2 });
  }
}
