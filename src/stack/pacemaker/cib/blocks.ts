/** Blocks of name-value pairs in a CIB: references resolved, blocks with rules kept apart. Pacemaker Explained, "Rules". */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';

/** `line`: of the pair in its file. */
export type Value = { readonly name: string; readonly value: string; readonly line: number };

/** Elements with an id, for `id-ref`. */
export type Ids = ReadonlyMap<string, XmlElement>;

export type Blocks = {
  /** The first value of each name counts, in the order of the blocks' scores. */
  readonly values: readonly Value[];
  /** Blocks that apply only under a rule. */
  readonly ruled: readonly XmlElement[];
};

/** All elements with an id below an element. The first of equal ids counts. */
export function idsIn(root: XmlElement): Ids {
  const ids = new Map<string, XmlElement>();
  const collect = (element: XmlElement): void => {
    const id = attributeOf(element, 'id');
    if (id !== undefined && !ids.has(id)) ids.set(id, element);
    for (const child of elementsIn(element)) collect(child);
  };
  collect(root);
  return ids;
}

/** The values of all blocks of a name in an element, such as `instance_attributes`. */
export function blocksIn(parent: XmlElement, name: string, ids: Ids): Blocks {
  const blocks = elementsIn(parent, name)
    .map((block) => referred(block, ids))
    .toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const plain = blocks.filter((block) => elementsIn(block, 'rule').length === 0);
  const values = new Map<string, Value>();
  for (const value of plain.flatMap((block) => pairsIn(block, ids)))
    if (!values.has(value.name)) values.set(value.name, value);
  return { values: [...values.values()], ruled: blocks.filter((block) => !plain.includes(block)) };
}

function pairsIn(block: XmlElement, ids: Ids): readonly Value[] {
  return elementsIn(block, 'nvpair').map((pair) => {
    const source = referred(pair, ids);
    const name = attributeOf(pair, 'name') ?? attributeOf(source, 'name') ?? '';
    return { name, value: attributeOf(source, 'value') ?? '', line: pair.line };
  });
}

function referred(element: XmlElement, ids: Ids): XmlElement {
  const reference = attributeOf(element, 'id-ref');
  return reference === undefined ? element : (ids.get(reference) ?? element);
}

function scoreOf(block: XmlElement): number {
  const score = attributeOf(block, 'score') ?? '0';
  return /^[+]?INFINITY$/i.test(score) ? 1_000_000 : Number.parseInt(score, 10) || 0;
}
