/** An XML file as parts: an element is one; comments and blanks are none. */
import { attributeOf, elementsIn, textIn, type XmlElement } from '../base/xml.ts';
import { numbered, type Part } from './parts.ts';
import type { Line } from './hunks.ts';

/** What identifies an element among its siblings, and which siblings have no order. */
export type Kinship = {
  /** Together with its name. Elements with equal ids are numbered. */
  readonly id: (element: XmlElement, parent: XmlElement) => string;
  readonly group: (element: XmlElement, parent: XmlElement) => string;
  /** A text or the value of an attribute, as the daemon reads it. */
  readonly value: (element: XmlElement, attribute: string, value: string) => string;
};

/** For XML of an unknown program: every order counts. */
export const ANY: Kinship = { id: () => '', group: () => '', value: (_element, _attribute, value) => value };

export function partOf(element: XmlElement, kin: Kinship, id = element.name, group = ''): Part {
  const children = elementsIn(element).map((child) =>
    partOf(child, kin, `${child.name} ${kin.id(child, element)}`, kin.group(child, element)),
  );
  return {
    name: element.name,
    id,
    group,
    attributes: new Map(element.attributes.map(({ name, value }) => [name, kin.value(element, name, value)])),
    text: kin.value(element, '', textIn(element)),
    line: element.line,
    children: numbered(children),
  };
}

/** The attribute `name`, which identifies most elements. */
export function nameIn(element: XmlElement): string {
  return attributeOf(element, 'name') ?? '';
}

/** A line for each element, indented by its depth. */
export function* linesOf(part: Part, depth = 0): Generator<Line> {
  const attributes = [...part.attributes].map(
    ([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`,
  );
  const tag = `${'  '.repeat(depth)}<${part.name}${attributes.join('')}`;
  const text = escaped(part.text);
  const key = `${'  '.repeat(depth)}<${part.name}${attributes.toSorted().join('')}>${text}`;
  yield {
    key,
    text: part.children.length > 0 ? `${tag}>${text}` : text === '' ? `${tag}/>` : `${tag}>${text}</${part.name}>`,
    line: part.line,
  };
  for (const child of part.children) yield* linesOf(child, depth + 1);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\n\r\t]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
