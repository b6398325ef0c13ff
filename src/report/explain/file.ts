/** What makes a file of a node or one line of it: emitter, template or element, and the places in the site. Pure. */
import type { HostName } from '../../base/brand.ts';
import { isList, own } from '../../base/json.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import { octal } from '../../bundle/manifest.ts';
import { leavesOf } from '../../emit/audit.ts';
import type { Body, Draft, View, ViewMap } from '../../emit/draft.ts';
import { templateLines } from '../../emit/template-lines.ts';
import { isUse } from '../../emit/slots.ts';
import { elementLines } from '../../emit/xml-lines.ts';
import { indented, sourceLines, originFinder, type ExplainedSite, type ValueOrigin } from '../value-origin.ts';

/** `host1:/etc/lvm/lvm.conf:7`; without a line, the whole file. */
export type FileReference = { readonly node: string; readonly path: string; readonly line: number | null };

export type FileExplanation = FileReference & {
  readonly kind: 'file';
  /** Name of the emitter: its file in src/emit or in the stack's folder. */
  readonly emitter: string;
  /** All nodes that get the same bytes. */
  readonly nodes: readonly HostName[];
  /** Four octal digits. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly from: readonly ValueOrigin[];
  readonly template?: { readonly file: string; readonly view: ViewMap };
  readonly at?: LineExplanation;
};

/** `element` is null above the root of a document; `template`: the template lines that produced this line. */
export type LineExplanation =
  | { readonly text: string; readonly element: string | null; readonly from: readonly ValueOrigin[] }
  | { readonly text: string; readonly template: readonly TemplateSource[] };

export type TemplateSource = {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Names in the view; items of lists as `list.*`. */
  readonly reads: readonly string[];
};

/** A site that became a bundle, with the templates used. */
export type Built = ExplainedSite & {
  readonly drafts: readonly Draft[];
  readonly bundle: Bundle;
  readonly templates: ReadonlyMap<string, string>;
};

/** Undefined if no node has the file, or the file has no such line. */
export function explainFile({ node, path, line }: FileReference, built: Built): FileExplanation | undefined {
  const isMeant = (file: { readonly path: string; readonly nodes: readonly string[] }) =>
    file.path === path && file.nodes.includes(node);
  const draft = built.drafts.find(isMeant);
  const file = built.bundle.files.find(isMeant);
  if (draft === undefined || file === undefined) return undefined;
  const text = line === null ? '' : shown(file.content).replace(/\n$/, '').split('\n')[line - 1];
  if (text === undefined) return undefined;
  const find = originFinder(built);
  const { emitter, nodes, mode, owner, group, body } = draft;
  return {
    kind: 'file',
    node,
    path,
    line,
    emitter,
    nodes,
    mode: octal(mode),
    owner,
    group,
    from: draft.from.map(find),
    ...('template' in body ? { template: { file: templateFile(body.template), view: body.view } } : {}),
    ...(line === null ? {} : { at: explainLine(body, line - 1, text, built) }),
  };
}

function explainLine(body: Body, index: number, text: string, built: Built): LineExplanation {
  if ('xml' in body) {
    const { element, from } = elementLines(body.xml)[index] ?? { element: null, from: [] };
    return { text, element, from: from.map(originFinder(built)) };
  }
  const template = built.templates.get(body.template) ?? '';
  const lines = template.split('\n');
  const file = templateFile(body.template);
  const sources = templateLines(template, body.view)[index] ?? [];
  return { text, template: sources.map((one) => ({ file, ...one, text: lines[one.line - 1] ?? '' })) };
}

function templateFile(name: string): string {
  return `templates/${name}.hbs`;
}

/** Lines for people. A line with an element shows only the places of that element. */
export function* fileLines(file: FileExplanation): Generator<string> {
  const { node, path, line, emitter, nodes, mode, owner, group, from, template, at } = file;
  yield `${node}:${path}${line === null ? '' : `:${line}`}`;
  if (at !== undefined) yield* indented(elementLine(at, template?.view ?? {}));
  yield `  made by the emitter ${emitter} for ${nodes.join(', ')}; mode ${mode}, owner ${owner}:${group}`;
  if (at === undefined && template !== undefined) yield* indented(viewLines(template.file, template.view));
  if (at !== undefined && 'element' in at && at.element !== null) return;
  yield '  from';
  for (const source of from) yield* indented(indented(sourceLines(source)));
}

function* viewLines(file: string, view: ViewMap): Generator<string> {
  yield `template ${file}, with`;
  for (const name of leavesOf(view)) yield `  ${name}${valueText(view, name)}`;
}

function* elementLine(at: LineExplanation, view: ViewMap): Generator<string> {
  yield `  │ ${at.text}`;
  if ('element' in at) {
    yield at.element === null
      ? 'above the root element, the same in every file of this emitter'
      : `element ${at.element}`;
    for (const source of at.from) yield* indented(sourceLines(source));
  } else {
    for (const { file, line, text, reads } of at.template) {
      yield `${file}:${line}`;
      yield `  ${line} │ ${text}`;
      for (const name of reads) yield `  reads ${name}${valueText(view, name)}`;
    }
  }
}

/** ` = value` of a name without lists in it; a secret is shown by its name. */
function valueText(view: ViewMap, name: string): string {
  const value = name.split('.').reduce<View | undefined>(within, view);
  return value === undefined ? '' : ` = ${JSON.stringify(value)}`;
}

function within(view: View | undefined, step: string): View | undefined {
  return typeof view !== 'object' || isUse(view) || isList(view) ? undefined : own(view, step);
}
