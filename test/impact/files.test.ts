/** What other files need when they change. Domain reference, 5.5, 6.4 and 7.4. */
import { describe, expect, it } from 'vitest';
import { fileChanges } from '../../src/impact/files.ts';

const of = (path: string, ...keys: readonly string[]) => fileChanges(path, keys).map(({ guests }) => guests);

describe('guests', () => {
  it.each([
    ['/etc/cluster/vms/vm1.xml', 'memory', 'at-next-start'],
    ['/etc/lvm/lvm.conf', 'filter', 'none'],
    ['/etc/lvm/lvm.conf', 'locking_type', 'outage'],
    ['/etc/lvm/lvm.conf', 'use_lvmlockd', 'outage'],
    ['/etc/lvm/lvm.conf', 'volume_list', 'at-next-start'],
    ['/etc/lvm/lvm.conf', 'use_lvmetad', 'none'],
    ['/etc/iscsi/initiatorname.iscsi', 'InitiatorName', 'drain-node'],
    ['/etc/iscsi/iscsid.conf', 'node.session.auth.password', 'drain-node'],
    ['/etc/iscsi/iscsid.conf', 'node.startup', 'none'],
    ['/etc/iscsi/iscsid.conf', 'node.session.timeo.replacement_timeout', 'none'],
    ['/etc/iscsi/iscsid.conf', 'node.session.queue_depth', 'drain-node'],
    ['/etc/multipath.conf', 'alias', 'drain-node'],
    ['/etc/multipath.conf', 'no_path_retry', 'none'],
  ])('%s: %s', (path, key, guests) => {
    expect(of(path, key)).toEqual([guests]);
  });
});

it('names each need once, in the order of the table, and all of them where keys are not known', () => {
  expect(of('/etc/lvm/lvm.conf', 'archive', 'locking_type', 'backup')).toEqual(['outage', 'none']);
  expect(fileChanges('/etc/lvm/lvm.conf')).toHaveLength(5);
});

it('knows nothing of cluster.conf, which has a prediction of its own', () => {
  expect(of('/etc/cluster/cluster.conf', 'name')).toEqual([]);
});
