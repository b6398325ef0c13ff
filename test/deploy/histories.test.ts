import { expect, it } from 'vitest';
import { as, type HostName } from '../../src/base/brand.ts';
import { together, type NodeHistory } from '../../src/deploy/push/histories.ts';
import { historyIn, type Begin, type End } from '../../src/deploy/push/journal.ts';

const DIGEST = 'a'.repeat(64);
const AT = (second: number) => `2026-11-30T02:00:0${second}.000Z`;
const BEGIN: Begin = {
  v: 1,
  entry: 'begin',
  at: AT(0),
  id: '0123456789abcdef',
  who: 'me@desk',
  command: 'push',
  bundle: DIGEST,
  plan: DIGEST,
  cluster: 'prod',
  nodes: ['one', 'two'],
  because: null,
  allowed: [],
};
const END: End = {
  v: 1,
  entry: 'end',
  at: AT(1),
  id: BEGIN.id,
  outcome: 'applied',
  exit: 0,
  interrupted: false,
  nodes: { one: 'applied', two: 'applied' },
};
const STUCK: End = {
  ...END,
  at: AT(2),
  outcome: 'stuck',
  exit: 4,
  nodes: { one: 'applied', two: 'not recorded' },
};

const history = (...entries: readonly object[]) => historyIn(entries.map((one) => `${JSON.stringify(one)}\n`).join(''));
const on = (node: string, ...entries: readonly object[]): NodeHistory => ({
  node: as<HostName>(node),
  history: history(...entries),
});
const ends = (...reported: Parameters<typeof together>) => together(...reported).pushes.map(({ end }) => end);

it('of two nodes, the one that recorded the end last counts', () => {
  const reported = [on('one', BEGIN, END), on('two', BEGIN, STUCK)];
  expect(ends(history(), reported)).toEqual([STUCK]);
  expect(ends(history(), reported.toReversed())).toEqual([STUCK]);
});

it('a node that never learned of the end has not recorded it, whatever the others learned', () => {
  expect(ends(history(), [on('one', BEGIN, END), on('two', BEGIN)])).toEqual([
    { ...END, nodes: { one: 'applied', two: 'not recorded' } },
  ]);
});

it('the end that this machine recorded counts first', () => {
  expect(ends(history(BEGIN, STUCK), [on('one', BEGIN, END), on('two', BEGIN)])).toEqual([STUCK]);
});
