import { expect, it } from 'vitest';
import { as, type Digest } from '../../src/base/brand.ts';
import { planFinishing } from '../../src/deploy/push/finish-interrupted.ts';
import type { Interrupted, NodeState } from '../../src/deploy/node/state.ts';
import { stillLeft } from '../../src/cli/push/wait-for-rollback.ts';
import { bundleWith, ID, lockOf, ONE, state, TWO } from '../support/nodes.ts';

const OTHER = as<Digest>('b'.repeat(64));
const left = (after: Interrupted['after'], bundle = ID) => ({ interrupted: { bundle, after, secondsLeft: null } });
const whole = state(TWO, []);
const gone: NodeState = { node: TWO, reachable: false, reason: 'no route', cause: 'no-connection' };

function healing(states: readonly NodeState[], ...allowed: readonly string[]) {
  const { phases } = planFinishing(bundleWith([]), states, new Set(allowed)) ?? { phases: [] };
  return phases.map(({ do: what, steps }) => `${what}: ${steps.map(({ node }) => node).join(' ')}`);
}

it.each([
  ['goes when it was only staged', [state(ONE, [], left('staged')), whole], 'undo: one'],
  ['goes when it is armed', [state(ONE, [], left('armed')), whole], 'undo: one'],
  ['is finished when it is confirmed', [state(ONE, [], left('confirmed')), whole], 'finish: one'],
])('a change %s, under the lock', (_rule, states, ending) => {
  expect(healing(states)).toEqual(['lock: one', 'compare: one', ending, 'unlock: one']);
});

it('a change goes everywhere when one node had not confirmed it', () => {
  const states = [state(ONE, [], left('confirmed')), state(TWO, [], left('armed'))];
  expect(healing(states)).toEqual(['lock: one two', 'compare: one two', 'undo: one two', 'unlock: one two']);
});

it('each change is ended for itself', () => {
  const states = [state(ONE, [], left('confirmed')), state(TWO, [], left('armed', OTHER))];
  expect(healing(states)).toEqual(['lock: one two', 'compare: one two', 'finish: one', 'undo: two', 'unlock: one two']);
});

it('a confirmed change waits while a node cannot be inspected, as it may be armed there', () => {
  expect(healing([state(ONE, [], left('confirmed')), gone])).toEqual([]);
  expect(healing([state(ONE, [], left('armed')), gone])).toContain('undo: one');
});

it('a push whose lock is held is left alone, unless the lock may be taken over', () => {
  const states = [state(ONE, [], { ...left('armed'), lock: lockOf('sue') }), whole];
  expect(healing(states)).toEqual([]);
  expect(healing(states, 'push/locked')).toEqual([
    'take-over: one',
    'lock: one',
    'compare: one',
    'undo: one',
    'unlock: one',
  ]);
});

const unsigned = (ageSeconds: number) => state(ONE, [], { lock: { owner: 'unknown', ageSeconds, leaseSeconds: 60 } });

it('a lock without a recorded owner is reported for a minute, and then taken over', () => {
  const [found] = stillLeft([unsigned(20)], new Set());
  expect(found).toMatchObject({
    code: 'push/locked',
    message: 'one has been locked for 20 s by a push without a recorded owner',
    help: 'the lock is valid for another 41 s: push again then, or take it over now with --allow push/locked',
  });
  expect(healing([unsigned(20)])).toEqual([]);
  const freed = ['take-over: one', 'lock: one', 'compare: one', 'unlock: one'];
  expect(healing([unsigned(20)], 'push/locked')).toEqual(freed);
  expect(healing([unsigned(61)])).toEqual(freed);
});
