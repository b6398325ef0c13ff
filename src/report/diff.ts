/** Unified text differences. The one user of the diff library. Pure. */
import { structuredPatch } from 'diff';
import { visible } from '../diag/visible.ts';

/** Longest comparison before it is given up; a diff that takes longer helps nobody. Milliseconds. */
const TIMEOUT = 2000;

/** Lines of a unified diff from found to desired, without file headers. Empty when there is none. */
export function unifiedDiff(found: string, desired: string): readonly string[] {
  const patch = structuredPatch('', '', found, desired, undefined, undefined, { context: 3, timeout: TIMEOUT });
  if (patch === undefined) return ['@@ the texts are too different to compare @@'];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.map(visible),
  ]);
}
