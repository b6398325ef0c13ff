/**
 * Marks in the comments of a broken site say where something has to be found:
 *
 *     node_id: 1
 *     #        ^ cluster/nodeid           at the column of the ^ in the line above the comment
 *     #        ^ cluster/nodeid related   a related place of that finding
 *     #< yaml/syntax                      at the first column of the line above
 *     # at 4:1 yaml/syntax                in line 4, column 1: where comments are impossible; also `file` and `nowhere`
 *
 * A mark reads `4:1 yaml/syntax`, with `related` after it if it is one.
 */
import type { LocatedDiagnostic, Range } from '../../src/diag/located.ts';

const BELOW = /^#( *\^|<) (\S+(?: related)?)$/;
const APART = /^# at (\S+) (\S+(?: related)?)$/;

export function marksIn(text: string): readonly string[] {
  const marks: string[] = [];
  let line = 0;
  for (const [index, comment] of text.split('\n').entries()) {
    const [, pointer, below] = BELOW.exec(comment) ?? [];
    const [, place, apart] = APART.exec(comment) ?? [];
    if (pointer !== undefined) marks.push(`${line}:${pointer === '<' ? 1 : pointer.length + 1} ${below}`);
    else line = index + 1;
    if (place !== undefined) marks.push(`${place} ${apart}`);
  }
  return marks.sort();
}

/** What was found, as the marks that it should have. */
export function marksOf({ code, where, related }: LocatedDiagnostic): readonly string[] {
  return [`${placeOf(where)} ${code}`, ...related.map((one) => `${placeOf(one.where)} ${code} related`)];
}

function placeOf(where: Range | string): string {
  if (typeof where === 'string') return where === '' ? 'nowhere' : 'file';
  return `${where.start.line}:${where.start.column}`;
}
