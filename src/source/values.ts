/**
 * Files of secret values that were placed among the sections of a site. Such a file is reported (`secret/in-site`), but no
 * other finding shows its lines, even if the site cannot be parsed.
 */
import type { SourceFile } from './tree.ts';

/** Any scalar after such a key. In doubt a file is not shown, which costs only its excerpts. */
const NAMED = /\bfile["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,}\]#]+))/g;

/** The files whose lines may be shown: those that no key `file` names. */
export function showable(files: readonly SourceFile[]): readonly SourceFile[] {
  const named = new Set(
    files.flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, a, b, c]) => lastOf(a ?? b ?? c ?? ''))),
  );
  return files.length === 1 ? files : files.filter(({ id }) => !named.has(lastOf(id)));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
