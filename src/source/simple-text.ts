/** A place in the lines of an entry: moves over what is simple YAML, weighs it, and throws for anything else. */
import { weightOf } from './weights.ts';

/** Thrown for what the library has to read. */
export class NotSimple extends Error {}

/** Bounds keep small what a regular expression remembers, for any text. A site must not contain the other characters. */
const COMMENT = /#[\t -~\u00a0-\ud7ff]{0,999}/;
const LINE_END = new RegExp(`( *)( ${COMMENT.source})?(?:\\n|$)`, 'y');
const EMPTY_LINE = new RegExp(`( *)(${COMMENT.source})?\\n`, 'y');
const BLANKS = / +/y;
/** Of blanks, a comment or a line end. */
const OTHER = weightOf(' ');

export class SimpleText {
  readonly #text: string;
  readonly #end: number;
  #at: number;
  #column = 0;
  #outer: number | undefined;
  #ended = 0;
  #weight = 0;

  /** The lines of a text between two offsets. */
  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#toContent();
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  /** The next letter. */
  get sign(): string | undefined {
    return this.#text[this.#at];
  }

  /** That of the first content in the line. */
  get column(): number {
    return this.#column;
  }

  /** Where the last line with content ended. */
  get ended(): number {
    return this.#ended;
  }

  /** Of all that was passed, as the library's lexemes would weigh (weights.ts). */
  get weight(): number {
    return this.#weight;
  }

  /** Goes over what a sticky pattern finds here, if it does. */
  take(pattern: RegExp, weight: number): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    this.#weight += weight;
    return found;
  }

  isNext(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  takeSign(sign: string): void {
    if (this.sign !== sign) throw new NotSimple();
    this.#at += 1;
    this.#weight += weightOf(sign);
  }

  takeBlanks(): void {
    this.take(BLANKS, OTHER);
  }

  /** Goes to the next content, if nothing but a comment is left in the line. */
  lineEnds(): boolean {
    const [line, blanks, comment] = this.take(LINE_END, 0) ?? [];
    if (line === undefined) return false;
    const lexemes = (line.endsWith('\n') ? 1 : 0) + (comment === undefined ? (blanks === '' ? 0 : 1) : 2);
    this.#weight += OTHER * lexemes;
    this.#ended = this.#at;
    this.#toContent();
    return true;
  }

  #toContent(): void {
    const columns = this.#comments();
    if (!this.isAtEnd) this.#indent();
    const outer = this.#outer ?? 0;
    const isHere = (column: number): boolean => (this.isAtEnd ? column <= outer : column === this.#column);
    // What else a comment belongs to changes where maps end.
    if (!columns.every(isHere)) throw new NotSimple();
  }

  /** Goes over lines without content. The columns of their comments. */
  #comments(): readonly number[] {
    const columns: number[] = [];
    while (!this.isAtEnd) {
      const [line, blanks = '', comment] = this.take(EMPTY_LINE, OTHER) ?? [];
      if (line === undefined) return columns;
      this.#weight += OTHER * ((blanks === '' ? 0 : 1) + (comment === undefined ? 0 : 1));
      if (comment !== undefined) columns.push(blanks.length);
    }
    return columns;
  }

  #indent(): void {
    const start = this.#at;
    this.takeBlanks();
    this.#column = this.#at - start;
    this.#outer ??= this.#column;
  }
}
