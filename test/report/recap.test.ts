import { expect, it } from 'vitest';
import type { Outcome } from '../../src/deploy/push.ts';
import { renderRecap } from '../../src/report/recap.ts';
import { bundleWith, file, found, ONE, planned, state, TWO } from '../support/nodes.ts';

const bundle = bundleWith([file('/etc/a'), file('/etc/b')]);
const here = [found('/etc/a', { relation: 'differs' }), found('/etc/b')];
const plan = planned(bundle, [state(ONE, here), state(TWO, here)], new Set());

it('a node that committed is applied, also when another could not', () => {
  const outcome: Outcome = {
    ended: 'stuck',
    interrupted: false,
    kept: [],
    journal: [
      { step: { do: 'commit', node: ONE }, result: 'ok', at: '' },
      { step: { do: 'commit', node: TWO }, result: 'failed', at: '' },
    ],
    diagnostics: [],
  };
  expect(renderRecap(plan, bundle, outcome).split('\n')).toEqual([
    'recap: every node has the new files, but that is not written down everywhere',
    '  one  changed=1  unchanged=1  failed=0  applied',
    '  two  changed=1  unchanged=1  failed=1  not written down',
    '',
  ]);
});
