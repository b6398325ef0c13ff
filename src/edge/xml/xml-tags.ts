/** Start tags of a text one after the other. What is written as in the tag before is not made again, since most tags repeat each other. */
import type { XmlAttribute } from '../../base/xml.ts';
import { valueOf } from './xml-tree.ts';

/** A name of elements, with the attributes of the last tag of that name. */
export type Tag = { readonly name: string; readonly last: XmlAttribute[] };

const NAME = /[\w.-]+/y;
/** What a value does not keep as it is written. */
const NORMALISED = /[&\t\n]/;
const [EQUALS, QUOTE, BLANK] = [0x3d, 0x22, 0x20];

/** Below the limit of libxml2, 50,000 letters. */
const MAX_NAME = 1000;
/** So that a name is quickly looked for among the others. */
const MOST_ATTRIBUTES = 100;

const NONE: readonly never[] = [];

/** Reads tags that are known to be well-formed. */
export class XmlTags {
  readonly #text: string;
  readonly #tags = new Map<string, Tag>();
  readonly #names = new Map<string, string>();
  /** Those of the tag that is read. */
  readonly #found: XmlAttribute[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The tag whose `<` is at a place; undefined if its name is too long. */
  tagAt(start: number): Tag | undefined {
    this.#at = start + 1;
    const name = this.#name();
    const known = this.#tags.get(name);
    if (known !== undefined || name.length > MAX_NAME) return known;
    const tag = { name, last: [] };
    this.#tags.set(name, tag);
    return tag;
  }

  /** The attributes of the tag that was asked for last, up to its end. Undefined if one is written twice, or declares a namespace. */
  attributesOf({ last }: Tag, end: number): readonly XmlAttribute[] | undefined {
    const found = this.#found;
    let count = 0;
    for (this.#passBlanks(); this.#at < end; this.#passBlanks()) {
      const attribute = this.#asBefore(last[count]) ?? this.#attribute(last, count);
      if (attribute === undefined || count > MOST_ATTRIBUTES) return undefined;
      for (let other = 0; other < count; other += 1) if (found[other]?.name === attribute.name) return undefined;
      found[count] = attribute;
      count += 1;
    }
    return count === 0 ? NONE : found.slice(0, count);
  }

  /** The attribute of the tag before, if it is here in the same letters. */
  #asBefore(before: XmlAttribute | undefined): XmlAttribute | undefined {
    if (before === undefined) return undefined;
    const { name, value } = before;
    const start = this.#at + name.length + 2;
    const end = start + value.length;
    const isQuoted =
      this.#codeAt(start - 2) === EQUALS && this.#codeAt(start - 1) === QUOTE && this.#codeAt(end) === QUOTE;
    if (!isQuoted || !this.#text.startsWith(name, this.#at) || !this.#text.startsWith(value, start)) return undefined;
    this.#at = end + 1;
    return before;
  }

  #attribute(last: XmlAttribute[], position: number): XmlAttribute | undefined {
    const name = this.#name();
    if (name === 'xmlns' || name.length > MAX_NAME) return undefined;
    this.#passBlanks();
    this.#at += 1;
    this.#passBlanks();
    const quote = this.#text.charAt(this.#at);
    const end = this.#text.indexOf(quote, this.#at + 1);
    const written = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    const isPlain = !NORMALISED.test(written);
    const attribute = { name, value: isPlain ? written : valueOf(written) };
    if (isPlain && quote === '"') last[position] = attribute;
    return attribute;
  }

  /** The same string for equal names. */
  #name(): string {
    const start = this.#at;
    NAME.lastIndex = start;
    if (NAME.test(this.#text)) this.#at = NAME.lastIndex;
    const name = this.#text.slice(start, this.#at);
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }

  /** The text is plain, so that there are no others below a blank. */
  #passBlanks(): void {
    while (this.#codeAt(this.#at) <= BLANK) this.#at += 1;
  }

  #codeAt(at: number): number {
    return this.#text.charCodeAt(at);
  }
}
