import { describe, expect, it } from 'vitest';
import { as, type ActionId, type Digest, type HostName, type RemotePath } from '../../src/base/brand.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import type { Relation } from '../../src/deploy/node/state.ts';
import { action, bundleWith, file, found, ONE, planned, played, state, TWO } from '../support/nodes.ts';

const check = { argv: ['validate', { staged: as<RemotePath>('/etc/a') }] };
const announce = action('announce', { scope: 'once' });
const refresh = action('refresh', { after: [as<ActionId>('announce')] });
const other = action('other');
const bundle = bundleWith(
  [file('/etc/a', { needs: [announce.id], check }), file('/etc/b', { needs: [refresh.id] })],
  [other, refresh, announce],
);

const OLDER = as<Digest>('0'.repeat(64));

type Changed = readonly (readonly [node: HostName, path: string])[];

function planFor(changed: Changed, how: Relation = 'differs', of: Bundle = bundle, installed = bundle.id) {
  const at = (node: HostName, path: string): Relation =>
    changed.some(([host, changing]) => host === node && changing === path) ? how : 'same';
  const files = (node: HostName) => ['/etc/a', '/etc/b'].map((path) => found(path, { relation: at(node, path) }));
  return planned(of, [state(ONE, files(ONE), { installed }), state(TWO, files(TWO), { installed })]);
}

function names(changed: Changed) {
  return planFor(changed).phases.map(({ do: what, steps }) => {
    const [first] = steps;
    const name = first !== undefined && 'action' in first && first.action !== null ? `${what} ${first.action}` : what;
    return `${name}: ${steps.map(({ node }) => node).join(' ')}`;
  });
}

describe('the phases', () => {
  it('stage and check everything everywhere before anything is changed anywhere', () => {
    expect(
      names([
        [ONE, '/etc/a'],
        [TWO, '/etc/a'],
        [TWO, '/etc/b'],
      ]),
    ).toEqual([
      'lock: one two',
      'compare: one two',
      'stage: one two',
      'check: one two',
      'arm: one two',
      'run: one two',
      'run announce: one',
      'probe announce: one',
      'run refresh: two',
      'probe refresh: two',
      'probe: one two',
      'probe announce: one',
      'probe refresh: two',
      'confirm: one two',
      'commit: one two',
      'unlock: one two',
    ]);
  });

  it('leave out nodes and actions that nothing changes for', () => {
    const phases = names([[TWO, '/etc/b']]);
    expect(phases).toContain('run refresh: two');
    expect(phases.filter((phase) => !/^(lock|compare|unlock): one two$/.test(phase)).join()).not.toMatch(
      /one|announce|other/,
    );
  });

  it('bring a node with an older bundle to the same one, though it has nothing to change', () => {
    const { phases } = planFor([[TWO, '/etc/b']], 'differs', bundle, OLDER);
    const nodesOf = (what: string) => phases.find((phase) => phase.do === what)?.steps.map(({ node }) => node);
    expect([nodesOf('stage'), nodesOf('commit')]).toEqual([
      [ONE, TWO],
      [ONE, TWO],
    ]);
    expect(planFor([], 'same', bundle, OLDER).phases).toEqual([]);
  });

  it('run an action with scope once on the lowest node_id', () => {
    expect(names([[TWO, '/etc/a']])).toContain('run announce: one');
  });
});

it('a change that is only recorded runs no action', () => {
  const files = [found('/etc/a', { origin: 'foreign' }), found('/etc/b')];
  const { phases, actions } = planned(bundle, [state(ONE, files), state(TWO, [found('/etc/a'), found('/etc/b')])]);
  expect(phases.map(({ do: what }) => what)).toContain('commit');
  expect(actions).toEqual([]);
});

it('the worst case is the sum of those of the actions', () => {
  const { worstCase } = planFor([
    [ONE, '/etc/a'],
    [ONE, '/etc/b'],
  ]);
  expect(worstCase).toBe(2000);
});

it('a folder that plays a node runs no action, and says so', () => {
  const { actions, leftOut, worstCase } = planFor([[ONE, '/etc/a']], 'differs', played(bundle));
  expect(actions).toEqual([]);
  expect(leftOut.map((one) => one.action)).toEqual(['announce']);
  expect(worstCase).toBe(0);
});
