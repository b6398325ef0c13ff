/** What `observe` prints, from memory. */
import type { Alone } from './alone.ts';
import { digestOf } from './files.ts';
import { bundleIn, type Machine } from '../machine.ts';
import { masked, versionOf, type Row } from './rows.ts';

export function lockTerms(
  { owner, lease, since }: { owner: string; lease: string; since: number },
  now: number,
): string {
  return `${Math.floor((now - since) / 1000)} ${lease} ${owner}`;
}

export function observed({ machine, now, exec }: Alone, desired: readonly Row[]): string {
  const { store, files } = machine;
  const installed = bundleIn(store.installed);
  const kept = store.generations.find(({ id }) => id === installed)?.index ?? [];
  const previous = store.generations.findLast(({ id }) => id !== installed)?.id;
  const paths = [
    ...new Set([...desired, ...kept.filter(({ digest }) => digest !== '-')].map(({ path }) => path)),
  ].sort();
  const running = / config (\d+)/.exec(exec(['cman_tool', 'version']).stdout)?.[1];
  const lines = paths.flatMap((path) => fileLines(path, desired, kept, files));
  const announced = desired.find(({ late }) => late === 'version')?.path ?? '';
  const version = versionOf(files.get(announced)?.text ?? '');
  const recorded = /"config-version": (\d+)/.exec(store.installed ?? '')?.[1];
  return [
    'clusterc-node 2',
    `lock ${store.lock === null ? '-' : lockTerms(store.lock, now())}`,
    `installed ${installed ?? '-'}`,
    `previous ${previous ?? '-'}`,
    `interrupted ${interruptedBy(machine, now())}`,
    `version file ${version === undefined || version === '' ? '-' : version}`,
    `version running ${running ?? '-'}`,
    `version installed ${recorded ?? '-'}`,
    ...lines,
    'end',
    '',
  ].join('\n');
}

function interruptedBy({ store: { undo, staged: left } }: Machine, now: number): string {
  if (undo === null) return left === null ? '-' : `${left.id} staged -`;
  const { id, mark, deadline } = undo;
  if (deadline === null || mark === 'confirmed') return `${id} ${mark} -`;
  return `${id} ${mark} ${mark === 'reverting' ? 0 : Math.max(0, Math.floor((deadline - now) / 1000))}`;
}

function fileLines(
  path: string,
  desired: readonly Row[],
  kept: readonly Row[],
  files: Machine['files'],
): readonly string[] {
  const row = desired.find((one) => one.path === path);
  const recorded = kept.find((one) => one.path === path);
  const here = files.get(path);
  const compared = here === undefined ? undefined : row?.late === '-' ? here.text : masked(here.text);
  const relation =
    row === undefined
      ? 'extra'
      : digestOf(compared) === row.digest
        ? 'same'
        : here === undefined
          ? 'absent'
          : row.digest === 'unknown'
            ? 'unknown'
            : 'differs';
  const origin =
    recorded === undefined || recorded.digest === '-'
      ? here === undefined
        ? 'none'
        : 'foreign'
      : here === undefined
        ? 'missing'
        : recorded.digest === digestOf(here.text)
          ? 'ours'
          : 'edited';
  const facts = here === undefined ? '- - -' : `${here.mode} ${here.owner} ${here.group}`;
  const line = `file ${relation} ${origin} ${facts} ${digestOf(here?.text)} ${path}`;
  if (!['differs', 'extra', 'unknown'].includes(relation)) return [line];
  if (here === undefined) return [line, '.'];
  if (here.text === '') return [line, '.'];
  const text = here.text.replace(/\n$/, '').split('\n');
  return [line, ...text.map((one) => `|${one}`), ...(here.text.endsWith('\n') ? [] : ['\\']), '.'];
}
