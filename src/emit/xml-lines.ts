/** The element of each line in a rendered document. Follows the layout of xml.ts, which a test verifies. */
import type { SourcePath } from '../base/brand.ts';
import { isXml, type Xml } from './draft.ts';

/** An element by its path (`clusternodes/clusternode[2]`, counted from 1 where siblings share a name) and what it is made from. */
export type ElementLine = { readonly element: string; readonly from: readonly SourcePath[] };

/** For each line the element whose tag it contains; null for the two lines above the root. */
export function elementLines(root: Xml): readonly (ElementLine | null)[] {
  return [null, null, ...linesOf(root, root.name, [])];
}

/** One line for an element without child elements; else one per tag, around those of its children. */
function linesOf(xml: Xml, element: string, inherited: readonly SourcePath[]): readonly ElementLine[] {
  const { children = [], from = inherited } = xml;
  const elements = children.filter(isXml);
  const line = { element, from };
  if (elements.length === 0) return [line];
  const steps = stepsTo(elements);
  const inside = elements.flatMap((child, index) => linesOf(child, `${element}/${steps[index]}`, from));
  return [line, ...inside, line];
}

/** One step per sibling, numbered if siblings share a name. A cluster may have thousands of VMs as siblings. */
function stepsTo(siblings: readonly Xml[]): readonly string[] {
  const totals = new Map<string, number>();
  const numbered = siblings.map(({ name }) => {
    const number = (totals.get(name) ?? 0) + 1;
    totals.set(name, number);
    return { name, number };
  });
  return numbered.map(({ name, number }) => (totals.get(name) === 1 ? name : `${name}[${number}]`));
}
