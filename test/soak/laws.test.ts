/** The laws that the soak of pacemaker holds guests to, by logs in which they are broken. */
import { expect, it } from 'vitest';
import { ownedIn } from './pacemaker/cib.ts';
import { plannedIn, played, unplanned } from './pacemaker/laws.ts';
import { siteWith, switchesOf } from './pacemaker/site.ts';
import { tableOf } from './table.ts';
import { siteOf } from '../lab/pacemaker/site.ts';

const BEGUN = ['start host1 vm1', 'start host2 vm2'];

it.each([
  ['a guest that moves', ['stop host1 vm1', 'start host2 vm1'], undefined],
  ['one that starts where another still runs', ['start host2 vm1'], 'vm1 ran at the same time on host1 and host2'],
  ['one that starts when its host has no power', ['power host1', 'start host2 vm1'], undefined],
  [
    'one that starts before that',
    ['cut host1', 'start host2 vm1', 'power host1'],
    'vm1 ran at the same time on host1 and host2',
  ],
  ['one without a definition', ['lost host1 vm1'], 'vm1 had no definition any more while it ran on host1'],
])('%s', (_name, lines, problem) => {
  expect(played([...BEGUN, ...lines]).broken).toBe(problem);
});

const STOPPED = 'vm2 was stopped on host2, which no plan and no fault says';

it.each([
  ['that nothing says', [], '', 2, STOPPED],
  ['that a plan says', [], 'on a cluster that runs: vm2 stops; everything else keeps running', 2, undefined],
  ['that a plan says for its new definition', [], 'vm2 stops and starts again, down for 40 s at most', 2, undefined],
  [
    'of another guest than the plan says',
    [],
    'on a cluster that runs: vm1 stops; everything else keeps running',
    2,
    STOPPED,
  ],
  ['on a host that is cut off', ['cut host2'], '', 2, undefined],
  ['on another host than the one without power', ['power host1'], '', 2, STOPPED],
  ['of what waits for a guest of that host', ['power host3'], '', 4, undefined],
  ['where no majority is left', ['power host1', 'power host3'], '', 3, undefined],
])('a stop %s', (_name, faults, said, hosts, problem) => {
  const lines = [...faults, 'stop host2 vm2'];
  const before = [...BEGUN, 'start host3 vm3'];
  const round = { before, lines, hosts, planned: plannedIn(said), waitsFor: new Map([['vm2', 'vm3']]) };
  expect(unplanned(round)).toBe(problem);
});

it('a CIB is compared without what the cluster writes', () => {
  const cib = (properties: string) =>
    `<configuration><crm_config><x>${properties}</x></crm_config><nodes><node id="1"/></nodes></configuration>`;
  const [one, other, third] = [
    cib('<nvpair id="a" name="no-quorum-policy" value="stop"/>\n<nvpair id="b" name="dc-version" value="1"/>'),
    cib('<nvpair id="c" name="no-quorum-policy" value="stop"/>\n').replace('id="1"', 'id="2"'),
    cib('<nvpair id="a" name="no-quorum-policy" value="freeze"/>'),
  ].map(ownedIn);
  expect(one).toBe(other);
  expect(one).not.toBe(third);
});

it('each seed has another site than the one before, or another password', () => {
  const usual = siteOf([1, 2, 3], { address: (n) => `10.0.0.${n}` });
  const all = Array.from({ length: 60 }, (_, seed) => switchesOf(seed));
  const texts = all.map((on) => siteWith(usual, on) + String(on.has('password')));
  expect(texts.filter((text, seed) => text === texts[seed - 1])).toEqual([]);
});

it('the table has a line for each kind of fault, with the ends of its pushes and the seeds that failed', () => {
  const rounds = [
    { seed: 1, kinds: ['full'], ended: 'exit 1', holds: true },
    { seed: 2, kinds: ['full', 'cut'], ended: 'killed', holds: true },
    { seed: 3, kinds: ['cut', 'full'], ended: 'exit 0', holds: false },
    { seed: 4, kinds: ['full'], ended: 'exit 1', holds: true },
  ];
  expect(tableOf(rounds).split('\n').slice(2)).toEqual([
    '| cut, full | 2 | exit 0 (1), killed (1) | seeds 3 |',
    '| full | 2 | exit 1 (2) | none |',
  ]);
});
