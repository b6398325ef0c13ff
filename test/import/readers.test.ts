/** The readers of an import: what LVM, open-iscsi and rgmanager make of a text, we make of it too. */
import { describe, expect, it } from 'vitest';
import { sizeText } from '../../src/base/units.ts';
import { parseBraces, sectionAt, settingOf, textsOf } from '../../src/formats/braces.ts';
import { readInitiatorName, readSettings } from '../../src/formats/settings.ts';
import { readInitiator } from '../../src/import/storage/iscsi.ts';
import { ImportNotes } from '../../src/import/site/notes.ts';
import { volumeOf } from '../../src/import/guest/domain-disks.ts';
import { readFilter } from '../../src/import/storage/lvm-filter.ts';
import { count, durationText } from '../../src/import/values.ts';
import { autostart, exclusive, expireTime, flag, recovery } from '../../src/stack/cman/import/rules/values.ts';

describe('lvm.conf', () => {
  const parsed = (text: string) => parseBraces(text).root;

  it('of a key that comes twice the first value counts', () => {
    expect(settingOf(sectionAt(parsed('a {\n k = 1\n k = 2\n}'), 'a'), 'k')).toEqual({ key: 'k', value: 1, line: 2 });
  });

  it('a # in quotes is no comment, and a brace may stand on the next line', () => {
    expect(textsOf(sectionAt(parsed('a\n{\n k = [ "x#y", "z" ] # comment }\n}'), 'a'), 'k')).toEqual(['x#y', 'z']);
  });

  it('numbers keep leading zeros as text', () => {
    expect(settingOf(parsed('umask = 077'), 'umask')?.value).toBe('077');
  });

  it.each([
    ['a {\n k = 1\n', 1, 'the section a is not closed'],
    ['k =\n', 1, 'k has no value'],
    ['x = 1\n}\n', 2, 'a brace closes nothing'],
    ['k = [ 1, 2\n}\n', 1, 'the list of k is not closed'],
  ])('%j has a fault and is read on', (text, line, problem) => {
    expect(parseBraces(text).faults).toContainEqual({ line, problem });
  });

  it('multipath.conf needs no equals sign, and a value may have several words', () => {
    const map = sectionAt(
      parsed('multipaths {\n multipath {\n  wwid 3600\n  path_selector "round-robin 0"\n }\n}'),
      'multipaths',
      'multipath',
    );
    expect(map?.settings.map(({ key, value }) => [key, value])).toEqual([
      ['wwid', 3600],
      ['path_selector', 'round-robin 0'],
    ]);
  });
});

describe('the filter of LVM', () => {
  const filterOf = (...patterns: readonly string[]) =>
    readFilter(parseBraces(`devices { filter = [ ${patterns.map((one) => JSON.stringify(one)).join(', ')} ] }`).root);

  it('names LUNs by their path, in any spelling of a dot', () => {
    const lun = { iqn: 'iqn.2010-01.com.example:a', portal: '10.0.0.5:3260', number: 12 };
    for (const dot of ['.', '[.]', '\\.']) {
      const path = '/dev/disk/by-path/ip-10.0.0.5:3260-iscsi-iqn.2010-01.com.example:a-lun-12'.replaceAll('.', dot);
      expect(filterOf(`a|^${path}$|`, 'r|.*|')).toMatchObject({
        luns: [lun],
        localDisks: [],
        others: [],
        rejectsRest: true,
      });
    }
  });

  it.each([
    ['a|^/dev/sda[0-9]*$|', '/dev/sda'],
    ['a|/dev/sda.*|', '/dev/sda'],
    ['a/sda/', undefined],
    ['a|^/dev/cciss/c0d0(p[0-9]+)?$|', '/dev/cciss/c0d0'],
    ['a|^/dev/disk/by-id/scsi-3600(-part[0-9]+)?$|', '/dev/disk/by-id/scsi-3600'],
    ['a|^/dev/mapper/mpatha$|', undefined],
    ['a|.*|', undefined],
  ])('%s accepts the local disk %s', (pattern, disk) => {
    expect(filterOf(pattern, 'r|.*|')?.localDisks).toEqual(disk === undefined ? [] : [disk]);
  });

  it('without a reject-all it accepts everything', () => {
    expect(filterOf('a|^/dev/sda$|')?.rejectsRest).toBe(false);
  });
});

describe('open-iscsi', () => {
  it('the first InitiatorName counts, and a # behind the = belongs to it', () => {
    expect(readInitiatorName('#InitiatorName=a\n InitiatorName = iqn.b # c\nInitiatorName=d\n')?.value).toBe(
      'iqn.b # c',
    );
  });

  it('of a key that comes twice the last value counts, and a comment begins in the first column', () => {
    expect([...readSettings('#k = 1\n k = 2\nk = 3 # x\n').values()]).toEqual([{ key: 'k', value: '3 # x', line: 3 }]);
  });
});

describe('values of cluster.conf', () => {
  it.each([
    [flag, 'yes', false],
    [flag, '1', true],
    [flag, ' 2x', true],
    [autostart, 'yes', false],
    [autostart, 'no', false],
    [autostart, '1', true],
    [exclusive, 'yes', true],
    [exclusive, 'true', false],
    [recovery, 'RELOCATE', 'relocate'],
    [recovery, 'relocte', 'restart'],
    [count, '+007', 7],
    [expireTime, '10m', '10m'],
    [expireTime, '600', '10m'],
    [expireTime, '90', '90s'],
  ])('%o reads %j as %j', (read, text, value) => {
    expect(read(text)?.value).toBe(value);
  });

  it('a spelling that means something else is odd', () => {
    expect([flag('yes')?.odd, flag('0')?.odd, recovery('relocte')?.odd]).toEqual([
      'means OFF',
      undefined,
      'means restart',
    ]);
  });

  it('times and sizes are said in the largest unit that fits', () => {
    expect([0, 1500, 30_000, 600_000, 7_200_000].map(durationText)).toEqual(['0s', '1500ms', '30s', '10m', '2h']);
    expect([1023, 1024, 1024 ** 3, 1.5 * 1024 ** 3].map(sizeText)).toEqual([undefined, '1K', '1G', '1536M']);
  });
});

it.each([
  ['/dev/vg_vms/vm1', 'vg_vms/vm1'],
  ['/dev/mapper/vg_vms-vm1', 'vg_vms/vm1'],
  ['/dev/mapper/vg--a-shop--root', 'vg-a/shop-root'],
  ['/dev/mapper/mpatha', undefined],
  ['/dev/disk/by-id/x', undefined],
  ['/dev/sdb', undefined],
])('%s is the volume %s', (device, volume) => {
  expect(volumeOf(device)).toBe(volume);
});

describe('credentials of open-iscsi', () => {
  const readFrom = (text: string) => {
    const notes = new ImportNotes();
    const texts = new Map([['etc/iscsi/iscsid.conf', { file: 'iscsid.conf', text }]]);
    const { node } = readInitiator({ name: 'n1', texts, xml: new Map() }, notes);
    return { node, said: notes.entries.map(({ line, message }) => `${line} ${message}`) };
  };
  const PAIR = 'node.session.auth.username = u\nnode.session.auth.password = a-canary\n';

  it.each([
    ['node.session.auth.authmethod = CHAP\n', 0],
    ['', 0],
    ['node.session.auth.authmethod = None\n', 1],
  ])('log in with CHAP where there is a password, after %j', (method, notes) => {
    const { node, said } = readFrom(`${method}${PAIR}`);
    expect(node.login).toEqual({ user: 'u', password: 'a-canary' });
    expect(said).toHaveLength(notes);
    expect(said.join()).not.toContain('a-canary');
    if (notes > 0) expect(said[0]).toMatch(/^1 node\.session\.auth\.authmethod = None .* CHAP/);
  });

  it('are none without a password', () => {
    expect(readFrom('node.session.auth.authmethod = CHAP\nnode.session.auth.username = u\n').node).toEqual({});
  });
});
