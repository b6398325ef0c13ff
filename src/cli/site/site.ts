/** What every command starts with: a site, read and analysed. Commands that need its files: compiled-site.ts. */
import { analyse, type Compilation, type Ended } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { readSite } from '../../edge/site/site.ts';
import { elapsed } from '../../report/elapsed.ts';
import type { InputFile } from '../../source/tree.ts';
import type { Io } from '../io.ts';

/** The site at a path, until it is known what to write; a file that cannot be read is an error like any other. With -v, the stages. */
export function analyseSite(path: string, io?: Io): Compilation {
  return withSite(path, analyse, io);
}

export function withSite(
  path: string,
  stages: (files: readonly InputFile[], ended: Ended) => Compilation,
  io?: Io,
): Compilation {
  const ended = io?.verbose === true ? stageTimes(io) : () => undefined;
  const { files, diagnostics } = readSite(path);
  ended('read');
  return hasError(diagnostics) ? { files: [], diagnostics } : stages(files, ended);
}

/** A line per stage when it ends: `  resolve   3 ms`. */
function stageTimes({ now, err }: Io): Ended {
  let since = now();
  return (stage) => {
    const ended = now();
    err.write(`  ${stage.padEnd(8)} ${elapsed(ended - since)}\n`);
    since = ended;
  };
}
