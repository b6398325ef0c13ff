/** Elements of a CIB that are made or replaced for a prediction. */
import { own } from '../../../base/json.ts';
import { elementsIn, type XmlElement } from '../../../base/xml.ts';

export function element(
  name: string,
  values: { readonly [name: string]: string },
  children: readonly XmlElement[] = [],
  line = 0,
): XmlElement {
  const attributes = Object.entries(values).map(([key, value]) => ({ name: key, value }));
  return { name, attributes, children, line };
}

export function withAttributes(target: XmlElement, values: { readonly [name: string]: string }): XmlElement {
  const kept = target.attributes.filter(({ name }) => !Object.hasOwn(values, name));
  return { ...target, attributes: [...kept, ...element('', values).attributes] };
}

/** Replaces the first child of a name, or adds it if there is none. */
export function withChild(parent: XmlElement, name: string, change: (child: XmlElement) => XmlElement): XmlElement {
  const known = elementsIn(parent, name)[0];
  if (known === undefined)
    return { ...parent, children: [...parent.children, change(element(name, {}, [], parent.line))] };
  return { ...parent, children: parent.children.map((child) => (child === known ? change(known) : child)) };
}

/** The document as text, without comments and whitespace. */
export function xmlText(one: XmlElement): string {
  const attributes = one.attributes.map(({ name, value }) => ` ${name}="${escaped(value)}"`).join('');
  const children = one.children.map((child) => ('name' in child ? xmlText(child) : '')).join('');
  return children === '' ? `<${one.name}${attributes}/>` : `<${one.name}${attributes}>${children}</${one.name}>`;
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, (character) => own(ESCAPES, character) ?? '');
}
