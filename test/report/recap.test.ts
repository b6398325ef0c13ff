import { expect, it } from 'vitest';
import type { Outcome } from '../../src/deploy/push/outcome.ts';
import { renderRecap } from '../../src/report/plan/recap.ts';
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
    'recap: every node has the new files, but that is not recorded everywhere',
    '  one  changed=1  unchanged=1  failed=0  applied',
    '  two  changed=1  unchanged=1  failed=1  not recorded',
    '',
  ]);
});

it('a node that was left out is not one of those that have the new files, and of its files nothing is said', () => {
  const off = { node: TWO, reachable: false, cause: 'no-connection', reason: 'no route' } as const;
  const some = planned(bundle, [state(ONE, here), off], new Set(['push/node-down']));
  const journal = [{ step: { do: 'commit', node: ONE }, result: 'ok', at: '' }] as const;
  const outcome: Outcome = { ended: 'applied', interrupted: false, kept: [], journal, diagnostics: [] };
  expect(renderRecap(some, bundle, outcome).split('\n')).toEqual([
    'recap: 1 of 2 nodes have the new files; push again when two can be reached',
    '  one  changed=1  unchanged=1  failed=0  applied',
    '  two  changed=?  unchanged=?  failed=0  left out',
    '',
  ]);
});

it('of a node that could not be rolled back no state is known, unless it was never armed', () => {
  const ended = [
    { step: { do: 'revert', node: ONE }, result: 'ok', at: '' },
    { step: { do: 'revert', node: TWO }, result: 'failed', at: '' },
  ] as const;
  const recap = (...armed: Outcome['journal']) => {
    const outcome: Outcome = {
      ended: 'stuck',
      interrupted: false,
      kept: [],
      journal: [...armed, ...ended],
      diagnostics: [],
    };
    return renderRecap(plan, bundle, outcome);
  };
  const arm = { step: { do: 'arm', node: TWO }, at: '' } as const;
  expect(recap({ ...arm, result: 'ok' })).toContain('two  changed=?  unchanged=?  failed=1  unknown');
  expect(recap({ ...arm, result: 'failed', cause: 'no-answer' })).toContain('failed=2  unknown');
  expect(recap({ ...arm, result: 'failed' })).toContain('failed=2  untouched');
});

it('the document that the daemons of a node keep counts as one of its files', () => {
  const whole = bundleWith([file('/etc/a'), file('/etc/b'), file('/var/cib', { install: { document: 'cib' } })]);
  const both = [found('/etc/a', { relation: 'differs' }), found('/etc/b'), found('/var/cib', { relation: 'differs' })];
  const changes = planned(whole, [state(ONE, both), state(TWO, both)], new Set());
  const journal = [{ step: { do: 'commit', node: ONE }, result: 'ok', at: '' }] as const;
  const outcome: Outcome = { ended: 'applied', interrupted: false, kept: [], journal, diagnostics: [] };
  expect(renderRecap(changes, whole, outcome)).toContain('one  changed=2  unchanged=1  failed=0');
});
