/** `clusterc check`: everything that is wrong with a site, in one run. */
import type { Compilation } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { renderGithub } from '../../diag/github.ts';
import { renderJson } from '../../diag/json.ts';
import type { LocatedDiagnostic } from '../../diag/located.ts';
import { readVersion } from '../../edge/assets.ts';
import type { CheckFormat } from '../formats.ts';
import { EXIT, located, remark, report, writePieces, type ExitCode, type Io, type Screen } from '../io.ts';
import { collisionsWith } from '../subject/across.ts';
import { analyseSite } from '../subject/site.ts';
import { summary } from '../subject/summary.ts';

/** `others`: sites that share a network with it. `watch`: again whenever a file of the site is saved. */
export type CheckOptions = {
  readonly format: CheckFormat;
  readonly strict?: boolean;
  readonly others?: readonly string[];
  readonly watch?: boolean;
};

export async function check(site: string, options: CheckOptions, io: Io): Promise<ExitCode> {
  if (options.watch !== true) return show(analyseSite(site, io), options, io);
  const { watchSite } = await import('./watch.ts');
  return watchSite(site, (compilation) => show(compilation, options, io), io);
}

async function show(
  compilation: Compilation,
  { format, strict = false, others = [] }: CheckOptions,
  io: Io,
): Promise<ExitCode> {
  const shared = others.flatMap((other) => collisionsWith(compilation, other));
  const found = [...located(compilation), ...shared];
  await PRINTERS[format](found, io.out);
  const warned = strict && found.some(({ severity, accepted }) => severity === 'warning' && accepted === undefined);
  if (
    hasError(compilation.diagnostics) ||
    shared.some(({ severity, accepted }) => severity === 'error' && accepted === undefined) ||
    warned
  )
    return EXIT.failed;
  if (format === 'text') remark(`ok: ${summary(compilation)}`, io);
  return EXIT.done;
}

type Printer = (found: readonly LocatedDiagnostic[], screen: Screen) => void | Promise<void>;

const PRINTERS: { readonly [F in CheckFormat]: Printer } = {
  text: report,
  json: (found, screen) => writePieces(eachBy(renderJson, found), screen),
  sarif: printSarif,
  github: (found, screen) => writePieces(eachBy(renderGithub, found), screen),
};

/** SARIF explains every kind of finding, so it loads all of them. */
async function printSarif(found: readonly LocatedDiagnostic[], screen: Screen): Promise<void> {
  const [{ sarifPieces }, { loadKinds }] = await Promise.all([import('../../diag/sarif.ts'), import('../../kinds.ts')]);
  writePieces(sarifPieces(found, { version: readVersion(), kinds: await loadKinds() }), screen);
}

function* eachBy(render: typeof renderJson, found: readonly LocatedDiagnostic[]): Generator<string> {
  for (const one of found) yield render([one]);
}
