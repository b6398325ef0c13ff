/** Typed XML tree -> content. The only user of xmlbuilder2. Escaping, also of secrets, follows from the position. */
import { create } from 'xmlbuilder2';
import type { Content } from '../bundle/content.ts';
import type { Xml, XmlValue } from './draft.ts';
import { isUse, Slots } from './slots.ts';

type Builder = ReturnType<typeof create>;

/** The document with an XML declaration, one comment on top, two blanks of indent and a final newline. */
export function renderXml(root: Xml, comment: string): Content {
  const slots = new Slots();
  const document = create({ version: '1.0', encoding: 'UTF-8' }).com(` ${comment} `);
  append(document, root, slots);
  // Without wellFormed the library would write control characters, and "--" in comments.
  return slots.cut(`${document.end({ prettyPrint: true, wellFormed: true })}\n`);
}

function append(parent: Builder, { name, attributes = {}, children = [] }: Xml, slots: Slots): void {
  const node = parent.ele(name);
  for (const [key, value] of Object.entries(attributes)) node.att(key, attributeText(value, slots));
  for (const child of children) {
    if (isXml(child)) append(node, child, slots);
    else node.txt(isUse(child) ? slots.token(child, 'xml-text') : String(child));
  }
}

/** XML turns a line break in an attribute into a blank; none of our values may contain one. */
function attributeText(value: XmlValue, slots: Slots): string {
  if (isUse(value)) return slots.token(value, 'xml-attribute');
  const text = String(value);
  if (/[\r\n\t]/.test(text)) throw new Error('bug/xml: a line break or tab in an attribute');
  return text;
}

function isXml(child: Xml | XmlValue): child is Xml {
  return typeof child === 'object' && 'name' in child;
}
