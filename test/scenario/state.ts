/** What clusterc remembers on this machine: the journal and the bundles of the pair, below the folder `state` of a scenario. */
import type { Diagnostic } from '../../src/diag/diagnostic.ts';
import type { Begin } from '../../src/deploy/push/journal.ts';
import { findBundle, keepBundle } from '../../src/edge/bundle/bundle-cache.ts';
import { openJournal } from '../../src/edge/state/journal.ts';
import { bundleOf } from '../support/fixtures.ts';
import type { Command } from './step.ts';

const BEGIN: Begin = {
  v: 1,
  entry: 'begin',
  at: '2026-11-28T21:03:07.120Z',
  id: '5f3c9a0b12d4e678',
  who: 'root@admin1',
  command: 'push',
  bundle: 'a'.repeat(64),
  plan: 'b'.repeat(64),
  cluster: 'kvmha',
  nodes: ['host1', 'host2'],
  because: null,
  allowed: [],
};

type Remembering = Extract<
  Command,
  { readonly 'write-down': unknown } | { readonly keep: unknown } | { readonly 'find-kept': unknown }
>;

export async function memoized(command: Remembering, state: string): Promise<readonly Diagnostic[]> {
  const env = { XDG_STATE_HOME: state };
  if ('keep' in command) return keepBundle(env, bundleOf('pair'), 'the activator');
  if ('find-kept' in command) return (await findBundle(env, 'kvmha', command['find-kept'].id)).diagnostics;
  return openJournal(env, command['write-down'].cluster ?? 'kvmha').append(BEGIN);
}
