/**
 * Typed XML tree -> content. The only user of xmlbuilder2. Escaping, also of secrets, follows from the position.
 *
 * The library writes each kind of tag once, a name with the names of its attributes, and the head of documents. Values, layout and escapes are written here.
 * Its tree of 10,000 documents takes a third of the time of a build, and its callbacks more than twice as much as its tree
 * (measured, decision 260). It also leaves `&name;` in a value as it is, which a reader takes for an entity.
 */
import { exact } from '../base/lists.ts';
import { create } from 'xmlbuilder2';
import { escapeAttribute, escapeXml } from '../base/spellings.ts';
import type { Content, Slot } from '../bundle/content.ts';
import { childrenOf, isXml, type Xml, type XmlValue } from './draft.ts';
import { isUse, slotOf } from './slots.ts';

/** The document with an XML declaration, one comment on top, two blanks of indent and a final newline. */
export function renderXml(root: Xml, comment: string): Content {
  const written = new Written();
  written.text(headOf(comment));
  append(root, '', written);
  return written.content();
}

type Attributes = NonNullable<Xml['attributes']>;

/** Text and slots in order. The text between two slots is one string. */
class Written {
  readonly #parts: (string | Slot)[] = [];
  #texts: string[] = [];
  #long: string[] = [];

  text(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length >= MANY) this.#join();
  }

  slot(slot: Slot): void {
    this.#parts.push(this.#whole(), slot);
  }

  content(): Content {
    return exact([...this.#parts, this.#whole()].filter((part) => part !== ''));
  }

  #whole(): string {
    this.#join();
    const whole = this.#long.join('');
    this.#long = [];
    return whole;
  }

  #join(): void {
    this.#long.push(this.#texts.join(''));
    this.#texts = [];
  }
}

/** Texts that are joined at once. A short one takes more memory alone than its letters do. */
const MANY = 1000;

function append(xml: Xml, indent: string, written: Written): void {
  const { name, attributes = {} } = xml;
  appendTag(tagOf(name, attributes), attributes, indent, written);
  if (appendChildren(xml, indent, written)) written.text(`</${name}>\n`);
  else written.text('/>\n');
}

/** Texts, or elements on lines of their own. False without any. */
function appendChildren(xml: Xml, indent: string, written: Written): boolean {
  let before: 'nothing' | 'text' | 'element' = 'nothing';
  const inner = `${indent}  `;
  for (const child of childrenOf(xml)) {
    const is = isXml(child) ? 'element' : 'text';
    if (before === 'nothing') written.text(is === 'element' ? '>\n' : '>');
    else if (before !== is) throw new Error('bug/xml: text next to elements');
    before = is;
    if (isXml(child)) append(child, inner, written);
    else appendText(child, written);
  }
  if (before === 'element') written.text(indent);
  return before !== 'nothing';
}

/** Up to the end of the tag. The text between two slots is added at once. */
function appendTag({ texts }: Tag, attributes: Attributes, indent: string, written: Written): void {
  let text = indent + (texts[0] ?? '');
  let index = 0;
  for (const value of Object.values(attributes)) {
    index += 1;
    if (isUse(value)) {
      written.text(text);
      written.slot(slotOf(value, 'xml-attribute'));
      text = '';
    } else text += escaped(value, 'xml-attribute');
    text += texts[index] ?? '';
  }
  written.text(text);
}

function appendText(child: XmlValue, written: Written): void {
  if (isUse(child)) written.slot(slotOf(child, 'xml-text'));
  else written.text(escaped(child, 'xml-text'));
}

/** XML turns a line break in an attribute into a blank; none of our values may contain one. */
function escaped(value: string | number, encode: 'xml-attribute' | 'xml-text'): string {
  const text = String(value);
  if (PLAIN.test(text)) return text;
  if (NO_CHARACTER.test(text)) throw new Error('bug/xml: a character that XML does not have');
  if (encode === 'xml-text') return escapeXml(text);
  if (/[\r\n\t]/.test(text)) throw new Error('bug/xml: a line break or tab in an attribute');
  return escapeAttribute(text);
}

/** Letters that are written as they are: most values. */
const PLAIN = /^[ !#-%'-;=?-~]*$/;
/** XML 1.0, 2.2. */
const NO_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The names of a tag's attributes, and the texts around their values, without the end of the tag. */
type Tag = { readonly keys: readonly string[]; readonly texts: readonly string[] };

/** Tags without values, by their names. A site has less than a hundred; more come from names that users choose. */
const tags = new Map<string, Tag[]>();
const MOST_TAGS = 1000;
let known = 0;

/** Throws the library's error for what is no name. */
function tagOf(name: string, attributes: Attributes): Tag {
  const alike = tags.get(name) ?? [];
  for (const tag of alike) if (isOf(tag, attributes)) return tag;
  const keys = Object.keys(attributes);
  const tag = { keys, texts: newTag(name, keys) };
  if (known >= MOST_TAGS) {
    tags.clear();
    known = 0;
  }
  tags.set(name, [...(tags.get(name) ?? []), tag]);
  known += 1;
  return tag;
}

/** The same names in the same order. */
function isOf({ keys }: Tag, attributes: Attributes): boolean {
  let count = 0;
  for (const key in attributes) {
    if (keys[count] !== key) return false;
    count += 1;
  }
  return count === keys.length;
}

function newTag(name: string, keys: readonly string[]): readonly string[] {
  const element = create().ele(name);
  for (const key of keys) element.att(key, VALUE);
  const text = element.doc().end({ headless: true, wellFormed: true });
  return text.slice(0, -'/>'.length).split(VALUE);
}

/** In place of a value: a no-break space, which is in no name. Of Latin-1: with any other, V8 takes two bytes for each letter of a document. */
const VALUE = '\u00a0';

/** The lines above the root. */
function headOf(comment: string): string {
  if (comment.includes('--') || NO_CHARACTER.test(comment)) throw new Error('bug/xml: what no comment may contain');
  headTexts ??= newHead();
  return headTexts.join(` ${comment} `);
}

let headTexts: readonly string[] | undefined;

function newHead(): readonly string[] {
  const document = create({ version: '1.0', encoding: 'UTF-8' }).com(VALUE);
  const text = document.ele('a').doc().end({ prettyPrint: true, wellFormed: true });
  return text.slice(0, -'<a/>'.length).split(VALUE);
}
