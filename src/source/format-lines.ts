/** The lines of a formatted text, from its pieces in order. Aligns the comments behind values in lines that follow each other. */

import { addAll, greatest } from '../base/lists.ts';

/** Longest line that the formatter makes; a single value may be longer. */
export const WIDTH = 120;

type Line = { readonly text: string; readonly comment: string | undefined };

export class Lines {
  readonly #done: Line[] = [];
  #text: string | undefined;
  #comment: string | undefined;
  /** The line ends with a comment. */
  #closed = false;
  #breaks = 0;

  /** Is the next piece the first of its line? */
  get fresh(): boolean {
    return this.#breaks > 0 || this.#closed || this.#text === undefined;
  }

  /** Length of the current line. */
  get column(): number {
    return this.#text?.length ?? 0;
  }

  /** Does the current line end with the dash of a list? */
  get afterDash(): boolean {
    return !this.fresh && /(^| )-$/.test(this.#text ?? '');
  }

  /** Ends the line; a second break in a row leaves an empty line. */
  break(): void {
    this.#breaks += 1;
  }

  /** Exactly one break: no empty line. */
  breakOnce(): void {
    this.#breaks = 1;
  }

  /** No break: the next piece goes on the same line, unless that ends with a comment. */
  join(): void {
    this.#breaks = 0;
  }

  /** A piece behind a space, or at the indent of a new line. */
  write(piece: string, indent: number): void {
    if (this.fresh) this.#start(' '.repeat(indent));
    else this.#text += ' ';
    this.#text += piece;
  }

  /** A piece directly behind the one before. */
  glue(piece: string): void {
    this.#text += piece;
  }

  /** Behind the piece before, or on its own line. */
  comment(source: string, indent: number): void {
    if (this.fresh) this.write(source.trimEnd(), indent);
    else this.#comment = source.trimEnd();
    this.#closed = true;
  }

  /** Whole lines below the current one, as they are. */
  below(lines: readonly string[]): void {
    for (const line of lines) {
      this.#end();
      this.#text = line;
    }
  }

  #start(text: string): void {
    this.#end();
    if (this.#breaks > 1 && this.#done.length > 0) this.#done.push({ text: '', comment: undefined });
    this.#breaks = 0;
    this.#text = text;
  }

  #end(): void {
    if (this.#text !== undefined) this.#done.push({ text: this.#text, comment: this.#comment });
    this.#text = undefined;
    this.#comment = undefined;
    this.#closed = false;
  }

  /** The text, with one newline at its end. */
  finish(): string {
    this.#end();
    return aligned(this.#done)
      .map((line) => `${line}\n`)
      .join('');
  }
}

function aligned(lines: readonly Line[]): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < lines.length;) {
    const run = runFrom(lines, at);
    const widest = greatest(
      run.map(({ text }) => text.length),
      0,
    );
    const fits = run.every(({ comment = '' }) => widest + 1 + comment.length <= WIDTH);
    addAll(
      texts,
      run.map((line) => withComment(line, fits ? widest : 0)),
    );
    at += run.length;
  }
  return texts;
}

/** The line and, where it has a comment behind its text, all next ones that have one. */
function runFrom(lines: readonly Line[], at: number): readonly Line[] {
  let end = at;
  while (lines[end]?.comment !== undefined) end += 1;
  return lines.slice(at, Math.max(at + 1, end));
}

function withComment({ text, comment }: Line, width: number): string {
  return comment === undefined ? text : `${text.padEnd(width)} ${comment}`;
}
