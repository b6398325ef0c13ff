import { describe, expect, it } from 'vitest';
import { as, type ActionId, type HostName, type RemotePath } from '../../src/base/brand.ts';
import type { Change } from '../../src/deploy/plan.ts';
import { schedule } from '../../src/deploy/schedule.ts';
import { action, bundleWith, file, ONE, played, state, TWO } from '../support/nodes.ts';

const announce = action('announce', { scope: 'once', check: ['validate', { staged: as<RemotePath>('/etc/a') }] });
const refresh = action('refresh', { after: [as<ActionId>('announce')] });
const other = action('other');
const bundle = bundleWith(
  [file('/etc/a', { needs: [announce.id] }), file('/etc/b', { needs: [refresh.id] })],
  [other, refresh, announce],
);

const SEEN = [state(ONE, []), state(TWO, [])];

function change(node: HostName, path: string): Change {
  return { node, path: as<RemotePath>(path), change: 'update', found: null, desired: null };
}

function names(changes: readonly Change[]) {
  return schedule(bundle, changes, SEEN).phases.map(({ do: what, steps }) => {
    const [first] = steps;
    const name = first !== undefined && 'action' in first && first.action !== null ? `${what} ${first.action}` : what;
    return `${name}: ${steps.map(({ node }) => node).join(' ')}`;
  });
}

describe('the phases', () => {
  it('stage and check everything everywhere before anything is changed anywhere', () => {
    expect(names([change(ONE, '/etc/a'), change(TWO, '/etc/a'), change(TWO, '/etc/b')])).toEqual([
      'lock: one two',
      'compare: one two',
      'stage: one two',
      'check announce: one',
      'arm: one two',
      'run: one two',
      'run announce: one',
      'run refresh: one two',
      'probe: one two',
      'probe announce: one',
      'probe refresh: one two',
      'confirm: one two',
      'commit: one two',
      'unlock: one two',
    ]);
  });

  it('leave out nodes and actions that nothing changes for', () => {
    const phases = names([change(TWO, '/etc/b')]);
    expect(phases).toContain('run refresh: two');
    expect(phases.filter((phase) => !/^(lock|compare|unlock): one two$/.test(phase)).join()).not.toMatch(
      /one|announce|other/,
    );
  });

  it('run no action for what is only recorded', () => {
    const phases = names([{ ...change(ONE, '/etc/a'), change: 'record' }]);
    expect(phases).toContain('commit: one');
    expect(phases.join()).not.toContain('announce');
  });

  it('run an action with scope once on the lowest node_id among the nodes that change', () => {
    expect(names([change(TWO, '/etc/a')])).toContain('run announce: two');
    expect(names([change(TWO, '/etc/a'), change(ONE, '/etc/a')])).toContain('run announce: one');
  });
});

it('the worst case is the sum of those of the actions', () => {
  expect(schedule(bundle, [change(ONE, '/etc/a'), change(ONE, '/etc/b')], SEEN).worstCase).toBe(2000);
});

it('a folder that plays a node runs no action, and says so', () => {
  const { phases, leftOut, worstCase } = schedule(played(bundle), [change(ONE, '/etc/a')], SEEN);
  expect(phases.flatMap(({ steps }) => steps).filter((step) => 'action' in step && step.action !== null)).toEqual([]);
  expect(leftOut.map((one) => one.action)).toEqual(['announce']);
  expect(worstCase).toBe(0);
});
