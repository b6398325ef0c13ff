/**
 * A file of values of secrets that lies among the sections of a site by mistake. It is reported (`secret/in-site`), but no
 * line of it is shown with any other finding, even where the site cannot be understood so far.
 */
import type { SourceFile } from './tree.ts';

/** Any scalar behind such a key: in doubt a file is not shown, which costs no more than its excerpts. */
const NAMED = /\bfile["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}\]#]+))/g;

/** The files whose lines may be shown: those that no file names behind a key `file`. */
export function showable(files: readonly SourceFile[]): readonly SourceFile[] {
  const named = new Set(
    files.flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, a, b, c]) => lastOf(a ?? b ?? c ?? ''))),
  );
  return files.length === 1 ? files : files.filter(({ id }) => !named.has(lastOf(id)));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
