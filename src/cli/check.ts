/** `clusterc check`: everything that is wrong with a site, in one run. */
import { hasError } from '../diag/diagnostic.ts';
import { EXIT, located, remark, reportAs, type ExitCode, type Format, type Io } from './io.ts';
import { compileSite } from './site.ts';
import { summary } from './summary.ts';

export type CheckOptions = { readonly format: Format; readonly strict?: boolean };

export function check(site: string, { format, strict = false }: CheckOptions, io: Io): ExitCode {
  const compilation = compileSite(site, io);
  const found = located(compilation);
  reportAs(format, found, io.out);
  const warned = strict && found.some(({ severity, accepted }) => severity === 'warning' && accepted === undefined);
  if (hasError(compilation.diagnostics) || warned) return EXIT.failed;
  if (format === 'text') remark(`ok: ${summary(compilation)}`, io);
  return EXIT.done;
}
