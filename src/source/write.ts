/** Plain data -> YAML as a person writes it: short values on one line, comments next to their subject. */
import { Document, Lexer, isCollection, isMap, isPair, isScalar, isSeq, visit, type Node } from 'yaml';
import type { Json, SourcePath } from '../base/brand.ts';

export type Comment = { readonly at: SourcePath; readonly text: string; readonly where: 'above' | 'behind' };

/** Longest line of a map or list that is written on one line. */
const WIDTH = 100;
/** Down to this depth everything is on separate lines: sections and their entries. */
const BLOCK_DEPTH = 2;

/** `head` is the comment at the top. An empty line separates sections. */
export function writeYaml(value: Json, comments: readonly Comment[], head: string): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  shorten(document, comments);
  for (const comment of comments) attach(document, comment);
  const { contents } = document;
  if (isMap(contents))
    for (const [index, { key, value: section }] of contents.items.entries())
      if (index > 0 && isScalar(key) && isCollection(section)) key.spaceBefore = true;
  document.commentBefore = head
    .split('\n')
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
  return tightLists(document.toString({ lineWidth: 0, flowCollectionPadding: true, indentSeq: true }));
}

/** `[br0]`, but `{ size: 20G }`: the library pads both or neither. A scalar is never punctuation: it follows a mark. */
function tightLists(text: string): string {
  const pieces = [...new Lexer().lex(text)];
  const kept = pieces.filter((piece, index) => {
    const opened = pieces[index - 1] === '[' && pieces[index - 2] !== SCALAR;
    const closes = pieces[index + 1] === ']' && pieces[index - 1] !== SCALAR;
    return !(piece === ' ' && (opened || closes)) && !MARKS.includes(piece);
  });
  return kept.join('');
}

/** What the lexer adds: the beginning of a document, of a block, of a scalar. yaml, dist/parse/cst.js. */
const SCALAR = '\u001f';
const MARKS = ['\u0002', '\u0018', SCALAR];

/** Puts a value on one line if it fits and contains no comment. */
function shorten(document: Document, comments: readonly Comment[]): void {
  const commented = new Set(comments.flatMap(({ at }) => at.map((_, index) => at.slice(0, index).join('/'))));
  visit(document, {
    Collection(_key, node, path) {
      const at = pathOf(path, node);
      if (at.length <= BLOCK_DEPTH || commented.has(at.join('/')) || nested(node)) return undefined;
      const fits = lengthOf(node) + 2 * at.length + String(at.at(-1) ?? '').length <= WIDTH;
      if (!fits) return undefined;
      node.flow = true;
      return visit.SKIP;
    },
  });
}

/** A tree of services is easier to read line by line. */
function nested(node: Node): boolean {
  if (isMap(node))
    return node.items.some(
      ({ key, value }) => (isScalar(key) && key.value === 'resources') || (isCollection(value) && nested(value)),
    );
  return isSeq(node) && node.items.some((item) => isCollection(item) && nested(item));
}

/** The length of a value on one line with the line's end, as the library pads it: `{ size: 20G, on: [ a, b ] }`. */
function lengthOf(node: Node): number {
  return flowLength(node) + 1;
}

function flowLength(node: unknown): number {
  if (!isCollection(node)) return scalarLength(isScalar(node) ? node.value : node);
  const items = node.items.map((item) =>
    isPair(item) ? flowLength(item.key) + ': '.length + flowLength(item.value) : flowLength(item),
  );
  return items.length === 0
    ? '[]'.length
    : items.reduce((sum, length) => sum + length + ', '.length, '[  ]'.length - 2);
}

/** Most values are words, which are written as they are; the library is slow, and asked about the rest only. */
function scalarLength(value: unknown): number {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value).length;
  if (typeof value === 'string' && /^(?!(?:true|false|null)$)[a-z][a-z0-9]*([-/_.][a-z0-9]+)*$/.test(value))
    return value.length;
  const options = { lineWidth: 0, collectionStyle: 'flow' } as const;
  return new Document([value]).toString(options).length - '[  ]\n'.length;
}

function pathOf(path: readonly unknown[], node: Node): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [index, ancestor] of path.entries()) {
    const below = path[index + 1] ?? node;
    if (isPair(ancestor) && isScalar(ancestor.key)) steps.push(String(ancestor.key.value));
    if (isSeq(ancestor)) steps.push(ancestor.items.indexOf(below));
  }
  return steps;
}

/** A comment about a removed value moves to the enclosing one. */
function attach(document: Document, { at, text, where }: Comment): void {
  const path = [...at];
  while (path.length > 0 && !document.hasIn(path)) path.pop();
  const parent = document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
    const { key, value } = pair ?? {};
    const behind = where === 'behind' && isScalar(value);
    if (behind) value.comment = besides(value.comment, text);
    else if (where === 'behind' && isCollection(value) && value.flow) value.comment = besides(value.comment, text);
    else if (isScalar(key)) key.commentBefore = joined(key.commentBefore, text);
  }
}

/** A line has one comment; later text is appended. */
function besides(before: string | null | undefined, text: string): string {
  const said = text.replaceAll('\n', ' ');
  return before === null || before === undefined ? ` ${said}` : `${before}; ${said}`;
}

function joined(before: string | null | undefined, text: string): string {
  return [before ?? '', ...text.split('\n').map((line) => ` ${line}`)].filter((line) => line !== '').join('\n');
}
