/** How long a host may take until it is empty: what is ordered counts as a chain, and all else at the same time. */
import { expect, it } from 'vitest';
import { readCib } from '../../../../src/stack/pacemaker/cib/document.ts';
import { movingTime } from '../../../../src/stack/pacemaker/push/times.ts';
import { rootOf } from '../../../support/xml.ts';

/** Timeouts in seconds: of the way out by a migration, and of a stop and a start each. */
const [LEAVES, ARRIVES] = [1000, 300];
const STOPS = 100;
const MOVED = LEAVES + ARRIVES + 2 * STOPS;
const AGAIN = 2 * STOPS;
/** The longest stop and start of all, and a minute. */
const END = AGAIN + 60;

const op = (id: string, name: string, seconds: number) =>
  `<op id="${id}-${name}" name="${name}" interval="0" timeout="${seconds}s"/>`;
const primitive = (id: string) =>
  `<primitive id="${id}" class="ocf" provider="heartbeat" type="VirtualDomain"><operations>${op(id, 'stop', STOPS)}${op(id, 'start', STOPS)}${op(id, 'migrate_to', LEAVES)}${op(id, 'migrate_from', ARRIVES)}</operations></primitive>`;
const all = (...ids: readonly string[]) => ids.map((id) => primitive(id)).join('');
const order = (first: string, then: string) => `<rsc_order id="${first}-${then}" first="${first}" then="${then}"/>`;
const locks = `<clone id="locks"><group id="locking">${all('dlm', 'lvmlockd')}</group></clone>`;
const limit = (name: string, value: string) => `<nvpair id="${name}" name="${name}" value="${value}"/>`;

type Row = readonly [what: string, resources: string, constraints: string, seconds: number, options?: string];

it.each<Row>([
  ['nothing', '', '', 60],
  ['one guest', all('a'), '', MOVED + END],
  ['guests that wait for nothing', all('a', 'b', 'c'), '', MOVED + END],
  ['guests in a row', all('a', 'b', 'c'), order('a', 'b') + order('b', 'c'), 3 * MOVED + END],
  ['two guests that wait for one', all('a', 'b', 'c'), order('a', 'b') + order('a', 'c'), 2 * MOVED + END],
  ['a guest that waits for two', all('a', 'b', 'c'), order('a', 'c') + order('b', 'c'), 2 * MOVED + END],
  ['what waits elsewhere for a guest', all('a', 'elsewhere'), order('a', 'elsewhere'), MOVED + AGAIN + END],
  ['a group', `<group id="g">${all('a', 'b')}</group>${all('c')}`, '', 2 * MOVED + END],
  [
    'a guest behind a member of a group',
    `<group id="g">${all('a', 'b')}</group>${all('c')}`,
    order('a', 'c'),
    3 * MOVED + END,
  ],
  ['locks below guests', locks + all('a', 'b'), order('locks', 'a') + order('locks', 'b'), 2 * AGAIN + MOVED + END],
  ['locks by the name of their group', locks + all('a'), order('locking', 'a'), 2 * AGAIN + MOVED + END],
  [
    'a set',
    all('a', 'b', 'c'),
    '<rsc_order id="s"><resource_set id="s1"><resource_ref id="a"/><resource_ref id="b"/></resource_set></rsc_order>',
    2 * MOVED + END,
  ],
  ['a circle', all('a', 'b', 'c'), order('a', 'b') + order('b', 'a'), 3 * MOVED + END],
  ['what is not there', all('a'), order('a', 'gone'), MOVED + END],
  ['migrations one at a time', all('a', 'b', 'c'), '', 3 * MOVED + MOVED + END, limit('migration-limit', '1')],
  ['two actions at a time', all('a', 'b', 'c'), '', 1.5 * MOVED + MOVED + END, limit('batch-limit', '2')],
  [
    'the least of the limits',
    all('a', 'b'),
    '',
    2 * MOVED + MOVED + END,
    limit('batch-limit', '9') + limit('node-action-limit', '1'),
  ],
  [
    'values that are no limit',
    all('a', 'b'),
    '',
    MOVED + END,
    limit('batch-limit', '0') + limit('migration-limit', '-1'),
  ],
])('%s', async (_what, resources, constraints, seconds, options = '') => {
  const set = `<crm_config><cluster_property_set id="o">${options}</cluster_property_set></crm_config>`;
  const text = `<cib><configuration>${set}<resources>${resources}</resources><constraints>${constraints}</constraints></configuration></cib>`;
  const root = await rootOf(text);
  if (root === undefined) throw new Error('this is no XML');
  expect(movingTime(readCib(root), ['a', 'b', 'c']) / 1000).toBe(seconds);
});
