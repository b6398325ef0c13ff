/**
 * Reads an entry in the simple part of YAML, in which nearly all of a site is written, about ten times as fast as the library:
 * maps and lists in block style, brackets within a line, words, whole numbers, quotes without escapes, comments. For anything
 * else there is no answer, and the library reads the entry. A property test holds both equal (decision 635).
 */
import type { SourceFile, Span, Tree, TreeEntry } from './tree.ts';
import { weightOf } from './weights.ts';

/** An entry, the offset where the map around it would end, and the weight of its text. */
export type SimpleEntry = { readonly entry: TreeEntry; readonly end: number; readonly weight: number };

/** The entry whose lines are from `start` to `end` of a file. Undefined if the library has to read it. */
export function simpleEntry(file: SourceFile, start: number, end: number): SimpleEntry | undefined {
  try {
    return new Reader(file, start, end).onlyEntry();
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

class NotSimple extends Error {}

/** More than a site has. Bounds keep recursion, and what a regular expression remembers, small for any text. */
const MAX_DEPTH = 16;
const KEY = /([A-Za-z_][\w./-]{0,99}):(?=[ \n]|$)/y;
const BLANKS = / +/y;
/** Without characters that a site must not contain. */
const COMMENT = /#[\t -~\u00a0-\ud7ff]{0,999}/;
const LINE_END = new RegExp(`( *)( ${COMMENT.source})?(?:\\n|$)`, 'y');
const EMPTY_LINE = new RegExp(`( *)(${COMMENT.source})?\\n`, 'y');
const ITEM = /- +(?=[^ #\n])/y;
/** Letters that are no indicator of YAML wherever they are in words, and those in block style. A colon is none in front of them. */
const LETTER = String.raw`[\w./@%+=()<>~-]`;
const LETTER_OR_COMMA = String.raw`[\w./@%+=()<>~,-]`;
const WORDS = wordsOf(LETTER);
const WORDS_WITH_COMMAS = wordsOf(LETTER_OR_COMMA);
const QUOTED = /"([ !#-[\]-~]{0,999})"|'([ -&(-~]{0,999})'/y;
const RESERVED = '${';
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;
/** What YAML 1.2 may take for a number, or for no text at all. YAML 1.2.2, 10.3.2. */
const NO_TEXT = /^(?:[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|0[xo][0-9a-f]+|null|true|false)$/i;
const OTHER = weightOf(' ');
/** Of words, and the sign that the lexer puts before them. */
const TEXT_WEIGHT = weightOf('\u001f') + OTHER;

function wordsOf(letter: string): RegExp {
  return new RegExp(`[A-Za-z0-9_/](?:${letter}|:(?=${letter})| +(?=${letter})){0,999}`, 'y');
}

class Reader {
  readonly #text: string;
  readonly #file: SourceFile['id'];
  readonly #end: number;
  /** Where reading is: in a line, or at the first content of one in the column. */
  #at: number;
  #column = 0;
  /** The column of the entry. */
  #outer: number | undefined;
  /** Where the last line with content ended. */
  #ended = 0;
  #weight = 0;
  #depth = 0;

  constructor({ id, text }: SourceFile, start: number, end: number) {
    this.#text = text;
    this.#file = id;
    this.#at = start;
    this.#end = end;
  }

  onlyEntry(): SimpleEntry {
    this.#toContent();
    const entry = this.#entry(this.#column);
    if (this.#at !== this.#end) throw new NotSimple();
    return { entry, end: this.#ended, weight: this.#weight };
  }

  /** A key with its value, up to the next content. */
  #entry(column: number): TreeEntry {
    const { key, keySpan } = this.#key();
    if (this.#lineEnds()) return { key, keySpan, value: this.#below(column) };
    this.#blanks();
    return { key, keySpan, value: this.#inLine(WORDS_WITH_COMMAS) };
  }

  #key(): Pick<TreeEntry, 'key' | 'keySpan'> {
    const start = this.#at;
    const key = this.#taken(KEY)?.[1];
    if (key === undefined || NO_TEXT.test(key)) throw new NotSimple();
    this.#weight += TEXT_WEIGHT + weightOf(':');
    return { key, keySpan: this.#span(start, this.#at - 1) };
  }

  /** The value of a key that has nothing in its own line. A list may be in the column of its key. */
  #below(column: number): Tree {
    const isList = this.#text[this.#at] === '-';
    if (this.#at === this.#end || this.#column < column || (this.#column === column && !isList)) throw new NotSimple();
    return isList ? this.#list(this.#column) : this.#map(this.#column);
  }

  #map(column: number): Tree {
    const start = this.#at;
    const entries: TreeEntry[] = [];
    this.#deeper();
    do entries.push(this.#entry(column));
    while (this.#hasMore(column));
    this.#depth -= 1;
    return this.#mapOf(entries, start, this.#ended);
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotSimple();
  }

  #list(column: number): Tree {
    const start = this.#at;
    const items: Tree[] = [];
    this.#deeper();
    do items.push(this.#item());
    while (this.#hasMore(column) && this.#text[this.#at] === '-');
    this.#depth -= 1;
    return { kind: 'list', items, span: this.#span(start, this.#ended) };
  }

  #item(): Tree {
    const [dash] = this.#taken(ITEM) ?? [];
    if (dash === undefined) throw new NotSimple();
    this.#weight += weightOf('-') + OTHER;
    KEY.lastIndex = this.#at;
    return KEY.test(this.#text) ? this.#map(this.#column + dash.length) : this.#inLine(WORDS_WITH_COMMAS);
  }

  #hasMore(column: number): boolean {
    if (this.#at === this.#end || this.#column < column) return false;
    if (this.#column > column) throw new NotSimple();
    return true;
  }

  /** A value that ends its line. */
  #inLine(words: RegExp): Tree {
    const value = this.#value(words);
    if (!this.#lineEnds()) throw new NotSimple();
    return value;
  }

  #value(words: RegExp): Tree {
    const sign = this.#text[this.#at];
    if (sign === '[' || sign === '{') return this.#inBrackets();
    if (sign === '"' || sign === "'") return this.#quoted(sign);
    const start = this.#at;
    const text = this.#taken(words)?.[0] ?? '';
    this.#weight += TEXT_WEIGHT;
    return { kind: 'scalar', value: valueOf(text), span: this.#span(start, this.#at) };
  }

  #quoted(quote: string): Tree {
    const start = this.#at;
    const [, double, single = double] = this.#taken(QUOTED) ?? [];
    if (single === undefined || single.includes(RESERVED)) throw new NotSimple();
    this.#weight += weightOf(quote);
    return { kind: 'scalar', value: single, span: this.#span(start, this.#at) };
  }

  #inBrackets(): Tree {
    const start = this.#at;
    if (this.#text[start] === '[') {
      const items = this.#separated('[]', () => this.#value(WORDS));
      return { kind: 'list', items, span: this.#span(start, this.#at) };
    }
    const entries = this.#separated('{}', () => this.#entryInBrackets());
    return this.#mapOf(entries, start, this.#at);
  }

  #separated<T>([opening = '', closing = '']: string, read: () => T): readonly T[] {
    const parts: T[] = [];
    this.#deeper();
    this.#sign(opening);
    this.#blanks();
    while (this.#text[this.#at] !== closing) {
      if (parts.length > 0) this.#sign(',');
      this.#blanks();
      parts.push(read());
      this.#blanks();
    }
    this.#sign(closing);
    this.#depth -= 1;
    return parts;
  }

  #entryInBrackets(): TreeEntry {
    const { key, keySpan } = this.#key();
    this.#blanks();
    return { key, keySpan, value: this.#value(WORDS) };
  }

  #sign(sign: string): void {
    if (this.#text[this.#at] !== sign) throw new NotSimple();
    this.#at += 1;
    this.#weight += weightOf(sign);
  }

  #mapOf(entries: readonly TreeEntry[], start: number, end: number): Tree {
    if (new Set(entries.map(({ key }) => key)).size < entries.length) throw new NotSimple();
    return { kind: 'map', entries, span: this.#span(start, end) };
  }

  #blanks(): void {
    if (this.#taken(BLANKS) !== undefined) this.#weight += OTHER;
  }

  /** Goes to the next content, if nothing but a comment is left in the line. */
  #lineEnds(): boolean {
    const [line, blanks, comment] = this.#taken(LINE_END) ?? [];
    if (line === undefined) return false;
    this.#weight += OTHER * (line.endsWith('\n') ? 1 : 0);
    this.#weight += OTHER * (comment === undefined ? (blanks === '' ? 0 : 1) : 2);
    this.#ended = this.#at;
    this.#toContent();
    return true;
  }

  /** To the next content of the entry, or to its end. */
  #toContent(): void {
    const columns = this.#comments();
    if (this.#at < this.#end) this.#indent();
    const isHere = this.#at < this.#end ? (column: number) => column === this.#column : this.#isOutside;
    // What else a comment belongs to changes where maps end.
    if (!columns.every(isHere)) throw new NotSimple();
  }

  /** Past lines without content; the columns of their comments. */
  #comments(): readonly number[] {
    const columns: number[] = [];
    while (this.#at < this.#end) {
      const [line, blanks = '', comment] = this.#taken(EMPTY_LINE) ?? [];
      if (line === undefined) return columns;
      this.#weight += OTHER * (blanks === '' ? 1 : 2);
      if (comment === undefined) continue;
      this.#weight += OTHER;
      columns.push(blanks.length);
    }
    return columns;
  }

  #indent(): void {
    const start = this.#at;
    this.#blanks();
    this.#column = this.#at - start;
    this.#outer ??= this.#column;
  }

  readonly #isOutside = (column: number): boolean => column <= (this.#outer ?? 0);

  #taken(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #span(start: number, end: number): Span {
    return { file: this.#file, start, end };
  }
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (NUMBER.test(text)) return Number(text);
  if (text === '' || NO_TEXT.test(text)) throw new NotSimple();
  return text;
}
