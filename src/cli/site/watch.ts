/** `clusterc check --watch`: checks a site again whenever one of its files is saved. */
import { analyse, type Compilation } from '../../analyse.ts';
import { changesOf } from '../../edge/site/changes.ts';
import { KnownSite } from '../../known-site.ts';
import { readSite, type SiteFiles } from '../../edge/site/site.ts';
import { elapsed } from '../../report/elapsed.ts';
import { EXIT, remark, type ExitCode, type Io } from '../io.ts';
import { onFiles } from '../subject/site.ts';

/** Moves to the first column of the first line, and clears from there. ECMA-48, CUP and ED. */
const CLEAR = '\u001b[H\u001b[J';

/** Shows the result of each pass by `show`, until the process ends. What did not change is not worked out again. */
export async function watchSite(
  site: string,
  show: (compilation: Compilation) => Promise<ExitCode>,
  io: Io,
): Promise<ExitCode> {
  const known = new KnownSite();
  let earlier: SiteFiles | undefined;
  let code: ExitCode = EXIT.done;
  for await (const _change of changesOf(site)) {
    const since = io.now();
    const read = readSite(site);
    if (earlier !== undefined && isSame(read, earlier)) continue;
    if (earlier !== undefined && !io.out.live) remark(`watching ${site}: a file was saved`, io);
    earlier = read;
    const compilation = onFiles(read, (files) => analyse(files, undefined, known));
    if (io.out.live) io.out.write(CLEAR);
    code = await show(compilation);
    remark(`watching ${site}: checked in ${elapsed(io.now() - since)}; Ctrl-C ends it`, io);
  }
  return code;
}

/** Saved without a change, or not a file of the site: there is nothing to check. */
function isSame(a: SiteFiles, b: SiteFiles): boolean {
  return (
    JSON.stringify(a.diagnostics) === JSON.stringify(b.diagnostics) &&
    a.files.length === b.files.length &&
    a.files.every(
      ({ id, bytes }, index) => id === b.files[index]?.id && Buffer.compare(bytes, b.files[index].bytes) === 0,
    )
  );
}
