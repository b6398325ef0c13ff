/** What every command starts with: a site, read and compiled. */
import { compile, type Compilation } from '../compile.ts';
import { hasError } from '../diag/diagnostic.ts';
import { readTemplates } from '../edge/assets.ts';
import { readSite } from '../edge/site.ts';

/** The compilation of the site at a path; a file that cannot be read is an error like any other. */
export function compileSite(path: string): Compilation {
  const { files, diagnostics } = readSite(path);
  if (hasError(diagnostics)) return { files: [], diagnostics };
  return compile(files, readTemplates());
}
