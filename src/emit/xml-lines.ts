/** Which element a line of a rendered document belongs to. Follows the layout of xml.ts; a test holds the two together. */
import type { SourcePath } from '../base/brand.ts';
import type { Xml, XmlValue } from './draft.ts';

/** An element by its path (`clusternodes/clusternode[2]`, counted from 1 where siblings share a name) and what it is made from. */
export type ElementLine = { readonly element: string; readonly from: readonly SourcePath[] };

/** For each line of the document the element whose tag it holds; null for the two lines above the root. */
export function elementLines(root: Xml): readonly (ElementLine | null)[] {
  return [null, null, ...linesOf(root, root.name, [])];
}

/** One line for an element without elements in it; else one per tag, around those of its children. */
function linesOf(xml: Xml, element: string, inherited: readonly SourcePath[]): readonly ElementLine[] {
  const { children = [], from = inherited } = xml;
  const elements = children.filter(isElement);
  const line = { element, from };
  if (elements.length === 0) return [line];
  const inside = elements.flatMap((child) => linesOf(child, `${element}/${stepTo(child, elements)}`, from));
  return [line, ...inside, line];
}

function stepTo(child: Xml, siblings: readonly Xml[]): string {
  const namesakes = siblings.filter(({ name }) => name === child.name);
  return namesakes.length === 1 ? child.name : `${child.name}[${namesakes.indexOf(child) + 1}]`;
}

function isElement(child: Xml | XmlValue): child is Xml {
  return typeof child === 'object' && 'name' in child;
}
