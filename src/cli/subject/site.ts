/** The first step of every command: reads and analyses a site. Commands that need its files: compiled-site.ts. */
import { analyse, type Compilation, type Ended } from '../../analyse.ts';
import { hasError } from '../../diag/diagnostic.ts';
import { readSite, type SiteFiles } from '../../edge/site/site.ts';
import { optimiseLess, spareMemory } from '../../edge/v8-flags.ts';
import { elapsed } from '../../report/elapsed.ts';
import type { InputFile } from '../../source/tree.ts';
import type { Io } from '../io.ts';
import { LiveLine } from '../live-line.ts';

/** Analyses the site at a path without writing text. An unreadable file is a normal error. -v prints the stages, a terminal shows a slow one. */
export function analyseSite(path: string, io?: Io): Compilation {
  return withSite(path, analyse, io);
}

export function withSite(
  path: string,
  stages: (files: readonly InputFile[], ended: Ended) => Compilation,
  io?: Io,
): Compilation {
  const { ended, end } = stageWatch(io);
  const read = readSite(path);
  const size = read.files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  spareMemory(size);
  optimiseLess(size);
  ended('read', size);
  const compilation = onFiles(read, (files) => stages(files, ended));
  end();
  return compilation;
}

/** The stages, unless a file could not be read. */
export function onFiles(
  { files, diagnostics }: SiteFiles,
  stages: (files: readonly InputFile[]) => Compilation,
): Compilation {
  return hasError(diagnostics) ? { files: [], diagnostics } : stages(files);
}

/** `size`: bytes of the site, once they are known. */
type StageWatch = { readonly ended: (stage: string, size?: number) => void; readonly end: () => void };

function stageWatch(io: Io | undefined): StageWatch {
  if (io === undefined) return { ended: () => undefined, end: () => undefined };
  return io.verbose ? { ended: stageTimes(io), end: () => undefined } : stageLine(io);
}

/** The stages of a site that becomes text; a command that writes none ends earlier. */
const STAGES = ['read', 'parse', 'validate', 'resolve', 'check', 'draft', 'emit'];

/** Bytes of a site that takes more than about half a second. Measured. */
const LARGE = 100 * 1024;

/** `  check    stage 5 of 7`, while it runs. */
function stageLine(io: Io): StageWatch {
  const line = new LiveLine(io);
  const ended = (stage: string, size = 0) => {
    const next = STAGES.indexOf(stage) + 1;
    const name = STAGES[next];
    if (name !== undefined) line.show(`${name.padEnd(8)} stage ${next + 1} of ${STAGES.length}`, size > LARGE);
  };
  return { ended, end: () => line.clear() };
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
