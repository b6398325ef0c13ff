/** Does a template fit its view? Names it reads must exist, lists be lists, conditions be true or false, values be one line. */
import { own } from '../base/json.ts';
import type { View, ViewMap } from './draft.ts';
import { isUse } from './slots.ts';

/** Line from 1, column from 0, in the template. */
export type TemplateProblem = { readonly line: number; readonly column: number; readonly problem: string };
export type Audit = { readonly problems: readonly TemplateProblem[]; readonly read: ReadonlySet<string> };

type Scope = { readonly view: View; readonly path: string };

/** Every misfit, and the names of the view that the template reads (`each` items as `list.*`). */
export function auditTemplate(program: hbs.AST.Program, view: ViewMap): Audit {
  const auditor = new Auditor();
  auditor.program(program, [{ view, path: '' }]);
  return { problems: auditor.problems, read: auditor.read };
}

/** Names of all leaves of a view, in the notation of `Audit.read`: what a template should read. */
export function leavesOf(view: View, path = ''): readonly string[] {
  if (isUse(view) || typeof view !== 'object') return [path];
  if (isList(view)) return [...new Set(view.flatMap((item) => leavesOf(item, `${path}.*`)))];
  return Object.entries(view).flatMap(([name, value]) => leavesOf(value, path === '' ? name : `${path}.${name}`));
}

class Auditor {
  readonly problems: TemplateProblem[] = [];
  readonly read = new Set<string>();

  program({ body }: hbs.AST.Program, scopes: readonly Scope[]): void {
    for (const statement of body) this.#statement(statement, scopes);
  }

  #statement(statement: hbs.AST.Statement, scopes: readonly Scope[]): void {
    if (isMustache(statement)) this.#leaf(statement.path, scopes);
    else if (isBlock(statement)) this.#block(statement, scopes);
    else if (!PASSIVE.has(statement.type)) this.#report(statement, `${statement.type} is not used in our templates`);
  }

  #leaf(expression: hbs.AST.Node, scopes: readonly Scope[]): void {
    const found = this.#find(expression, scopes);
    if (found === undefined) return;
    const { view } = found;
    if (typeof view === 'object' && !isUse(view))
      this.#report(expression, `${found.path} is a ${isList(view) ? 'list' : 'map'}, not a value`);
    else if (typeof view === 'number' && !Number.isFinite(view))
      this.#report(expression, `${found.path} is not a finite number`);
    else if (typeof view === 'string' && CONTROL.test(view))
      this.#report(expression, `${found.path} holds a line break or a control character`);
  }

  #block({ path, params, program, inverse }: hbs.AST.BlockStatement, scopes: readonly Scope[]): void {
    const [subject] = params;
    const found = subject === undefined ? undefined : this.#find(subject, scopes);
    if (found === undefined) return;
    if (nameOf(path) === 'each') this.#each(program, found, scopes);
    else if (nameOf(path) !== 'if') this.#report(path, `the block ${nameOf(path)} is not used in our templates`);
    else if (typeof found.view !== 'boolean') this.#report(path, `${found.path} is not true or false`);
    else if (found.view) this.program(program, scopes);
    else if (inverse !== undefined) this.program(inverse, scopes);
  }

  #each(program: hbs.AST.Program, { view, path }: Scope, scopes: readonly Scope[]): void {
    if (!isList(view)) return this.#report(program, `${path} is not a list`);
    for (const item of view) this.program(program, [...scopes, { view: item, path: `${path}.*` }]);
  }

  #find(expression: hbs.AST.Node, scopes: readonly Scope[]): Scope | undefined {
    if (!isPath(expression)) return this.#report(expression, 'only names are used in our templates');
    let scope = scopes[scopes.length - 1 - expression.depth];
    for (const part of expression.parts) scope = scope === undefined ? undefined : within(scope, part);
    if (scope === undefined) return this.#report(expression, `the view has no ${expression.original}`);
    this.read.add(scope.path);
    return scope;
  }

  #report({ loc }: hbs.AST.Node, problem: string): undefined {
    this.problems.push({ line: loc.start.line, column: loc.start.column, problem });
  }
}
const CONTROL = /[\u0000-\u001f\u007f]/;
const PASSIVE = new Set(['ContentStatement', 'CommentStatement']);

function within({ view, path }: Scope, part: string): Scope | undefined {
  if (typeof view !== 'object' || isList(view) || isUse(view)) return undefined;
  const value = own(view, part);
  return value === undefined ? undefined : { view: value, path: path === '' ? part : `${path}.${part}` };
}

function nameOf(path: hbs.AST.Node): string {
  return isPath(path) ? path.original : '';
}

function isList(view: View): view is readonly View[] {
  return Array.isArray(view);
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}
