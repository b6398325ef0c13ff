/**
 * The text of a site in the standard style: two spaces a level, `{ size: 20G }` and `[br0]` where they fit, double quotes, one
 * empty line at most, comments where they were. Keys keep their order. Works on the tokens of the YAML library, so that no
 * value is written anew. Pure.
 */
import { Lexer, Parser, type CST } from 'yaml';
import { Lines, WIDTH } from './format-lines.ts';
import { blockLines, hasComment, isFlowScalar, oneLine, scalarLines, STEP } from './format-pieces.ts';

/** The text has been parsed without a mistake. The result has the same values and comments, and is its own result. */
export function formatYaml(text: string): string {
  const formatter = new Formatter();
  for (const token of new Parser().parse(text)) formatter.top(token);
  return formatter.lines.finish();
}

/** What the lexer puts before the text of a scalar. yaml, dist/parse/cst.js. */
const SCALAR = '\u001f';

type Tokens = readonly CST.SourceToken[];

class Formatter {
  readonly lines = new Lines();
  /** Indents of the open collections, outermost first. */
  readonly #levels: { readonly old: number; readonly fresh: number }[] = [];

  top(token: CST.Token): void {
    if (token.type === 'document') this.#document(token);
    else if (token.type === 'directive' || token.type === 'doc-end') this.#ownLine(token.source);
    else if (token.type === 'comment' || token.type === 'newline') this.#loose([token], 0);
  }

  #document({ start, value, end }: CST.Document): void {
    this.#loose(start, 0);
    if (value !== undefined) this.#value(value, 0);
    this.#loose(end ?? [], 0);
  }

  #ownLine(source: string): void {
    this.lines.breakOnce();
    this.lines.write(source, 0);
  }

  /** What is around values: breaks, comments, anchors, tags, marks of documents. */
  #loose(tokens: Tokens, indent: number): void {
    for (const { type, source } of tokens) {
      if (type === 'newline') this.lines.break();
      else if (type === 'comment') this.lines.comment(source, indent);
      else if (type === 'doc-start') this.#ownLine(source);
      else if (type !== 'space' && type !== 'comma' && type !== 'byte-order-mark') this.lines.write(source, indent);
    }
  }

  #value(token: CST.Token, indent: number): void {
    if (token.type === 'block-map' || token.type === 'block-seq') this.#items(token, indent);
    else if (token.type === 'flow-collection') this.#flow(token, indent);
    else if (token.type === 'block-scalar') this.#block(token, indent);
    else if (isFlowScalar(token)) {
      const [first = '', ...more] = scalarLines(token, indent);
      this.lines.write(first, indent);
      this.lines.below(more);
      this.#loose(token.end ?? [], indent);
    }
  }

  #items({ items, indent: old }: CST.BlockMap | CST.BlockSequence, indent: number): void {
    this.#levels.push({ old, fresh: indent });
    for (const item of items) {
      if (item.key !== undefined || item.sep !== undefined) this.#entry(item, indent);
      else if (item.value === undefined && !item.start.some(isDash)) this.#last(item.start);
      else this.#listItem(item, indent);
    }
    this.#levels.pop();
  }

  /** Comments below the last entry belong to the collection in whose column they are. */
  #last(tokens: Tokens): void {
    for (const token of tokens) {
      const level = this.#levels.findLast(({ old }) => old <= token.indent);
      this.#loose([token], level?.fresh ?? 0);
    }
  }

  #listItem({ start, value }: CST.CollectionItem, indent: number): void {
    const dash = start.findIndex(isDash);
    this.#loose(start.slice(0, dash + 1), indent);
    const behind = start.slice(dash + 1);
    if (value === undefined) return this.#loose(behind, indent);
    this.#lead(behind, value, indent + STEP, isBlock(value) && behind.some(isMark));
  }

  #entry({ start, key, sep = [], value }: CST.CollectionItem, indent: number): void {
    this.#loose(start, indent);
    if (key) this.#value(key, indent);
    const colon = sep.findIndex(({ type }) => type === 'map-value-ind');
    this.#loose(sep.slice(0, colon), indent);
    if (this.lines.fresh) this.lines.write(':', indent);
    else this.lines.glue(':');
    const behind = sep.slice(colon + 1);
    if (value === undefined) this.#noValue(behind, indent);
    else this.#lead(behind, value, indent + STEP, isBlock(value));
  }

  /** Comments below a key without a value belong to the next key where they are in its column. */
  #noValue(behind: Tokens, indent: number): void {
    const { old = -1 } = this.#levels.at(-1) ?? {};
    for (const token of behind) this.#loose([token], token.indent <= old ? indent : indent + STEP);
  }

  /** What follows a dash or a colon: on the same line, unless it is a collection of its own lines or a comment is between. */
  #lead(behind: Tokens, value: CST.Token, indent: number, ownLines: boolean): void {
    this.#loose(behind, indent);
    if (ownLines) this.lines.breakOnce();
    else this.lines.join();
    this.#value(value, indent);
  }

  /** On one line where it fits; otherwise each entry on its own line, without brackets. */
  #flow(token: CST.FlowCollection, indent: number): void {
    const end = token.end.slice(1);
    const text = oneLine(token);
    const start = this.lines.fresh ? indent : this.lines.column + 1;
    if (text !== undefined && (start + text.length <= WIDTH || token.items.length === 0)) {
      this.lines.write(text, indent);
      this.#loose(end, indent);
    } else this.#opened(token, end, indent);
  }

  #opened({ start, items }: CST.FlowCollection, end: Tokens, indent: number): void {
    const commented = items.some((item) => hasComment(item.start));
    if (!commented) this.#loose(end.filter(isComment), indent);
    for (const item of items) this.#openedItem(item, indent, start.source === '[');
    this.lines.join();
    this.#loose(commented ? end : end.filter((token) => !isComment(token)), indent);
  }

  #openedItem({ start, key, sep, value }: CST.CollectionItem, indent: number, isList: boolean): void {
    const first = start.findIndex(isMark);
    const [before, after] = first < 0 ? [start, []] : [start.slice(0, first), start.slice(first)];
    this.#loose(before, indent);
    if (key === undefined && value === undefined && after.length === 0) return;
    if (!this.lines.afterDash) this.lines.breakOnce();
    if (isList) this.lines.write('-', indent);
    const within = isList ? indent + STEP : indent;
    if (!isList || sep !== undefined)
      this.#entry({ start: after, key: key ?? null, sep: sep ?? COLON, ...(value && { value }) }, within);
    else if (value !== undefined) this.#lead(after, value, within, false);
  }

  #block(token: CST.BlockScalar, indent: number): void {
    const { header, lines } = blockLines(token, indent);
    this.lines.write(header, indent);
    this.#loose(token.props.filter(isComment), indent);
    this.lines.below(lines);
    this.lines.breakOnce();
  }
}

const COLON: CST.SourceToken[] = [{ type: 'map-value-ind', offset: 0, indent: 0, source: ':' }];

function isBlock(token: CST.Token): boolean {
  return token.type === 'block-map' || token.type === 'block-seq';
}

function isDash({ type }: CST.SourceToken): boolean {
  return type === 'seq-item-ind';
}

function isMark({ type }: CST.SourceToken): boolean {
  return type === 'anchor' || type === 'tag';
}

function isComment(token: CST.Token): token is CST.SourceToken & { type: 'comment' } {
  return token.type === 'comment';
}

/** The comments of a text, sorted: a formatted text has the same ones. */
export function commentsOf(text: string): readonly string[] {
  const lexemes = [...new Lexer().lex(text)];
  return lexemes
    .filter((lexeme, index) => lexeme.startsWith('#') && lexemes[index - 1] !== SCALAR)
    .map((comment) => comment.trimEnd())
    .sort();
}
