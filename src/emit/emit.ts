/** Drafts -> bundle. Must not decide anything that a check should have refused. */
import { bundleId, type Bundle, type OutputFile } from '../bundle/bundle.ts';
import { hasError, type Diagnostic, type Result } from '../diag/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { platformName } from '../platform/platform.ts';
import type { Draft } from './draft.ts';
import type { Drafted } from './collect.ts';
import { templateMismatch } from './findings.ts';
import { nodeOf } from './node.ts';
import { renderTemplate } from './template.ts';
import { renderXml } from './xml.ts';

type Templates = ReadonlyMap<string, string>;

/** The drafts as text. No bundle when there is an error: `template/mismatch`. */
export function emit(
  model: Model,
  { drafts, ...rest }: Omit<Drafted, 'diagnostics'>,
  templates: Templates,
): Result<Bundle> {
  const rendered = drafts.map((draft) => render(draft, templates));
  const diagnostics = rendered.flatMap((one) => one.diagnostics);
  if (hasError(diagnostics)) return { diagnostics };
  const files = rendered.flatMap((one) => one.file ?? []);
  return { value: assemble(model, files, rest), diagnostics };
}

type RenderedDraft = { readonly file?: OutputFile; readonly diagnostics: readonly Diagnostic[] };

function render({ body, emitter: _emitter, ...draft }: Draft, templates: Templates): RenderedDraft {
  if ('xml' in body) return { file: { content: renderXml(body.xml, body.comment), ...draft }, diagnostics: [] };
  const rendered = renderTemplate(templates, body.template, body.view, body.encode);
  if ('content' in rendered) return { file: { content: rendered.content, ...draft }, diagnostics: [] };
  const at = { in: 'nowhere', because: 'the mistake is in a template of clusterc' } as const;
  return {
    diagnostics: rendered.problems.map((problem) => templateMismatch(at, { template: body.template, ...problem })),
  };
}

function assemble(
  model: Model,
  files: readonly OutputFile[],
  { actions, runtime, stack }: Pick<Drafted, 'actions' | 'runtime' | 'stack'>,
): Bundle {
  const order = new Map(model.hosts.map(({ name }, index) => [name, index]));
  const first = ({ nodes: [node] }: OutputFile) => (node === undefined ? -1 : (order.get(node) ?? -1));
  const contents = {
    cluster: model.cluster.name,
    platform: platformName(model.cluster.platform),
    nodes: model.hosts.map(nodeOf),
    files: [...files].sort((a, b) => compare(a.path, b.path) || first(a) - first(b)),
    actions: [...actions].sort((a, b) => compare(a.id, b.id)),
    ...runtime,
    stack,
    windows: model.windows.map(({ window }) => window),
    reports: [],
  };
  return { id: bundleId(contents), ...contents };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
