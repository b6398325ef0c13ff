/**
 * Maps lines of a rendered text to template lines. Marks are put into the syntax tree, Handlebars renders it, and the marks in
 * each line of the result show its origin. Pure.
 */
import type { ViewMap } from './draft.ts';
import { parseTemplate, renderMarked } from './template.ts';

/** A line of a template (from 1) and the names of the view that it read, items of a list as `list.*`. */
export type TemplateLine = { readonly line: number; readonly reads: readonly string[] };

/** For each rendered line, the template lines that produced it, in template order. */
export function templateLines(template: string, view: ViewMap): readonly (readonly TemplateLine[])[] {
  const marks: TemplateLine[] = [];
  const program = marked(parseTemplate(template), { names: [''], conditions: [] }, marks);
  const lines = renderMarked(program, view).split('\n');
  const texts = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return texts.map((text) => merged([...text.matchAll(MARK)].flatMap(([, index]) => marks[Number(index)] ?? [])));
}

/** Private use, as in slots.ts: neither our templates nor any input holds these. */
const OPEN = '\ue002';
const CLOSE = '\ue003';
const MARK = new RegExp(`${OPEN}([0-9]+)${CLOSE}`, 'gu');

/** Full names of `this`, innermost last, and the conditions that were true on the way. */
type Scope = { readonly names: readonly string[]; readonly conditions: readonly string[] };

function marked(program: hbs.AST.Program, scope: Scope, marks: TemplateLine[]): hbs.AST.Program {
  return { ...program, body: program.body.flatMap((statement) => markedStatement(statement, scope, marks)) };
}

function markedStatement(
  statement: hbs.AST.Statement,
  scope: Scope,
  marks: TemplateLine[],
): readonly hbs.AST.Statement[] {
  const mark = (line: number, reads: readonly string[]) => marks.push({ line, reads }) - 1;
  const { start } = statement.loc;
  if (isContent(statement)) {
    return [
      textOf(
        statement,
        linesOf(statement, (line) => mark(line, scope.conditions)),
      ),
    ];
  }
  if (isBlock(statement)) return markedBlock(statement, scope, marks);
  if (!isMustache(statement)) return [statement];
  const reads = [...scope.conditions, nameIn(statement.path, scope)];
  return [textOf(statement, token(mark(start.line, reads))), statement];
}

/** A block on one line is listed even if it is empty; one that spans lines has no text of its own. */
function markedBlock(block: hbs.AST.BlockStatement, scope: Scope, marks: TemplateLine[]): readonly hbs.AST.Statement[] {
  const [subject] = block.params;
  const name = subject === undefined ? '' : nameIn(subject, scope);
  const inner = isEach(block)
    ? { ...scope, names: [...scope.names, `${name}.*`] }
    : { ...scope, conditions: [...scope.conditions, name] };
  const program = marked(block.program, inner, marks);
  const inverse = block.inverse === undefined ? {} : { inverse: marked(block.inverse, inner, marks) };
  const { start, end } = block.loc;
  const own =
    start.line === end.line ? [textOf(block, token(marks.push({ line: start.line, reads: [name] }) - 1))] : [];
  const filled: hbs.AST.BlockStatement = { ...block, program, ...inverse };
  return [...own, filled];
}

/** The text with a mark at the start of each line. Handlebars has stripped whitespace around blocks. */
function linesOf({ value, original, loc }: hbs.AST.ContentStatement, mark: (line: number) => number): string {
  const written = String(original); // always a string, whatever Handlebars' types say
  const first = loc.start.line + newlines(written.slice(0, Math.max(0, written.indexOf(value))));
  const lines = value.split('\n');
  const isText = (text: string, index: number) => text !== '' || index < lines.length - 1;
  return lines.map((text, index) => (isText(text, index) ? `${token(mark(first + index))}${text}` : text)).join('\n');
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

function token(index: number): string {
  return `${OPEN}${index}${CLOSE}`;
}

type Text = hbs.AST.Statement & { readonly value: string; readonly original: string };

function textOf({ loc }: hbs.AST.Node, value: string): Text {
  return { type: 'ContentStatement', loc, value, original: value };
}

/** `pattern` inside `each filter` is `filter.*.pattern`. */
function nameIn(expression: hbs.AST.Node, { names }: Scope): string {
  if (!isPath(expression)) return '';
  const base = names[names.length - 1 - expression.depth] ?? '';
  return [base, ...expression.parts].filter((part) => part !== '').join('.');
}

/** One entry per template line, with each name once. */
function merged(found: readonly TemplateLine[]): readonly TemplateLine[] {
  const lines = [...new Set(found.map(({ line }) => line))].sort((a, b) => a - b);
  return lines.map((line) => {
    const reads = found.filter((one) => one.line === line).flatMap((one) => one.reads);
    return { line, reads: [...new Set(reads)] };
  });
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

function isEach({ path }: hbs.AST.BlockStatement): boolean {
  return isPath(path) && path.original === 'each';
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}
