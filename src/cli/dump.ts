/** `clusterc dump`: the value of any stage as canonical JSON; of a failed build, every stage that was reached. */
import { hasError } from '../diag/diagnostic.ts';
import { canonicalJson, isList, isMap } from '../base/json.ts';
import type { Json } from '../base/brand.ts';
import type { Compilation } from '../compile.ts';
import { siteSchema } from '../spec/site-schema.ts';
import { EXIT, located, pressing, report, type ExitCode, type Io } from './io.ts';
import { compileSite } from './site.ts';

export const STAGES = ['tree', 'spec', 'model', 'drafts', 'bundle', 'diagnostics', 'schema'] as const;
export type Stage = (typeof STAGES)[number];

/** The value below `path` (steps joined with slashes) of one stage. Exits 1 when the build did not get there. */
export function dump(stage: Stage, site: string, path: string | undefined, { out, err }: Io): ExitCode {
  if (stage === 'schema') return print(siteSchema, path, { out, err });
  const compilation = compileSite(site);
  const found = located(compilation);
  if (stage === 'diagnostics') return print([...found], path, { out, err });
  report(pressing(found), err);
  const value = valueOf(compilation, stage);
  if (value === undefined) {
    err.write(`the build ended before the stage "${stage}"\n`);
    return EXIT.failed;
  }
  const printed = print(value, path, { out, err });
  return hasError(compilation.diagnostics) ? EXIT.failed : printed;
}

function valueOf(
  { tree, spec, model, drafts, bundle }: Compilation,
  stage: Exclude<Stage, 'schema' | 'diagnostics'>,
): Json | undefined {
  return { tree, spec, model, drafts, bundle }[stage];
}

function print(value: Json, path: string | undefined, { out, err }: Io): ExitCode {
  const found = (path === undefined ? [] : path.split('/')).reduce<Json | undefined>(stepInto, value);
  if (found === undefined) {
    err.write(`there is nothing at ${path}\n`);
    return EXIT.failed;
  }
  out.write(canonicalJson(found));
  return EXIT.done;
}

/** Lists are entered by index, or by the name of an entry. */
function stepInto(value: Json | undefined, step: string): Json | undefined {
  if (isMap(value)) return value[step];
  if (!isList(value)) return undefined;
  return /^[0-9]+$/.test(step) ? value[Number(step)] : value.find((entry) => isMap(entry) && entry['name'] === step);
}
