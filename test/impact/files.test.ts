/** What other files need when they change. */
import { fileRules } from '../../src/stack/cman/impact/other-files.ts';
import { describe, expect, it } from 'vitest';
import { fileChanges } from '../../src/impact/other-files.ts';
import { changedKeys } from '../../src/impact/changed-keys.ts';

const of = (path: string, ...keys: readonly string[]) => fileChanges(path, fileRules, keys).map(({ guests }) => guests);

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
  expect(fileChanges('/etc/lvm/lvm.conf', fileRules)).toHaveLength(5);
});

it('names the guest', () => {
  expect(fileChanges('/etc/cluster/vms/monitor.dc1.xml', fileRules).map(({ needs }) => needs[0])).toEqual([
    expect.stringMatching(/^clusvcadm -R vm:monitor[.]dc1 /),
  ]);
});

describe('keys that differ', () => {
  const LVM = `devices {
    # what LVM sees
    filter = [
        "a|^/dev/disk/by-path/ip-192[.]0[.]2[.]5-lun-1$|",
        "r|.*|"
    ]
}
global {
    locking_type = 3
}
`;
  const CHAP = 'node.startup = automatic\nnode.session.auth.password = (hidden)\n';
  const MULTIPATH = 'multipaths {\n  multipath {\n    wwid 1\n    alias a\n  }\n}\n';

  it.each([
    ['nothing', LVM, LVM, []],
    ['a comment', LVM, LVM.replace('what', 'that'), []],
    ['a line of a list', LVM, LVM.replace('lun-1', 'lun-2'), ['filter']],
    ['a list on one line', 'filter = [ "r|.*|" ]', 'filter = [\n  "r|.*|"\n]', []],
    ['a value', LVM, LVM.replace('= 3', '= 1'), ['locking_type']],
    ['a line more', LVM, LVM.replace('global {', 'global {\n    use_lvmetad = 0'), ['use_lvmetad']],
    ['a secret: what is left', CHAP, CHAP, ['node.session.auth.password']],
    ['next to a secret', CHAP, CHAP.replace('automatic', 'manual'), ['node.startup']],
    ['no equals sign', MULTIPATH, MULTIPATH.replace('alias a', 'alias b'), ['alias']],
    ['an index', 'node.conn[0].timeo.x = 1', 'node.conn[0].timeo.x = 2', ['node.conn[0].timeo.x']],
  ])('%s', (_what, found, desired, expected) => {
    expect(changedKeys(found, desired)).toEqual(expected);
  });
});

it('knows nothing of cluster.conf, which has a prediction of its own', () => {
  expect(of('/etc/cluster/cluster.conf', 'name')).toEqual([]);
});
