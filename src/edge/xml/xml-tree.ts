/**
 * Parses the elements of a text that libxml2 has found to be well-formed and that has no document type. That takes a fraction
 * of the time of asking libxml2 for each element.
 */
import { unescapeXml, type XmlAttribute, type XmlElement } from '../../base/xml.ts';

type Child = XmlElement['children'][number];
type Open = {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: Child[];
  readonly line: number;
};

/** The root element. */
export function treeIn(text: string): XmlElement {
  const scanner = new Scanner(text);
  scanner.scan();
  return scanner.root;
}

const ENDS: readonly (readonly [mark: string, ending: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];
// Not \s, which has characters that a name may hold: U+FEFF, U+1680.
const NAME = /[^ \t\r\n/>=]+/y;
const ATTRIBUTE = /[ \t\r\n]*([^ \t\r\n/>=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')/y;

class Scanner {
  readonly #text: string;
  readonly #document: Open = { name: '', attributes: [], children: [], line: 1 };
  readonly #open: Open[] = [this.#document];
  #at = 0;
  #line = 1;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get root(): XmlElement {
    const root = this.#document.children.find((child) => 'name' in child);
    if (root === undefined || !('name' in root)) throw new Error('bug/xml: a well-formed text has a root');
    return root;
  }

  scan(): void {
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      if (next < 0) return;
      if (next > this.#at) this.#add(unescapeXml(lineEnds(this.#text.slice(this.#at, next))));
      this.#at = next;
      this.#markup();
    }
  }

  #markup(): void {
    const second = this.#text.charAt(this.#at + 1);
    if (second === '/') this.#close();
    else if (second === '!' || second === '?') this.#other();
    else this.#element();
  }

  #close(): void {
    this.#at = this.#text.indexOf('>', this.#at) + 1;
    this.#open.pop();
  }

  /** A comment, a CDATA section, or an instruction, which is dropped. */
  #other(): void {
    for (const [mark, ending] of ENDS) {
      if (!this.#text.startsWith(mark, this.#at)) continue;
      const end = this.#text.indexOf(ending, this.#at + mark.length);
      const content = lineEnds(this.#text.slice(this.#at + mark.length, end));
      this.#at = end + ending.length;
      if (mark === '<!--') this.#parent().children.push({ comment: content });
      else if (mark !== '<?') this.#add(content);
      return;
    }
    throw new Error('bug/xml: a well-formed text without a document type has no other markup');
  }

  #element(): void {
    const line = this.#lineHere();
    NAME.lastIndex = this.#at + 1;
    const [name = ''] = NAME.exec(this.#text) ?? [];
    this.#at += 1 + name.length;
    const element: Open = { name, attributes: this.#attributes(), children: [], line };
    this.#parent().children.push(element);
    const end = this.#text.indexOf('>', this.#at);
    if (this.#text.charAt(end - 1) !== '/') this.#open.push(element);
    this.#at = end + 1;
  }

  /** Namespace declarations come first. */
  #attributes(): readonly XmlAttribute[] {
    const spaces: XmlAttribute[] = [];
    const others: XmlAttribute[] = [];
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const found = ATTRIBUTE.exec(this.#text);
      if (found === null) return spaces.length === 0 ? others : [...spaces, ...others];
      const [all, name = '', double, single = ''] = found;
      this.#at += all.length;
      const isSpace = name === 'xmlns' || name.startsWith('xmlns:');
      (isSpace ? spaces : others).push({ name, value: valueOf(double ?? single) });
    }
  }

  #add(text: string): void {
    if (text === '' || this.#open.length === 1) return;
    const { children } = this.#parent();
    const last = children.at(-1);
    if (last !== undefined && 'text' in last) children.splice(-1, 1, { text: last.text + text });
    else children.push({ text });
  }

  #parent(): Open {
    return this.#open.at(-1) ?? this.#document;
  }

  #lineHere(): number {
    for (
      let at = this.#text.indexOf('\n', this.#counted);
      at >= 0 && at < this.#at;
      at = this.#text.indexOf('\n', at + 1)
    )
      this.#line += 1;
    this.#counted = this.#at;
    return this.#line;
  }
}

/** XML 1.0, 2.11. */
function lineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The value of an attribute: each whitespace character is a blank, unless written as a reference. XML 1.0, 3.3.3. */
export function valueOf(text: string): string {
  const hasOtherBlanks = text.includes('\n') || text.includes('\t') || text.includes('\r');
  const plain = hasOtherBlanks ? text.replace(/\r\n|[\t\r\n]/g, ' ') : text;
  return unescapeXml(plain);
}
