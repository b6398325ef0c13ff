/** `clusterc dump`: the value of any stage as canonical JSON; for a failed build, of every stage that was reached. */
import { existsSync } from 'node:fs';
import type { Json } from '../../base/brand.ts';
import { canonicalJson } from '../../base/json.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Compilation } from '../../analyse.ts';
import { observe } from '../../deploy/node/observe.ts';
import { plainDraft } from '../../emit/draft.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { renderMistake } from '../../diag/text.ts';
import { visible } from '../../diag/visible.ts';
import { withPaths } from '../../model/origins.ts';
import { maskJson, maskTree } from '../../source/masked.ts';
import { siteSchema } from '../../spec/site-schema.ts';
import { isSection } from '../../spec/validate.ts';
import { EXIT, located, pressing, report, type ExitCode, type Io } from '../io.ts';
import { withNodes, type Reach } from '../nodes/nodes.ts';
import { valueAtPath, type Missing } from '../subject/paths.ts';
import { compileSite } from '../subject/compiled-site.ts';
import type { Stage } from './stages.ts';

export type DumpOptions = { readonly path?: string | undefined; readonly sandbox?: string | undefined };

/** Prints the value below `path` (steps joined with slashes) of a stage. Exits 1 if the build did not reach it. */
export async function dump(stage: Stage, site: string, { path, sandbox }: DumpOptions, io: Io): Promise<ExitCode> {
  if (stage === 'schema') return print(siteSchema, path, io);
  if (path === undefined && isSection(site.split('/')[0] ?? '') && !existsSync(site))
    return withoutSite(stage, site, io);
  const compilation = compileSite(site, io);
  const found = located(compilation);
  if (stage === 'diagnostics') return print([...found], path, io);
  report(pressing(found), io.err);
  if (stage === 'observed' || stage === 'plan')
    return dumpDeployed(stage, { compilation, site }, { path, sandbox }, io);
  const value = shown(stage, compilation);
  if (value === undefined) return missed(stage, io);
  const printed = print(value, path, io);
  return hasError(compilation.diagnostics) ? EXIT.failed : printed;
}

/** A path in the place of the site. */
function withoutSite(stage: Stage, path: string, { err }: Io): ExitCode {
  err.write(
    renderMistake(
      `there is no site ${path}; the path of a value comes after the site`,
      `clusterc dump ${stage} . ${shellWord(path)}`,
      err.color,
    ),
  );
  return EXIT.usage;
}

/** What a site says is shown without what may be a secret; what is made of it holds none. */
function shown(stage: Exclude<Stage, 'schema' | 'diagnostics' | 'observed' | 'plan'>, compilation: Compilation) {
  const { tree, spec, model, diagnostics } = compilation;
  if (stage === 'tree') return tree && maskTree(tree, diagnostics);
  if (stage === 'model') return model && withPaths(model);
  if (stage === 'drafts') return compilation.drafts?.map(plainDraft);
  return stage === 'spec' ? spec && maskJson(spec) : compilation[stage];
}

function missed(stage: Stage, { err }: Io): ExitCode {
  err.write(`the build ended before the stage "${stage}"\n`);
  return EXIT.failed;
}

async function dumpDeployed(
  stage: 'observed' | 'plan',
  { compilation, site }: { readonly compilation: Compilation; readonly site: string },
  { path, sandbox }: DumpOptions,
  io: Io,
): Promise<ExitCode> {
  const { bundle } = compilation;
  if (bundle === undefined) return missed(stage, io);
  const subject = { compilation, bundle, site, sandbox, how: 'only look' } as const;
  return withNodes(subject, io, async (reach) => print(await deployed(stage, reach, compilation), path, io));
}

async function deployed(stage: 'observed' | 'plan', reach: Reach, compilation: Compilation): Promise<Json> {
  const { bundle, secrets, ports } = reach;
  if (stage === 'observed') return observe(bundle, secrets, ports);
  const { look, planFor } = await import('../push/planning.ts');
  const wishes = { allowed: new Set<string>(), limited: false, activates: true, gone: new Set<string>() };
  return (await planFor(await look(reach), reach, compilation, wishes)).plan;
}

function print(value: Json, path: string | undefined, { out, err }: Io): ExitCode {
  const found = valueAtPath(value, path ?? '');
  if ('missing' in found) {
    const meant = found.meant === undefined ? contents(found) : `; did you mean ${found.meant}?`;
    err.write(visible(`there is nothing at ${found.missing}${meant}`) + '\n');
    return EXIT.failed;
  }
  out.write(canonicalJson(found.value));
  return EXIT.done;
}

/** Names that exist in place of the missing one, if they fit into a line. */
function contents({ known }: Missing): string {
  return known.length === 0 || known.length > SHOWN ? '' : `; there are ${known.join(', ')}`;
}

const SHOWN = 12;
