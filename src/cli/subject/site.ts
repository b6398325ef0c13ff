/** The first step of every command: reads and analyses a site. Commands that need its files: compiled-site.ts. */
import { analyse, type Compilation, type Ended } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { readSite, type SiteFiles } from '../../edge/site/site.ts';
import { optimiseLess, spareMemory } from '../../edge/v8-flags.ts';
import { elapsed } from '../../report/elapsed.ts';
import type { InputFile } from '../../source/tree.ts';
import type { Io } from '../io.ts';

/** Analyses the site at a path without writing text. An unreadable file is a normal error. -v prints the stages. */
export function analyseSite(path: string, io?: Io): Compilation {
  return withSite(path, analyse, io);
}

export function withSite(
  path: string,
  stages: (files: readonly InputFile[], ended: Ended) => Compilation,
  io?: Io,
): Compilation {
  const ended = io?.verbose === true ? stageTimes(io) : () => undefined;
  const read = readSite(path);
  const size = read.files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  spareMemory(size);
  optimiseLess(size);
  ended('read');
  return onFiles(read, (files) => stages(files, ended));
}

/** The stages, unless a file could not be read. */
export function onFiles(
  { files, diagnostics }: SiteFiles,
  stages: (files: readonly InputFile[]) => Compilation,
): Compilation {
  return hasError(diagnostics) ? { files: [], diagnostics } : stages(files);
}

/** A line at the end of each stage: `  resolve   3 ms`. */
function stageTimes({ now, err }: Io): Ended {
  let since = now();
  return (stage) => {
    const ended = now();
    err.write(`  ${stage.padEnd(8)} ${elapsed(ended - since)}\n`);
    since = ended;
  };
}
