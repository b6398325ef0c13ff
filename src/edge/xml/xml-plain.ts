/**
 * Parses XML that has only elements, attributes, texts and comments, in Latin letters: nearly every file of a cluster. It is
 * certain of what it returns, and leaves every other text to libxml2, which takes several times longer and a tenth of a second
 * to load.
 */
import { unescapeXml, type XmlElement, type XmlText } from '../../base/xml.ts';
import { XmlTags } from './xml-tags.ts';
import { movedBy, type XmlTwins } from './xml-twins.ts';

type Child = XmlElement['children'][number];

/**
 * The root element, as `treeIn` returns it; undefined where only libxml2 can say whether the text is well-formed. `twins`: those
 * of a text that is nearly the same; the first text fills them.
 */
export function plainTree(text: string, twins?: XmlTwins): XmlElement | undefined {
  return isUsual(text) ? new Reader(text, twins).root() : undefined;
}

function isUsual(text: string): boolean {
  return !OTHER.test(text) && !text.includes(']]>') && !(text.includes('&') && REFERENCE.test(text));
}

/** Other characters than those of XML in ASCII and Latin-1. XML 1.0, 2.2. */
const OTHER = /[^\t\n -~\u00a0-\u00ff]/;
/** References except to the five entities. XML 1.0, 4.1. */
const REFERENCE = /&(?!(?:lt|gt|amp|quot|apos);)/;
const DECLARATION = /<\?xml version="1\.0"(?: encoding="(?:utf-8|UTF-8)")? ?\?>/y;
/** Name, attributes, and the end of the tag. A name with a prefix is left to libxml2. XML 1.0, 3.1. */
const START = /<[A-Za-z_][\w.-]*(?:[ \t\n]+[A-Za-z_][\w.-]*[ \t\n]*=[ \t\n]*(?:"[^"<]*"|'[^'<]*'))*[ \t\n]*\/?>/y;
const END = /[ \t\n]*>/y;
const BLANKS = /[ \t\n]*/y;

/** Below the limit of libxml2, 256 levels, where it decides. */
const MAX_DEPTH = 200;
/** Texts between tags that are shorter are made once for each length, while they stay the same. */
const MAX_GAP = 100;

const NONE: readonly never[] = [];
const SLASH = 0x2f;
const MARK = 0x21;
const GREATER = 0x3e;

/** Down to which twins are looked for: that of shared resources, and of what is directly in a service. */
const TWIN_DEPTH = 4;

class Reader {
  readonly #text: string;
  readonly #tags: XmlTags;
  readonly #twins: XmlTwins | undefined;
  /** Children of the elements that are open, those of the innermost last. */
  readonly #children: Child[] = [];
  #count = 0;
  readonly #gaps: XmlText[] = [];
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string, twins: XmlTwins | undefined) {
    this.#text = text;
    this.#tags = new XmlTags(text);
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
    const start = this.#at;
    if (depth > MAX_DEPTH || !this.#pass(START)) return undefined;
    const isEmpty = this.#text.charCodeAt(this.#at - 2) === SLASH;
    const tag = this.#tags.tagAt(start);
    const attributes = tag && this.#tags.attributesOf(tag, this.#at - (isEmpty ? 2 : 1));
    if (tag === undefined || attributes === undefined) return undefined;
    const { name } = tag;
    const children = isEmpty ? NONE : this.#childrenOf(name, depth);
    return children === undefined ? undefined : { name, attributes, children, line };
  }

  #childrenOf(name: string, depth: number): readonly Child[] | undefined {
    const first = this.#count;
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next > this.#at) this.#add(this.#gapUpTo(next));
      this.#at = next;
      const second = this.#text.charCodeAt(next + 1);
      if (next < 0 || second === SLASH) return this.#ends(name) ? this.#takeFrom(first) : undefined;
      const child = second === MARK ? this.#comment() : this.#below(depth);
      if (child === undefined) return undefined;
      this.#add(child);
    }
  }

  #add(child: Child): void {
    this.#children[this.#count] = child;
    this.#count += 1;
  }

  #takeFrom(first: number): readonly Child[] {
    const children = first === this.#count ? NONE : this.#children.slice(first, this.#count);
    this.#count = first;
    return children;
  }

  /** Between tags there is mostly the same line break and indentation. */
  #gapUpTo(end: number): XmlText {
    const length = end - this.#at;
    const known = this.#gaps[length];
    if (known !== undefined && this.#text.startsWith(known.text, this.#at)) return known;
    const written = this.#text.slice(this.#at, end);
    const gap = { text: unescapeXml(written) };
    if (length < MAX_GAP && gap.text === written) this.#gaps[length] = gap;
    return gap;
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
    // A tag alone is read as fast as it is looked for.
    if (element !== undefined && element.children !== NONE)
      this.#twins?.add({ element, source: this.#text.slice(start, this.#at), depth });
    return element;
  }

  #ends(name: string): boolean {
    if (this.#at < 0 || !this.#text.startsWith(name, this.#at + 2)) return false;
    this.#at += 2 + name.length;
    if (this.#text.charCodeAt(this.#at) !== GREATER) return this.#pass(END);
    this.#at += 1;
    return true;
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
