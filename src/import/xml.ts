/** Access to the tree of an imported XML file. */
import { attributeOf, elementsIn, textIn, type XmlElement } from '../base/xml.ts';

/** An imported file: its name for the user and its root element. */
export type XmlFile = { readonly file: string; readonly root: XmlElement };

/** Children with a name. Empty if the element is undefined. */
export function named(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element === undefined ? [] : elementsIn(element, name);
}

/** The first element at a path of names. */
export function first(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => named(at, name)[0], element);
}

/** An attribute's value. Undefined if the element or attribute is missing. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  return element === undefined ? undefined : attributeOf(element, name);
}

/** An element's text. Empty if the element is missing. */
export function text(element: XmlElement | undefined): string {
  return element === undefined ? '' : textIn(element);
}

/** An element as XML without white space between its children, for an overlay. */
export function xmlText({ name, attributes, children }: XmlElement): string {
  const written = attributes.map((one) => ` ${one.name}="${escaped(one.value).replaceAll('"', '&quot;')}"`).join('');
  const inner = children.map((child) => {
    if ('comment' in child) return '';
    return 'text' in child ? escaped(child.text.trim()) : xmlText(child);
  });
  const content = inner.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The attributes of an element as short text. Secret values are masked. */
export function attributesInWords({ attributes }: XmlElement, secret: (name: string) => boolean): string {
  return attributes.map(({ name, value }) => `${name}="${secret(name) ? '...' : value}"`).join(' ');
}

/**
 * The comment that belongs to a child: directly above it or at the end of its line. A comment followed by an empty line belongs
 * to none.
 */
export function commentOn(child: XmlElement, parent: XmlElement): string | undefined {
  const { children } = parent;
  const at = children.indexOf(child);
  return commentAt(children, at, 1) ?? commentAt(children, at, -1);
}

function commentAt(children: XmlElement['children'], at: number, step: 1 | -1): string | undefined {
  const [gap, next] = [children[at + step], children[at + 2 * step]];
  const blank = gap !== undefined && 'text' in gap && gap.text.trim() === '' ? gap.text : undefined;
  const node = blank === undefined ? gap : next;
  const breaks = (blank ?? '').split('\n').length - 1;
  if (node === undefined || !('comment' in node) || breaks !== (step === 1 ? 0 : 1)) return undefined;
  if (step === -1 && !startsLine(children, children.indexOf(node))) return undefined;
  const comment = node.comment.trim().replace(/\s+/g, ' ');
  return NOT_FOR_PEOPLE.test(comment) ? undefined : comment;
}

/** Comments that are not copied: commented-out elements, possible secrets, and characters that YAML cannot hold. */
const NOT_FOR_PEOPLE = /<|pass|secret|community|token|pwd?\b|[\u0000-\u001f\u007f-\u009f\ufeff\p{Co}]|^$/iu;

/** False for a comment at the end of another element's line, to which it belongs. */
function startsLine(children: XmlElement['children'], index: number): boolean {
  const before = children[index - 1];
  return before === undefined || ('text' in before && before.text.includes('\n'));
}
