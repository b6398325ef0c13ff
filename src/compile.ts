/** Files of a site -> bundle: the findings of analyse.ts, and the files as text. Pure. */
import { analyse, type Compilation, type Ended } from './analyse.ts';
import { hasError } from './diag/diagnostic.ts';
import { emit } from './emit/emit.ts';
import type { InputFile } from './source/tree.ts';

export type { Compilation } from './analyse.ts';

/** Templates: name without `.hbs` -> text. */
export function compile(
  inputs: readonly InputFile[],
  templates: ReadonlyMap<string, string>,
  ended: Ended = () => undefined,
): Compilation {
  const analysis = analyse(inputs, ended);
  const { model, stack, drafts, actions, runtime, diagnostics } = analysis;
  if (model === undefined || stack === undefined || drafts === undefined) return analysis;
  if (actions === undefined || runtime === undefined || hasError(diagnostics)) return analysis;
  const { value: bundle, diagnostics: mismatches } = emit(model, { drafts, actions, runtime, stack }, templates);
  ended('emit');
  return { ...analysis, ...(bundle === undefined ? {} : { bundle }), diagnostics: [...diagnostics, ...mismatches] };
}
