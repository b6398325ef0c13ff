/** `clusterc check`: everything that is wrong with a site, in one run. */
import { hasError } from '../../diag/diagnostic.ts';
import { renderGithub } from '../../diag/github.ts';
import { renderJson } from '../../diag/json.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import { renderSarif } from '../../diag/sarif.ts';
import { readVersion } from '../../edge/assets.ts';
import { kinds } from '../../kinds.ts';
import type { CheckFormat } from '../formats.ts';
import { EXIT, located, remark, report, type ExitCode, type Io, type Screen } from '../io.ts';
import { analyseSite } from './site.ts';
import { summary } from './summary.ts';

export type CheckOptions = { readonly format: CheckFormat; readonly strict?: boolean };

export function check(site: string, { format, strict = false }: CheckOptions, io: Io): ExitCode {
  const compilation = analyseSite(site, io);
  const found = located(compilation);
  PRINTERS[format](found, io.out);
  const warned = strict && found.some(({ severity, accepted }) => severity === 'warning' && accepted === undefined);
  if (hasError(compilation.diagnostics) || warned) return EXIT.failed;
  if (format === 'text') remark(`ok: ${summary(compilation)}`, io);
  return EXIT.done;
}

const PRINTERS: { readonly [F in CheckFormat]: (found: readonly LocatedDiagnostic[], screen: Screen) => void } = {
  text: report,
  json: (found, { write }) => write(renderJson(found)),
  sarif: (found, { write }) => write(renderSarif(found, { version: readVersion(), kinds })),
  github: (found, { write }) => write(renderGithub(found)),
};
