/** Changes that a push to this stack refuses by name, and some that it brings. */
import { describe, expect, it } from 'vitest';
import { as, type HostName, type Millis, type RemotePath } from '../../../../src/base/brand.ts';
import type { Reaching } from '../../../../src/deploy/plan/document.ts';
import { notBuilt } from '../../../../src/stack/pacemaker/push/not-built.ts';
import { rootOf } from '../../../support/xml.ts';

const HOSTS = ['host1', 'host2'].map((name) => as<HostName>(name));
const CONF = '/etc/corosync/corosync.conf';
const OLD = 'totem {\n  token: 3000\n  transport: knet\n}\nquorum {\n  provider: corosync_votequorum\n}\n';

function refused(path: string, desired: string, more: Partial<Reaching> = {}): readonly string[] {
  const changes = HOSTS.map((node) => ({
    node,
    path: as<RemotePath>(path),
    change: 'update' as const,
    found: OLD,
    desired,
  }));
  return notBuilt({
    changes,
    nodes: HOSTS,
    members: HOSTS,
    reached: HOSTS,
    strangers: [],
    leaving: [],
    restarts: false,
    activates: true,
    document: null,
    live: undefined,
    ...more,
  }).map(({ what }) => what);
}

it('brings keys that a reload changes', () => {
  expect(refused(CONF, OLD.replace('3000', '5000'))).toEqual([]);
  expect(refused('/etc/corosync/authkey', 'key')).toEqual([]);
  expect(refused('/etc/lvm/lvm.conf', 'global {\n}\n')).toEqual([]);
});

it.each([
  [
    OLD.replace('transport: knet', 'transport: knet\n  link_mode: active'),
    /totem\.link_mode .* on each node, one after/,
  ],
  [OLD.replace('transport: knet', 'transport: udpu'), /totem\.transport .* stop of all nodes at once/],
])('refuses keys of corosync.conf that a reload does not change', (desired, said) => {
  expect(refused(CONF, desired)).toEqual([expect.stringMatching(said)]);
});

it('brings a quorum device alone: not while a host joins, nor with a restart, nor to a single host', () => {
  const device = OLD.replace('votequorum\n', 'votequorum\n  device {\n    model: net\n  }\n');
  expect(refused(CONF, device)).toEqual([]);
  const [members, active] = [HOSTS.slice(0, 1), device.replace('knet', 'knet\n  link_mode: active')];
  expect(refused(CONF, device, { members, reached: members })).toEqual([expect.stringContaining('while host2 joins')]);
  expect(refused(CONF, active, { restarts: true })).toEqual([expect.stringContaining('a restart of corosync')]);
  expect(refused(CONF, device, { members, nodes: members })).toEqual([expect.stringContaining('a single host')]);
});

it('brings a first deployment, and nothing to a cluster that was stopped', () => {
  const [stopped, none] = [{ members: [] }, { members: [], reached: [] }];
  expect(refused(CONF, OLD, none)).toEqual([]);
  expect(refused('/etc/default/sbd', '', none)).toEqual([]);
  expect(refused(CONF, OLD, stopped)).toEqual(['a change while the cluster does not run']);
});

it('brings hosts that are new, with their own files; refuses those that are away, and those that are still members', () => {
  const [members, reached] = [HOSTS.slice(0, 1), HOSTS.slice(0, 1)];
  expect(refused(CONF, OLD, { members, reached })).toEqual([]);
  expect(refused('/etc/dlm/dlm.conf', '', { members, reached })).toEqual([expect.stringContaining('dlm.conf')]);
  expect(refused(CONF, OLD, { members })).toEqual([`a change while ${HOSTS[1]} is not a member of the cluster`]);
  expect(refused(CONF, OLD, { strangers: ['host3'] })).toEqual([
    'a change that leaves out host3, a member of the cluster,',
  ]);
});

it('refuses files without what makes daemons read them', () => {
  const without = { activates: false };
  expect(refused(CONF, OLD.replace('3000', '5000'), without)).toEqual([expect.stringContaining('without a reload')]);
  expect(refused('/etc/dlm/dlm.conf', 'protocol=tcp')).toEqual([
    'a change of /etc/dlm/dlm.conf, without a stop of all hosts at once',
  ]);
});

it('brings what hosts may differ in meanwhile where they are restarted in turn', () => {
  const restarts = { restarts: true };
  expect(refused(CONF, OLD.replace('transport: knet', 'transport: knet\n  link_mode: active'), restarts)).toEqual([]);
  expect(refused('/etc/dlm/dlm.conf', `${OLD}post_join_delay=5\n`, restarts)).toEqual([]);
});

describe('with a stop of all hosts at once', () => {
  const restarts = { restarts: true };
  const other = OLD.replace('transport: knet', 'transport: udpu');

  it('brings what hosts may not differ in', () => {
    expect(refused(CONF, other, restarts)).toEqual([]);
    expect(refused('/etc/dlm/dlm.conf', 'protocol=sctp\n', restarts)).toEqual([]);
    expect(refused(CONF, other.replace('udpu', 'udpu\n  link_mode: active'), restarts)).toEqual([]);
  });

  it('brings nothing besides that the cluster would have to run for', () => {
    const document = {
      path: as<RemotePath>('/cib'),
      parts: [],
      version: '',
      started: [],
      gone: [],
      within: as<Millis>(0),
    };
    expect(refused(CONF, other, { ...restarts, document })).toEqual([expect.stringContaining('change of the CIB')]);
    const members = HOSTS.slice(0, 1);
    expect(refused(CONF, other, { ...restarts, members, reached: members })).toEqual([
      expect.stringContaining('while host2 joins'),
    ]);
  });

  it.each([
    ['Dummy', []],
    ['lvmlockd', [expect.stringContaining('another name of a cluster')]],
  ])('gives a cluster another name, but not where volume groups have its name: %s', async (type, said) => {
    const desired = OLD.replace('totem {', 'totem {\n  cluster_name: other');
    const primitive = `<primitive id="a" class="ocf" provider="heartbeat" type="${type}"/>`;
    const live = await rootOf(`<cib><configuration><resources>${primitive}</resources></configuration></cib>`);
    expect(refused(CONF, desired, { ...restarts, live })).toEqual(said);
  });
});

it('brings a departure that changes nothing else, and leaves the others quorate', () => {
  const leaving = (names: readonly string[], more: Partial<Reaching> = {}) =>
    refused(CONF, OLD, { leaving: names, members: [...HOSTS, as<HostName>('host3')], ...more });
  expect(leaving(['host3'], { changes: [] })).toEqual([]);
  expect(leaving(['host3'])).toEqual([expect.stringContaining('other files')]);
  expect(leaving(['host2', 'host3'], { changes: [] })).toEqual([expect.stringContaining('quorate')]);
});
