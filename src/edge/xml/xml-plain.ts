/**
 * Parses XML that has only elements, attributes, texts and comments, in Latin letters: nearly every file of a cluster. It is
 * certain of what it returns, and leaves every other text to libxml2, which takes several times longer and a tenth of a second
 * to load.
 */
import { unescapeXml, type XmlAttribute, type XmlElement } from '../../base/xml.ts';
import { valueOf } from './xml-tree.ts';
import { movedBy, type XmlTwins } from './xml-twins.ts';

type Child = XmlElement['children'][number];

/**
 * The root element, as `treeIn` returns it; undefined where only libxml2 can say whether the text is well-formed. `twins`: those
 * of a text that is nearly the same; the first text fills them.
 */
export function plainTree(text: string, twins?: XmlTwins): XmlElement | undefined {
  return UNUSUAL.test(text) ? undefined : new Reader(text, twins).root();
}

/** Other characters, `]]>`, and references except to the five entities. XML 1.0, 2.2, 2.4 and 4.1. */
const UNUSUAL = /[^\t\n -~\u00a0-\u00ff]|\]\]>|&(?!(?:lt|gt|amp|quot|apos);)/;
const DECLARATION = /<\?xml version="1\.0"(?: encoding="(?:utf-8|UTF-8)")? ?\?>/y;
/** Name, attributes, and the `/` of an empty element. A name with a prefix is left to libxml2. XML 1.0, 3.1. */
const START = /<([A-Za-z_][\w.-]*)((?:[ \t\n]+[A-Za-z_][\w.-]*[ \t\n]*=[ \t\n]*(?:"[^"<]*"|'[^'<]*'))*)[ \t\n]*(\/?)>/y;
const ATTRIBUTE = /([\w.-]+)[ \t\n]*=[ \t\n]*(?:"([^"]*)"|'([^']*)')/g;
/** What a value does not keep as it is written. */
const NORMALISED = /[&\t\n]/;
const END = /[ \t\n]*>/y;
const BLANKS = /[ \t\n]*/y;

/** Below the limits of libxml2, where it decides: 256 levels, and 50,000 letters of a name. */
const MAX_DEPTH = 200;
const MAX_NAME = 1000;
/** So that a name is quickly looked for among the others. */
const MOST_ATTRIBUTES = 100;

const NONE: readonly never[] = [];
const SLASH = 0x2f;
const MARK = 0x21;

/** Down to which twins are looked for: that of shared resources, and of what is directly in a service. */
const TWIN_DEPTH = 4;

class Reader {
  readonly #text: string;
  readonly #twins: XmlTwins | undefined;
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string, twins: XmlTwins | undefined) {
    this.#text = text;
    this.#twins = twins;
    twins?.begin();
  }

  root(): XmlElement | undefined {
    this.#pass(DECLARATION);
    this.#misc();
    const root = this.#element(1);
    this.#misc();
    return this.#at === this.#text.length ? root : undefined;
  }

  /** Undefined where the text is not plain; so in all that follows. */
  #element(depth: number): XmlElement | undefined {
    const line = this.#lineHere();
    START.lastIndex = this.#at;
    const found = START.exec(this.#text);
    const name = found?.[1] ?? '';
    const attributes = found === null ? undefined : attributesIn(found[2] ?? '');
    if (attributes === undefined || depth > MAX_DEPTH || name.length > MAX_NAME) return undefined;
    this.#at = START.lastIndex;
    const children = found?.[3] === '/' ? NONE : this.#children(name, depth);
    return children === undefined ? undefined : { name, attributes, children, line };
  }

  #children(name: string, depth: number): readonly Child[] | undefined {
    const children: Child[] = [];
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next > this.#at) children.push({ text: unescapeXml(this.#text.slice(this.#at, next)) });
      this.#at = next;
      const second = this.#text.charCodeAt(next + 1);
      if (next < 0 || second === SLASH) return this.#ends(name) ? children : undefined;
      const child = second === MARK ? this.#comment() : this.#below(depth);
      if (child === undefined) return undefined;
      children.push(child);
    }
  }

  #below(depth: number): XmlElement | undefined {
    return depth < TWIN_DEPTH ? this.#twinOrElement(depth + 1) : this.#element(depth + 1);
  }

  /** What the other text has in the same letters, else what is parsed here. */
  #twinOrElement(depth: number): XmlElement | undefined {
    const start = this.#at;
    const twin = this.#twins?.take(this.#text, start, depth);
    if (twin !== undefined) {
      const line = this.#lineHere();
      this.#at += twin.source.length;
      return movedBy(line - twin.element.line, twin.element);
    }
    const element = this.#element(depth);
    if (element !== undefined) this.#twins?.add({ element, source: this.#text.slice(start, this.#at), depth });
    return element;
  }

  #ends(name: string): boolean {
    if (this.#at < 0 || !this.#text.startsWith(name, this.#at + 2)) return false;
    this.#at += 2 + name.length;
    return this.#pass(END);
  }

  /** No `--` is in a comment. XML 1.0, 2.5. */
  #comment(): Child | undefined {
    if (!this.#text.startsWith('<!--', this.#at)) return undefined;
    const start = this.#at + 4;
    const end = this.#text.indexOf('--', start);
    if (end < 0 || this.#text.charAt(end + 2) !== '>') return undefined;
    this.#at = end + 3;
    return { comment: this.#text.slice(start, end) };
  }

  /** Blanks and comments around the root. */
  #misc(): void {
    do this.#pass(BLANKS);
    while (this.#comment() !== undefined);
  }

  #pass(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const passed = pattern.test(this.#text);
    if (passed) this.#at = pattern.lastIndex;
    return passed;
  }

  #lineHere(): number {
    let at = this.#text.indexOf('\n', this.#counted);
    for (; at >= 0 && at < this.#at; at = this.#text.indexOf('\n', at + 1)) this.#line += 1;
    this.#counted = this.#at;
    return this.#line;
  }
}

/** Undefined if one is written twice, or declares a namespace. */
function attributesIn(written: string): readonly XmlAttribute[] | undefined {
  if (written === '') return NONE;
  const attributes: XmlAttribute[] = [];
  const isPlain = !NORMALISED.test(written);
  ATTRIBUTE.lastIndex = 0;
  for (let found = ATTRIBUTE.exec(written); found !== null; found = ATTRIBUTE.exec(written)) {
    const name = found[1] ?? '';
    const value = found[2] ?? found[3] ?? '';
    if (name === 'xmlns' || name.length > MAX_NAME || attributes.length > MOST_ATTRIBUTES) return undefined;
    for (const other of attributes) if (other.name === name) return undefined;
    attributes.push({ name, value: isPlain ? value : valueOf(value) });
  }
  return attributes;
}
