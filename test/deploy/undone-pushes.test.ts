/** The pushes that a revert undoes. */
import { expect, it } from 'vitest';
import type { KnownPush } from '../../src/deploy/push/histories.ts';
import type { Begin, End } from '../../src/deploy/push/journal.ts';
import { undoneBy } from '../../src/deploy/push/undone-pushes.ts';
import { undoneLines } from '../../src/report/undone-pushes.ts';

let count = 0;
function pushOf(bundle: string, more: Partial<Begin> = {}, outcome: End['outcome'] | null = 'applied'): KnownPush {
  const id = String(++count).padStart(16, '0');
  const at = `2026-11-29T10:00:${String(count).padStart(2, '0')}.000Z`;
  const facts = { who: 'anna@admin', command: 'push', plan: 'p', cluster: 'kvmha', nodes: ['host1'] } as const;
  const begin: Begin = { v: 1, entry: 'begin', at, id, bundle, because: null, allowed: [], ...facts, ...more };
  const ended = { v: 1, entry: 'end', at, id, exit: 0, interrupted: false, nodes: {} } as const;
  return { begin, end: outcome === null ? null : { ...ended, outcome }, alone: [] };
}

const because = (text: string) => ({ because: text });
const words = (bundle: string, pushes: readonly KnownPush[]) =>
  undoneLines(undoneBy(bundle, pushes)).map((line) => line.replace(/2026-\S+ \S+Z/, 'TIME'));

it('are those since the bundle was last on the nodes; a change of secrets alone stays', () => {
  const pushes = [
    pushOf('a'),
    pushOf('b', because('more memory')),
    pushOf('b', { ...because('they leaked'), secretsOnly: true }),
  ];
  expect(words('a', pushes)).toEqual([
    'undoes the push of TIME by anna@admin (more memory)',
    'does not undo the push of TIME by anna@admin (they leaked): it changed only secrets',
  ]);
});

it('are none that changed nothing, and one whose end is unknown', () => {
  const pushes = [pushOf('a'), pushOf('b', because('refused'), 'refused'), pushOf('c', because('cut off'), null)];
  expect(words('a', pushes)).toEqual(['undoes the push of TIME by anna@admin (cut off)']);
});

it('can be a revert, and are counted where there are many', () => {
  const pushes = [pushOf('a'), ...['b', 'c', 'd', 'e'].map((id) => pushOf(id)), pushOf('b', { command: 'revert' })];
  expect(words('a', pushes)).toEqual([
    'undoes the revert of TIME by anna@admin',
    'undoes the push of TIME by anna@admin',
    'undoes the push of TIME by anna@admin',
    'undoes 2 earlier pushes: clusterc history',
  ]);
  expect(words('e', pushes)).toEqual(['undoes the revert of TIME by anna@admin']);
});

it('are unknown where no journal has the bundle', () => {
  expect(words('z', [pushOf('a')])).toEqual(['no journal says which push this undoes']);
});
