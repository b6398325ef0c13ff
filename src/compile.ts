/** Files of a site -> bundle: the findings of analyse.ts, and the files as text. Pure. */
import { analyse, analyseTree, type Compilation, type Ended } from './analyse.ts';
import { as, type FileId } from './base/brand.ts';
import type { JsonMap } from './base/json.ts';
import { hasError } from './diag/diagnostic.ts';
import { emit } from './emit/emit.ts';
import { treeOf } from './source/build.ts';
import type { InputFile } from './source/tree.ts';

export type { Compilation } from './analyse.ts';

/** Templates: name without `.hbs` -> text. */
export function compile(
  inputs: readonly InputFile[],
  templates: ReadonlyMap<string, string>,
  ended: Ended = () => undefined,
): Compilation {
  return withBundle(analyse(inputs, ended), templates, ended);
}

/** The same for a site that a program has made: `site.yaml`, as JSON would write it. */
export function compileValue(site: JsonMap, templates: ReadonlyMap<string, string>): Compilation {
  const id = as<FileId>('site.yaml');
  const { value: tree, diagnostics } = treeOf(site, id);
  // A text has places, so that what cannot be read is cut out and the rest goes on.
  if (tree === undefined || diagnostics.length > 0)
    return compile([{ id, bytes: Buffer.from(JSON.stringify(site)) }], templates);
  return withBundle(analyseTree(tree, { files: [], unreadable: [], doubtful: [] }), templates, () => undefined);
}

function withBundle(analysis: Compilation, templates: ReadonlyMap<string, string>, ended: Ended): Compilation {
  const { model, stack, drafts, actions, runtime, diagnostics } = analysis;
  if (model === undefined || stack === undefined || drafts === undefined) return analysis;
  if (actions === undefined || runtime === undefined || hasError(diagnostics)) return analysis;
  const { value: bundle, diagnostics: mismatches } = emit(model, { drafts, actions, runtime, stack }, templates);
  ended('emit');
  return { ...analysis, ...(bundle === undefined ? {} : { bundle }), diagnostics: [...diagnostics, ...mismatches] };
}
