/** How a plan is told, where no golden file shows it. */
import { expect, it } from 'vitest';
import { planPush } from '../../src/deploy/plan.ts';
import type { NodeState } from '../../src/deploy/state.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { bundleWith, file, found, ONE, state, TWO } from '../support/nodes.ts';

const PATH = '/etc/a';
const bundle = bundleWith([file(PATH)]);

function told(...states: readonly NodeState[]): string {
  return renderPlan(planPush(bundle, states, new Set()), bundle, { columns: 100, color: false });
}

it('a plan without a change says so of the nodes that could be looked at only', () => {
  const one = state(ONE, [found(PATH)]);
  expect(told(one, state(TWO, [found(PATH)]))).toBe('nothing to do: every node has what the site says\n');
  expect(told(one, { node: TWO, reachable: false, reason: 'no route' })).toBe(
    'nothing to do: every node that could be looked at has what the site says\n',
  );
});

it('what only lacks its record is shown, and written nowhere', () => {
  expect(told(state(ONE, [found(PATH, { origin: 'foreign' })]))).toContain(
    '= /etc/a  one (as desired, to be recorded)',
  );
});

it('what is no file is called so, and not a new version', () => {
  expect(told(state(ONE, [found(PATH, { relation: 'other' })]))).toContain('~ /etc/a  one (not a file)');
});
