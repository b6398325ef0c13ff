/**
 * Reads an entry in the simple part of YAML, in which nearly all of a site is written, about ten times as fast as the library:
 * maps and lists in block style, brackets within a line, words, whole numbers, quotes without escapes, comments. For anything
 * else there is no answer, and the library reads the entry. A property test holds both equal (decision 635).
 */
import { exact } from '../base/lists.ts';
import { NotSimple, SimpleText } from './simple-text.ts';
import type { SourceFile, Span, Tree, TreeEntry } from './tree.ts';
import { weightOf } from './weights.ts';

/** An entry, the offset where the map around it would end, and the weight of its text. */
export type SimpleEntry = { readonly entry: TreeEntry; readonly end: number; readonly weight: number };

/** The entry whose lines are from `start` to `end` of a file. Undefined if the library has to read it. */
export function simpleEntry({ id, text }: SourceFile, start: number, end: number): SimpleEntry | undefined {
  try {
    return new Reader(id, new SimpleText(text, start, end)).onlyEntry();
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

/** More than a site has. */
const MAX_DEPTH = 16;
/** Bounds keep small what a regular expression remembers, for any text. */
const KEY = /([A-Za-z_][\w./-]{0,99}):(?=[ \n]|$)/y;
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
/** Of words, and the sign that the lexer puts before them. */
const TEXT_WEIGHT = weightOf('\u001f') + weightOf('a');

function wordsOf(letter: string): RegExp {
  return new RegExp(`[A-Za-z0-9_/](?:${letter}|:(?=${letter})| +(?=${letter})){0,999}`, 'y');
}

class Reader {
  readonly #file: SourceFile['id'];
  readonly #text: SimpleText;
  #depth = 0;

  constructor(file: SourceFile['id'], text: SimpleText) {
    this.#file = file;
    this.#text = text;
  }

  onlyEntry(): SimpleEntry {
    const entry = this.#entry(this.#text.column);
    const { isAtEnd, ended, weight } = this.#text;
    if (!isAtEnd) throw new NotSimple();
    return { entry, end: ended, weight };
  }

  /** A key with its value, up to the next content. */
  #entry(column: number): TreeEntry {
    const { key, keySpan } = this.#key();
    if (this.#text.lineEnds()) return { key, keySpan, value: this.#below(column) };
    this.#text.takeBlanks();
    return { key, keySpan, value: this.#inLine() };
  }

  #key(): Pick<TreeEntry, 'key' | 'keySpan'> {
    const start = this.#text.at;
    const key = this.#text.take(KEY, TEXT_WEIGHT + weightOf(':'))?.[1];
    if (key === undefined || NO_TEXT.test(key)) throw new NotSimple();
    return { key, keySpan: this.#span(start, start + key.length) };
  }

  /** The value of a key that has nothing in its own line. A list may be in the column of its key. */
  #below(outer: number): Tree {
    const { column, isAtEnd, sign } = this.#text;
    const isList = sign === '-';
    if (isAtEnd || column < outer || (column === outer && !isList)) throw new NotSimple();
    return isList ? this.#list(column) : this.#map(column);
  }

  #map(column: number): Tree {
    const start = this.#text.at;
    const entries: TreeEntry[] = [];
    this.#deeper();
    do entries.push(this.#entry(column));
    while (this.#hasMore(column));
    this.#depth -= 1;
    return this.#mapOf(entries, start, this.#text.ended);
  }

  #list(column: number): Tree {
    const start = this.#text.at;
    const items: Tree[] = [];
    this.#deeper();
    do items.push(this.#item());
    while (this.#hasMore(column) && this.#text.sign === '-');
    this.#depth -= 1;
    return { kind: 'list', items: exact(items), span: this.#span(start, this.#text.ended) };
  }

  #item(): Tree {
    const [dash] = this.#text.take(ITEM, weightOf('-') + weightOf(' ')) ?? [];
    if (dash === undefined) throw new NotSimple();
    return this.#text.isNext(KEY) ? this.#map(this.#text.column + dash.length) : this.#inLine();
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotSimple();
  }

  #hasMore(column: number): boolean {
    if (this.#text.isAtEnd || this.#text.column < column) return false;
    if (this.#text.column > column) throw new NotSimple();
    return true;
  }

  /** A value that ends its line. */
  #inLine(): Tree {
    const value = this.#value(WORDS_WITH_COMMAS);
    if (!this.#text.lineEnds()) throw new NotSimple();
    return value;
  }

  #value(words: RegExp): Tree {
    const { sign, at } = this.#text;
    if (sign === '[') return this.#listInBrackets();
    if (sign === '{') return this.#mapInBrackets();
    if (sign === '"' || sign === "'") return this.#quoted(sign);
    const [text = ''] = this.#text.take(words, TEXT_WEIGHT) ?? [];
    return { kind: 'scalar', value: valueOf(text), span: this.#span(at, this.#text.at) };
  }

  #quoted(quote: string): Tree {
    const start = this.#text.at;
    const [, double, single = double] = this.#text.take(QUOTED, weightOf(quote)) ?? [];
    if (single === undefined || single.includes(RESERVED)) throw new NotSimple();
    return { kind: 'scalar', value: single, span: this.#span(start, this.#text.at) };
  }

  #listInBrackets(): Tree {
    const start = this.#text.at;
    const items = this.#separated('[]', () => this.#value(WORDS));
    return { kind: 'list', items: exact(items), span: this.#span(start, this.#text.at) };
  }

  #mapInBrackets(): Tree {
    const start = this.#text.at;
    const entries = this.#separated('{}', () => this.#entryInBrackets());
    return this.#mapOf(entries, start, this.#text.at);
  }

  #separated<T>([opening = '', closing = '']: string, read: () => T): readonly T[] {
    const parts: T[] = [];
    this.#deeper();
    this.#text.takeSign(opening);
    this.#text.takeBlanks();
    while (this.#text.sign !== closing) {
      if (parts.length > 0) this.#text.takeSign(',');
      this.#text.takeBlanks();
      parts.push(read());
      this.#text.takeBlanks();
    }
    this.#text.takeSign(closing);
    this.#depth -= 1;
    return parts;
  }

  #entryInBrackets(): TreeEntry {
    const { key, keySpan } = this.#key();
    this.#text.takeBlanks();
    return { key, keySpan, value: this.#value(WORDS) };
  }

  /** Keys that are there twice are a mistake. */
  #mapOf(entries: readonly TreeEntry[], start: number, end: number): Tree {
    if (new Set(entries.map(({ key }) => key)).size < entries.length) throw new NotSimple();
    return { kind: 'map', entries: exact(entries), span: this.#span(start, end) };
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
