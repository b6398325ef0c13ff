/** Hunks as lines of a unified diff. Pure; only shows. */
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { visible } from '../diag/visible.ts';
import type { Hunk, HunkLine } from '../diff/hunks.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

/** Without file headers. The ranges are lines of the files, even if a hunk shows the lines in another order. */
export function* hunkLines(hunks: readonly Hunk[], paint: Paint): Generator<string> {
  for (const { found, desired, lines } of hunks) {
    yield paint.dim(`@@ -${range(found)} +${range(desired)} @@`);
    for (const line of lines) yield painted(line, paint);
  }
}

/**
 * Shows what changes in each file, and where many change alike, what changes in the first one. One value for each report, called in the
 * order of the files.
 */
export function shownOnce(everything: boolean): (path: string, lines: readonly string[]) => readonly string[] {
  const firstWith = new Map<string, string>();
  return (path, lines) => {
    const changed = lines.map(stripVTControlCharacters).filter((line) => /^[+-]/.test(line));
    const key = changed.join('\n');
    const first = firstWith.get(key);
    if (first === undefined) firstWith.set(key, path);
    return first === undefined || everything || changed.length === 0 ? lines : [`the same lines change as in ${first}`];
  };
}

function range(lines: Hunk['found']): string {
  return lines === null ? '0,0' : `${lines[0]},${lines[1] - lines[0] + 1}`;
}

function painted({ sign, text }: HunkLine, paint: Paint): string {
  const line = visible(`${sign}${text}`);
  if (sign === '+') return paint.green(line);
  return sign === '-' ? paint.red(line) : paint.dim(line);
}
