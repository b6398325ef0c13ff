/**
 * Blocks of nvpairs: which apply, and in which order. Pacemaker Explained, "Rules", "Using Rules to Control Resource Options".
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { scoreOf } from './text.ts';
import { rulesHold, type Asked } from './rules.ts';

/** Elements of a document by their id, for `id-ref`. */
export type ById = { get(id: string): XmlElement | undefined };

/** The target of an `id-ref`, or the element itself. Undefined if the reference is dangling. */
export function dereferenced(element: XmlElement, byId: ById): XmlElement | undefined {
  const reference = attributeOf(element, 'id-ref');
  return reference === undefined ? element : byId.get(reference);
}

export type Reading = { readonly byId: ById; readonly asked: Asked };

/**
 * Adds the values of an element's blocks to a table. Blocks are sorted by descending score. The first value counts, unless later
 * ones overwrite. `first`: id of a block that precedes all.
 */
export function addValues(
  into: Map<string, string>,
  {
    element,
    block,
    first,
    overwrite = false,
  }: { element: XmlElement | undefined; block: string; first?: string; overwrite?: boolean },
  { byId, asked }: Reading,
): void {
  if (element === undefined) return;
  for (const values of sortedBlocks(element, block, first, byId)) {
    if (!rulesHold(values, asked)) continue;
    for (const pair of elementsIn(values, 'nvpair')) addPair(into, pair, byId, overwrite);
  }
}

/** Sorted blocks; of equal scores the last one in the file is first (measured). */
function sortedBlocks(element: XmlElement, name: string, first: string | undefined, byId: ById): readonly XmlElement[] {
  const blocks = elementsIn(element, name)
    .map((block) => dereferenced(block, byId))
    .filter((block) => block !== undefined);
  if (blocks.length < 2) return blocks;
  const rank = (block: XmlElement) =>
    attributeOf(block, 'id') === first && first !== undefined ? Infinity : scoreOf(attributeOf(block, 'score'));
  return blocks.toReversed().sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
}

function addPair(into: Map<string, string>, pair: XmlElement, byId: ById, overwrite: boolean): void {
  const reference = dereferenced(pair, byId) ?? pair;
  const name = attributeOf(pair, 'name') ?? attributeOf(reference, 'name');
  const value = attributeOf(pair, 'value') ?? attributeOf(reference, 'value');
  if (name === undefined || value === undefined) return;
  if (value.toLowerCase() === '#default') into.delete(name);
  else if (overwrite || !into.has(name)) into.set(name, value);
}
