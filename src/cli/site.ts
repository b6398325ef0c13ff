/** What every command starts with: a site, read and compiled. */
import { compile, type Compilation } from '../compile.ts';
import { hasError } from '../diag/diagnostic.ts';
import { readTemplates } from '../edge/assets.ts';
import { readSite } from '../edge/site.ts';
import { elapsed } from '../report/elapsed.ts';
import type { Io } from './io.ts';

/** The compilation of the site at a path; a file that cannot be read is an error like any other. With -v, the stages. */
export function compileSite(path: string, io?: Io): Compilation {
  const ended = io?.verbose === true ? stageTimes(io) : () => undefined;
  const { files, diagnostics } = readSite(path);
  ended('read');
  if (hasError(diagnostics)) return { files: [], diagnostics };
  return compile(files, readTemplates(), ended);
}

/** A line per stage when it ends: `  resolve   3 ms`. */
function stageTimes({ now, err }: Io): (stage: string) => void {
  let since = now();
  return (stage) => {
    const ended = now();
    err.write(`  ${stage.padEnd(8)} ${elapsed(ended - since)}\n`);
    since = ended;
  };
}
