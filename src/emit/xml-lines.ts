/** The element of each line in a rendered document. Follows the layout of xml.ts, which a test verifies. */
import type { SourcePath } from '../base/brand.ts';
import { childrenOf, isXml, type Xml } from './draft.ts';

/** An element by its path (`clusternodes/clusternode[2]`, counted from 1 where siblings share a name) and what it is made from. */
export type ElementLine = { readonly element: string; readonly from: readonly SourcePath[] };

/** For each line the element whose tag it contains; null for the two lines above the root. */
export function elementLines(root: Xml): readonly (ElementLine | null)[] {
  const lines: (ElementLine | null)[] = [null, null];
  addLines(root, root.name, [], lines);
  return lines;
}

/** One line for an element without child elements; else one per tag, around those of its children. */
function addLines(xml: Xml, element: string, inherited: readonly SourcePath[], lines: (ElementLine | null)[]): void {
  const { from = inherited } = xml;
  const elements = [...childrenOf(xml)].filter(isXml);
  const line = { element, from };
  lines.push(line);
  if (elements.length === 0) return;
  const steps = stepsTo(elements);
  for (const [index, child] of elements.entries()) addLines(child, `${element}/${steps[index]}`, from, lines);
  lines.push(line);
}

/** The name of a line's element, null above the root, and what the line is made from. */
type Source = readonly [name: string | null, from: readonly SourcePath[]];

/** The source of each line, line by line: the first lines of a long document need none of the elements behind them. */
export function* sourceLines(root: Xml): Generator<Source> {
  yield [null, []];
  yield [null, []];
  yield* sourcesIn(root, []);
}

function* sourcesIn(xml: Xml, inherited: readonly SourcePath[]): Generator<Source> {
  const { name, from = inherited } = xml;
  yield [name, from];
  let hasElements = false;
  for (const child of childrenOf(xml)) {
    if (!isXml(child)) continue;
    hasElements = true;
    yield* sourcesIn(child, from);
  }
  if (hasElements) yield [name, from];
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
