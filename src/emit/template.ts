/**
 * Template + view -> Content. The one user of Handlebars.
 *
 * Handlebars' own strict mode lets a misspelled list or condition pass as empty, prints `[object Object]`, and lets a
 * line break in a value start a new line. So every template is held against its view first (audit.ts).
 */
import Handlebars from 'handlebars';
import type { Content, Encoding } from '../bundle/content.ts';
import { auditTemplate, type TemplateProblem } from './audit.ts';
import type { View, ViewMap } from './draft.ts';
import { isUse, Slots } from './slots.ts';

/** A separate environment, isolated from other users of Handlebars. */
const HANDLEBARS = Handlebars.create();

const PARSED = new WeakMap<object, Map<string, { ast: hbs.AST.Program; render: Handlebars.TemplateDelegate }>>();

export type Rendered = { readonly content: Content } | { readonly problems: readonly TemplateProblem[] };

/** The filled template, or every place where template and view do not fit. Templates: name -> text. */
export function renderTemplate(
  templates: ReadonlyMap<string, string>,
  name: string,
  view: ViewMap,
  encode: Encoding,
): Rendered {
  const { ast, render } = compiled(templates, name);
  const { problems } = auditTemplate(ast, view);
  if (problems.length > 0) return { problems };
  const slots = new Slots();
  return { content: slots.cut(render(tokenized(view, slots, encode))) };
}

/** Renders the template with marks (template-lines.ts). Slots become tokens, so that their content stays hidden. */
export function renderMarked(program: hbs.AST.Program, view: ViewMap): string {
  const render = HANDLEBARS.compile(program, COMPILING);
  return render(tokenized(view, new Slots(), 'raw'));
}

/** The syntax tree of a template, for the audit. */
export function parseTemplate(text: string): hbs.AST.Program {
  return Handlebars.parse(text);
}

function compiled(templates: ReadonlyMap<string, string>, name: string) {
  const known = PARSED.get(templates) ?? new Map();
  PARSED.set(templates, known);
  const text = templates.get(name);
  if (text === undefined) throw new Error(`bug/template: there is no template ${name}`);
  const entry = known.get(name) ?? compileTree(parseTemplate(text));
  known.set(name, entry);
  return entry;
}

/** From the tree, since parsing again would take as long as rendering. */
function compileTree(ast: hbs.AST.Program) {
  return { ast, render: HANDLEBARS.compile(ast, COMPILING) };
}

const COMPILING = { strict: true, noEscape: true, knownHelpersOnly: true, preventIndent: true } as const;

function tokenized(view: View, slots: Slots, encode: Encoding): unknown {
  if (isUse(view)) return slots.token(view, encode);
  if (Array.isArray(view)) return view.map((item: View) => tokenized(item, slots, encode));
  if (typeof view !== 'object') return view;
  return Object.fromEntries(Object.entries(view).map(([name, value]) => [name, tokenized(value, slots, encode)]));
}
