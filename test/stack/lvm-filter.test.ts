/** The filter on the pair, name by name; lvm2's own word on it is in test/conformance/lvm-filter.test.ts. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { accepts, lvmFilter } from '../../src/emit/storage/lvm-filter.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

function filterFor(localDisks: readonly string[], lun: number): readonly string[] {
  const withDisks = withValue(siteOf('pair'), ['hosts', 'host1', 'local_disks'], localDisks);
  const site = withValue(withDisks, ['storage', 'targets', 'san', 'luns', 'vms', 'number'], lun);
  const { model } = compile([fileOf(site)], templates);
  const [host] = model?.hosts ?? [];
  if (model === undefined || host === undefined) throw new Error('the pair does not compile');
  return lvmFilter(host, model);
}

const BY_PATH = '/dev/disk/by-path/ip-192.168.10.5:3260-iscsi-iqn.2010-02.com.example:storage.kvm-lun-';
const BY_ID = '/dev/disk/by-id/scsi-3600508b1001c';
const DISKS = ['/dev/sda', '/dev/cciss/c0d0', '/dev/nvme0n1', '/dev/md+0.x', BY_ID];
const filter = filterFor(DISKS, 1);

describe('the filter accepts', () => {
  it.each([
    `${BY_PATH}1`,
    '/dev/sda',
    '/dev/sda1',
    '/dev/sda15',
    '/dev/cciss/c0d0',
    '/dev/cciss/c0d0p1',
    '/dev/nvme0n1',
    '/dev/nvme0n1p2',
    '/dev/md+0.x',
    '/dev/md+0.x1',
    BY_ID,
    `${BY_ID}-part1`,
    `${BY_ID}-part12`,
  ])('%s', (device) => {
    expect(accepts(filter, [device])).toBe(true);
  });
});

describe('the filter rejects', () => {
  it.each([
    `${BY_PATH}11`,
    `${BY_PATH}10`,
    `${BY_PATH}1-part1`,
    `${BY_PATH}2`,
    BY_PATH.replaceAll('.', 'x').concat('1'),
    '/dev/vg_vms/vm1',
    '/dev/mapper/vg_vms-vm1',
    '/dev/dm-0',
    '/dev/dm-12',
    '/dev/sdb',
    '/dev/sdaa',
    '/dev/sdab1',
    '/dev/sdap1',
    '/dev/xsda',
    '/dev/sda1x',
    '/dev/cciss/c0d01',
    '/dev/cciss/c0d1',
    '/dev/cciss/c0d0p',
    '/dev/nvme0n11',
    '/dev/mdd0.x',
    '/dev/md+0ax',
    `${BY_ID}d`,
    `${BY_ID}1`,
    `${BY_ID}-part`,
    '/dev/loop0',
    '/dev/sr0',
    '',
  ])('%s', (device) => {
    expect(accepts(filter, [device])).toBe(false);
  });
});

it('means the longer number where it says so', () => {
  const longer = filterFor([], 11);
  expect([1, 11, 111].map((number) => accepts(longer, [`${BY_PATH}${number}`]))).toEqual([false, true, false]);
});

it('leaves LUNs alone that no volume group uses: they are for others, such as qdiskd that finds its disk by the label', () => {
  const luns = { vms: { number: 1, size: '500G' }, other: { number: 2, size: '1G' } };
  const { model } = compile(
    [fileOf(withValue(siteOf('pair'), ['storage', 'targets', 'san', 'luns'], luns))],
    templates,
  );
  const patterns = model?.hosts.map((host) => lvmFilter(host, model)) ?? [];
  expect(patterns.map((one) => accepts(one, [`${BY_PATH}2`]))).toEqual([false, false]);
});

it('without a local disk rejects all of them', () => {
  expect(accepts(filterFor([], 1), ['/dev/sda1'])).toBe(false);
});

it.each([
  [['a|^/dev/a$|', 'r|^/dev/a$|'], true],
  [['r|^/dev/a$|', 'a|^/dev/a$|'], false],
  [['r|a|', 'a|^/dev/a$|'], false],
  [['a|^/dev/a$|', 'r|a|'], true],
  [['a|^/dev/[ab]$|', 'r|.*|'], true],
  [['r|^/dev/b$|', 'r|^/dev/a[.]$|'], true],
])('%j: the first pattern decides, one for a single name or another', (patterns, expected) => {
  expect(accepts(patterns, ['/dev/a'])).toBe(expected);
});

describe('a pattern that lvm2 would refuse is our mistake', () => {
  it.each(['x|^/dev/a$|', 'a|^/dev/a$', 'a', ''])('%j', (pattern) => {
    expect(() => accepts([pattern], ['/dev/a'])).toThrow('bug/filter');
  });
});
