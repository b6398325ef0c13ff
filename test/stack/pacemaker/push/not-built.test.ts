/** Changes that a push to this stack refuses by name, and some that it brings. */
import { expect, it } from 'vitest';
import { as, type HostName, type RemotePath } from '../../../../src/base/brand.ts';
import type { Reaching } from '../../../../src/deploy/plan/document.ts';
import { notBuilt } from '../../../../src/stack/pacemaker/push/not-built.ts';

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
    activates: true,
    document: null,
    ...more,
  });
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
  [OLD.replace('votequorum\n', 'votequorum\n  device {\n    model: net\n  }\n'), /quorum device, whose daemon/],
])('refuses keys of corosync.conf that a reload does not change', (desired, said) => {
  expect(refused(CONF, desired)).toEqual([expect.stringMatching(said)]);
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
  expect(refused('/etc/dlm/dlm.conf', '', { members, reached })).toEqual(['a change of /etc/dlm/dlm.conf']);
  expect(refused(CONF, OLD, { members })).toEqual([`a change while ${HOSTS[1]} is not a member of the cluster`]);
  expect(refused(CONF, OLD, { strangers: ['host3'] })).toEqual([
    'a change that leaves out host3, a member of the cluster,',
  ]);
});

it('refuses files without what makes daemons read them', () => {
  const without = { activates: false };
  expect(refused(CONF, OLD.replace('3000', '5000'), without)).toEqual([expect.stringContaining('without a reload')]);
  expect(refused('/etc/dlm/dlm.conf', 'protocol=tcp')).toEqual(['a change of /etc/dlm/dlm.conf']);
});
