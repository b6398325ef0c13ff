/** How staged files get to their places, in memory. */
import { byPath, digestOf } from './files.ts';
import type { Machine, Staged } from '../machine.ts';
import type { Row } from './rows.ts';

/**
 * Brings files to their staged state. Files of the kinds in `others` that exist are left to someone else; those that do not
 * exist are written, except for the announced file.
 */
export function applied(
  machine: Machine,
  { index, files }: Staged,
  chosen: (row: Row) => boolean,
  others: readonly string[],
): string {
  const rows = index.filter(chosen);
  const [kept, wrong] = [rows.filter((row) => isInPlace(row, machine)), rows.filter((row) => !isInPlace(row, machine))];
  const isLeft = ({ late, path }: Row) => others.includes(late) && (late === 'version' || machine.files.has(path));
  const left = wrong.filter(isLeft);
  const reported = [...kept.map((row) => ({ row, said: 'kept' })), ...left.map((row) => ({ row, said: 'left' }))];
  const changed = wrong
    .filter((row) => !left.includes(row))
    .map((row) => ({ row, said: written(machine, row, files) }));
  return [...reported.sort((a, b) => byPath(a.row, b.row)), ...changed]
    .map(({ row, said }) => `${said} ${row.path}\n`)
    .join('');
}

function written(machine: Machine, { path, digest, mode, owner, group }: Row, files: Staged['files']): string {
  if (digest === '-') {
    machine.files.delete(path);
    return 'removed';
  }
  machine.files.set(path, { text: files.get(path) ?? '', mode, owner, group });
  return 'wrote';
}

export function isInPlace({ digest, mode, owner, group, path }: Row, { files }: Machine): boolean {
  const here = files.get(path);
  if (digest === '-') return here === undefined;
  return (
    here !== undefined &&
    digestOf(here.text) === digest &&
    `${here.mode} ${here.owner} ${here.group}` === `${mode} ${owner} ${group}`
  );
}
