/** The last value that is right and the first that is wrong, on the pair. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import type { JsonMap } from '../../src/base/json.ts';
import { compile } from '../../src/compile.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

type Row = readonly [path: readonly string[], right: Json, wrong: Json, code: string];

const pair = siteOf('pair');

function codes(site: JsonMap): readonly string[] {
  return [...new Set(compile([fileOf(site)], templates).diagnostics.map(({ code }) => code))];
}

const HOST = ['hosts', 'host1'];
const VM = ['vms', 'vm1'];
const GROUP = ['storage', 'volume_groups', 'vg_vms', 'volumes'];
const iqn = (length: number) => `iqn.2010-02.com.example:${'x'.repeat(length - 24)}`;
const drives = (count: number) => Array.from({ length: count }, () => ({ cdrom: 'empty' }));
const diskWith = (more: JsonMap) => ({ volume: 'vg_vms/vm1', ...more });
const withCores = (cores: number) => ({ model: 'Nehalem', topology: { sockets: 1, cores, threads: 1 } });
const bridges = (name: string) => (site: JsonMap) =>
  ['host1', 'host2'].reduce((map, host) => withValue(map, ['hosts', host, 'bridges'], ['br0', name]), site);

const withVotes = (votes: number) => ({ disk: { label: 'q', master_wins: true, votes } });

describe.each<Row>([
  [[...VM, 'memory'], '15G', '15361M', 'capacity/vm-over-every-host'],
  [[...HOST, 'memory'], '3G', '3071M', 'capacity/vm-over-host'],
  // 500 GiB less 1 MiB are 127,999 extents of 4 MiB; vm2 takes 5,120 of them.
  [[...GROUP, 'vm1'], '491516M', '491517M', 'capacity/volume-group-full'],
  [['cluster', 'name'], 'a23456789012345', 'a234567890123456', 'cluster/name'],
  [[...HOST, 'initiator'], iqn(223), iqn(224), 'iscsi/initiator-name'],
  [[...HOST, 'initiator'], 'iqn.2010-12.com', 'iqn.2010-13.com', 'iscsi/initiator-name'],
  [[...HOST, 'initiator'], 'iqn.2010-12.com:a', 'iqn.2010-12.com:A', 'iscsi/initiator-name'],
  [[...HOST, 'initiator'], 'eui.0123456789abcdef', 'eui.0123456789abcde', 'iscsi/initiator-name'],
  [[...HOST, 'votes'], 1, 2, 'cluster/two-node'],
  [['cluster', 'quorum'], { expected_votes: 1 }, { expected_votes: 2 }, 'cluster/two-node'],
  [['cluster', 'quorum'], { two_node: true }, { two_node: false }, 'cluster/two-node'],
  [['cluster', 'totem'], { token: '5s' }, { token: '4999ms' }, 'cluster/totem-range'],
  [['cluster', 'totem'], { token: '5m' }, { token: '300001ms' }, 'cluster/totem-range'],
  [['cluster', 'totem'], { consensus: '61ms' }, { consensus: '60ms' }, 'cluster/totem-range'],
  [['cluster', 'fence_daemon'], { post_join_delay: '20s' }, { post_join_delay: '19s' }, 'cluster/timers-boot'],
  [['cluster', 'fence_daemon'], { post_fail_delay: '0s' }, { post_fail_delay: '1s' }, 'cluster/recovery-delay'],
  [['cluster', 'quorum'], { disk: { label: 'q'.repeat(127) } }, { disk: { label: 'q'.repeat(128) } }, 'cluster/qdisk'],
  [['cluster', 'quorum'], { disk: { label: 'q', tko: 4 } }, { disk: { label: 'q', tko: 5 } }, 'cluster/qdisk'],
  [['cluster', 'quorum'], withVotes(1), withVotes(2), 'cluster/qdisk-risk'],
  [
    ['cluster', 'network'],
    { multicast: { address: '239.192.0.0' } },
    { multicast: { address: '240.0.0.1' } },
    'cluster/transport',
  ],
  [['storage', 'targets', 'san', 'portals'], ['192.0.2.1'], ['192.0.2.1', '192.0.2.2'], 'storage/wwid-missing'],
  [['storage', 'targets', 'san', 'portals'], ['192.0.2.1:65535'], ['192.0.2.1:65536'], 'iscsi/portal'],
  [['storage', 'iscsi'], { replacement_timeout: '30s' }, { replacement_timeout: '29s' }, 'iscsi/timeouts'],
  [['storage', 'targets', 'san', 'hosts'], ['host1', 'host2'], ['host1'], 'storage/unreachable'],
  [[...VM, 'run_on'], ['host2', 'host1'], ['host1', 'host1'], 'ref/repeated'],
  [[...VM, 'memory'], '999T', '1000T', 'schema/pattern'],
  [[...VM, 'balloon'], '2G', '2049M', 'libvirt/hardware'],
  [[...VM, 'cpu'], withCores(2), withCores(3), 'libvirt/hardware'],
  [[...VM, 'boot'], ['network', 'disk'], ['cdrom'], 'libvirt/hardware'],
  [[...VM, 'graphics'], { listen: '127.0.0.2' }, { listen: '128.0.0.1' }, 'libvirt/open-graphics'],
  [[...VM, 'machine'], 'rhel6.2.0', 'rhel6.3.0', 'libvirt/migration-parity'],
  [[...VM, 'machine'], 'rhel5.4.4', 'rhel5.4.1', 'libvirt/migration-parity'],
  [[...VM, 'disks'], [diskWith({ serial: 'x'.repeat(20) })], [diskWith({ serial: 'x'.repeat(21) })], 'libvirt/disk'],
  [[...VM, 'disks'], drives(4), drives(5), 'libvirt/disk'],
  [[...VM, 'disks'], [diskWith({ io: 'native' })], [diskWith({ io: 'native', cache: 'unsafe' })], 'libvirt/disk'],
  [[...VM, 'disks'], [diskWith({ target: 'vdzz' })], [diskWith({ target: 'sda' })], 'libvirt/disk-target'],
  [[...VM, 'disks'], [diskWith({ cache: 'none' })], [diskWith({ cache: 'directsync' })], 'libvirt/unsafe-cache'],
  [
    [...VM, 'disks'],
    [diskWith({ readonly: true, cache: 'unsafe' })],
    [diskWith({ cache: 'unsafe' })],
    'libvirt/unsafe-cache',
  ],
  [[...VM, 'disks'], [diskWith({ io: 'threads' })], [diskWith({ discard: 'ignore' })], 'libvirt/platform'],
])('%j', (path, right, wrong, code) => {
  it(`may be ${JSON.stringify(right)}`, () => {
    expect(codes(withValue(pair, path, right))).not.toContain(code);
  });

  it(`may not be ${JSON.stringify(wrong)}: ${code}`, () => {
    expect(codes(withValue(pair, path, wrong))).toContain(code);
  });
});

describe('the name of a VM', () => {
  const named = (name: string) => {
    const { vm1, ...others } = { vm1: {}, ...vms(pair) };
    return withValue(pair, ['vms'], { ...others, [name]: vm1 });
  };

  it.each([
    ['a'.repeat(60), false],
    ['a'.repeat(61), true],
    ['1.a_b-c', false],
    ['-a', true],
    ['.a', true],
    ['a b', true],
    ['ä', true],
  ])('%s is refused: %s', (name, refused) => {
    expect(codes(named(name)).includes('rm/name-format')).toBe(refused);
  });
});

function vms(site: JsonMap): { readonly [name: string]: Json } {
  const found = site['vms'];
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? Object.fromEntries(Object.entries(found))
    : {};
}

describe('a local disk', () => {
  it.each([
    ['/dev/sda', false],
    ['/dev/sda2', true],
    ['/dev/xvdb', false],
    ['/dev/xvdb1', true],
    ['/dev/md0', false],
    ['/dev/md0p1', true],
    ['/dev/cciss/c0d0', false],
    ['/dev/cciss/c0d0p1', true],
    ['/dev/nvme0n1', false],
    ['/dev/nvme0n1p2', true],
    ['/dev/disk/by-id/scsi-3600p1', false],
    ['/dev/disk/by-id/scsi-3600-part1', true],
    ['/dev/disk/by-id/dm-name-vg_vms-vm1', true],
    ['/dev/vg_vms2/sda', false],
    ['/dev/vg_vms', true],
  ])('%s is refused: %s', (disk, refused) => {
    expect(codes(withValue(pair, [...HOST, 'local_disks'], [disk])).includes('lvm/filter')).toBe(refused);
  });
});

describe('a second ring', () => {
  const named = ['host1', 'host2'].reduce(
    (site, host) => withValue(site, ['hosts', host, 'alt_name'], `${host}-b.example.com`),
    withValue(pair, ['cluster', 'platform'], 'rhel6.4'),
  );
  const refused = (site: JsonMap) => codes(site).includes('cluster/transport');

  it.each([
    ['239.192.1.1', 5407, false],
    ['239.192.1.1', 5406, true],
    ['239.192.1.1', 5403, false],
    ['239.192.1.1', 5404, true],
    ['239.192.1.2', 5405, false],
  ])('at %s:%i next to 239.192.1.1:5405 is refused: %s', (address, port, isRefused) => {
    const network = { multicast: { address: '239.192.1.1' }, second_ring: { address, port } };
    expect(refused(withValue(named, ['cluster', 'network'], network))).toBe(isRefused);
  });

  it.each([
    ['detect', false],
    ['sctp', false],
    ['tcp', true],
  ])('under locks by %s is refused: %s', (protocol, isRefused) => {
    expect(refused(withValue(named, ['cluster', 'dlm'], { protocol }))).toBe(isRefused);
  });

  it('is left to cman, which derives two addresses', () => {
    expect(refused(named)).toBe(false);
    expect(refused(withValue(named, ['cluster', 'platform'], 'rhel6.3'))).toBe(true);
    expect(refused(withValue(named, ['hosts', 'host2', 'platform'], 'rhel6.3'))).toBe(true);
  });
});

describe('the size of a cluster', () => {
  const withHosts = (count: number) => {
    const numbers = Array.from({ length: count - 2 }, (_, index) => index + 3);
    return numbers.reduce(
      (site, number) =>
        withValue(site, ['hosts', `host${number}`], {
          node_id: number,
          address: `192.168.1.${200 + number}`,
          memory: '16G',
          cpus: 1,
          initiator: `iqn.2010-02.com.example:host${number}`,
          bridges: ['br0'],
          local_disks: [],
          fence: [{ method: 'pdu', devices: [{ device: 'pdu', plug: String(number) }] }],
        }),
      withValue(pair, ['fence_devices', 'pdu'], {
        agent: 'fence_apc',
        address: '192.0.2.250',
        login: 'x',
        password: { secret: 'pdu' },
      }),
    );
  };

  it.each([
    [2, false],
    [3, false],
    [16, false],
    [17, true],
  ])('%i hosts are refused: %s', (count, refused) => {
    const found = codes(withHosts(count));
    expect(found.includes('cluster/size')).toBe(refused);
    const expected = ['cluster/size', 'cluster/even-nodes', 'fence/single-method', 'fence/unused'];
    expect(found.filter((code) => !expected.includes(code))).toEqual([]);
  });

  it('one host is refused', () => {
    const alone = withValue(withValue(pair, ['hosts', 'host2'], undefined), ['vms'], {});
    expect(codes(alone)).toContain('cluster/size');
  });
});

it('a volume is counted in whole extents: 1 MiB takes 4 MiB', () => {
  const tight = withValue(withValue(pair, [...GROUP, 'vm1'], '491512M'), [...GROUP, 'small'], '1M');
  expect(codes(tight)).not.toContain('capacity/volume-group-full');
  expect(codes(withValue(tight, [...GROUP, 'smaller'], '1K'))).toContain('capacity/volume-group-full');
});

it('a bridge has to be on every host where the VM may run', () => {
  const other = withValue(pair, [...VM, 'nics'], [{ bridge: 'br9' }]);
  expect(codes(other)).toContain('libvirt/migration-parity');
  expect(codes(bridges('br9')(other))).not.toContain('libvirt/migration-parity');
});
