/**
 * Model -> drafts -> Bundle. May not decide anything that a check should have refused.
 */
import type { HostName } from '../base/brand.ts';
import { bundleId, type Action, type Bundle, type BundleNode, type OutputFile } from '../bundle/bundle.ts';
import { defineDiagnostic, hasError, type Diagnostic } from '../diag/diagnostic.ts';
import type { Host, Model } from '../model/model.ts';
import type { Draft, Emitter } from './draft.ts';
import { renderTemplate } from './template.ts';
import { renderXml } from './xml.ts';

export const templateMismatch = defineDiagnostic<{ template: string; line: number; column: number; problem: string }>({
  code: 'template/mismatch',
  severity: 'error',
  message: (f) => `bug in clusterc: templates/${f.template}.hbs:${f.line}:${f.column + 1}: ${f.problem}`,
  help: () => 'report this; no site can cause it',
  explain:
    'A template reads something that its view does not have, or not in that form. The mistake is ours, not yours.',
});

export const pathCollision = defineDiagnostic<{ node: string; path: string }>({
  code: 'bundle/path-collision',
  severity: 'error',
  message: (f) => `two things want to be ${f.path} on ${f.node}`,
  help: () => 'rename one of them',
  explain: 'Names that differ for people can be the same path on a node; the second file would replace the first.',
});

export type Emitted = {
  readonly drafts: readonly Draft[];
  readonly bundle?: Bundle;
  readonly diagnostics: readonly Diagnostic[];
};

/** Everything the emitters make, rendered. No bundle when there is an error: `template/mismatch`, `bundle/path-collision`. */
export function emit(model: Model, emitters: readonly Emitter[], templates: ReadonlyMap<string, string>): Emitted {
  const made = emitters.flatMap((emitter) => [...emitter(model)]);
  const drafts = made.filter((one): one is Draft => 'body' in one).filter(({ nodes }) => nodes.length > 0);
  const actions = made.filter((one): one is Action => 'run' in one);
  const rendered = drafts.map((draft) => render(draft, templates));
  const diagnostics = [...rendered.flatMap((one) => one.diagnostics), ...collisions(drafts)];
  if (hasError(diagnostics)) return { drafts, diagnostics };
  return {
    drafts,
    bundle: assemble(
      model,
      rendered.flatMap((one) => one.file ?? []),
      actions,
    ),
    diagnostics,
  };
}

type RenderedDraft = { readonly file?: OutputFile; readonly diagnostics: readonly Diagnostic[] };

function render({ body, emitter: _emitter, ...draft }: Draft, templates: ReadonlyMap<string, string>): RenderedDraft {
  if ('xml' in body) return { file: { ...draft, content: renderXml(body.xml, body.comment) }, diagnostics: [] };
  const rendered = renderTemplate(templates, body.template, body.view, body.encode);
  if ('content' in rendered) return { file: { ...draft, content: rendered.content }, diagnostics: [] };
  const at = { in: 'nowhere', because: 'the mistake is in a template of clusterc' } as const;
  return {
    diagnostics: rendered.problems.map((problem) => templateMismatch(at, { template: body.template, ...problem })),
  };
}

function* collisions(drafts: readonly Draft[]): Generator<Diagnostic> {
  const taken = new Set<string>();
  for (const { nodes, path, from } of drafts) {
    for (const node of nodes) {
      const place = `${node}${path}`;
      if (taken.has(place)) yield pathCollision({ in: 'model', path: from[0] ?? [], part: 'key' }, { node, path });
      taken.add(place);
    }
  }
}

function assemble(model: Model, files: readonly OutputFile[], actions: readonly Action[]): Bundle {
  const order = new Map(model.hosts.map(({ name }, index) => [name, index]));
  const first = ({ nodes: [node] }: OutputFile) => (node === undefined ? -1 : (order.get(node) ?? -1));
  const contents = {
    cluster: model.cluster.name,
    nodes: model.hosts.map(nodeOf),
    files: [...files].sort((a, b) => compare(a.path, b.path) || first(a) - first(b)),
    actions: [...actions].sort((a, b) => compare(a.id, b.id)),
    secretProviders: model.secretProviders.map(({ provider }) => provider),
  };
  return { id: bundleId(contents), ...contents };
}

function nodeOf({ name, nodeName, nodeId, login }: Host): BundleNode & { readonly host: HostName } {
  return { host: name, nodeName, nodeId, connection: { via: 'ssh', ...login } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
