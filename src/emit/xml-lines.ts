/** The element of each line in a rendered document. Follows the layout of xml.ts, which a test verifies. */
import type { SourcePath } from '../base/brand.ts';
import { isXml, type Xml } from './draft.ts';

/** An element by its path (`clusternodes/clusternode[2]`, counted from 1 where siblings share a name) and what it is made from. */
export type ElementLine = { readonly element: string; readonly from: readonly SourcePath[] };

/** For each line, of the first `most`, the element whose tag it contains; null for the two lines above the root. */
export function elementLines(root: Xml, most = Infinity): readonly (ElementLine | null)[] {
  const lines: (ElementLine | null)[] = [null, null];
  addLines(root, root.name, [], { lines, most });
  return lines;
}

type Into = { readonly lines: (ElementLine | null)[]; readonly most: number };

/** One line for an element without child elements; else one per tag, around those of its children. */
function addLines(xml: Xml, element: string, inherited: readonly SourcePath[], into: Into): void {
  const { children = [], from = inherited } = xml;
  const elements = children.filter(isXml);
  const line = { element, from };
  into.lines.push(line);
  if (elements.length === 0) return;
  const steps = stepsTo(elements);
  for (const [index, child] of elements.entries()) {
    if (into.lines.length >= into.most) return;
    addLines(child, `${element}/${steps[index]}`, from, into);
  }
  into.lines.push(line);
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
