/** The site as it was in a git revision, for commands that take one. Loaded when one is named. */
import type { Compilation } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { readRevision } from '../../edge/site/revision.ts';
import type { Io } from '../io.ts';
import { compiler } from './subject.ts';

/** Compiles the site at a path as it was in a revision. Codes `revision/*` and those of a site. */
export async function siteIn(site: string, revision: string, { env }: Io): Promise<Compilation> {
  const { files, diagnostics } = await readRevision(site, revision, env);
  return hasError(diagnostics) ? { files: [], diagnostics } : (await compiler()).compileFiles(files);
}
