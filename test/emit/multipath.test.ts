/** Each release has its own words for the same paths. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import { compile } from '../../src/compile.ts';
import { accepts } from '../../src/emit/storage/lvm-filter.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

const POLICY: Json = {
  path_grouping_policy: 'group_by_prio',
  prio: 'alua',
  failback: '2m',
  rr_min_io: 50,
  no_path_retry: 0,
};

/** multipath.conf of the first host of the pair, with two portals. */
function multipathConf(platform: string, multipath: Json = POLICY): readonly string[] {
  const changes: readonly (readonly [readonly string[], Json])[] = [
    [['cluster', 'platform'], platform],
    [
      ['storage', 'targets', 'san', 'portals'],
      ['192.0.2.1', '192.0.2.2'],
    ],
    [['storage', 'targets', 'san', 'luns', 'vms', 'wwid'], '1IET     0001.1+a'],
    [['storage', 'multipath'], multipath],
  ];
  const site = changes.reduce((map, [path, value]) => withValue(map, path, value), siteOf('pair'));
  const file = compile([fileOf(site)], templates).bundle?.files.find(({ path }) => path === '/etc/multipath.conf');
  return (file?.content.join('') ?? '').split('\n').map((line) => line.trim());
}

describe.each([
  ['rhel5.8', ['rr_min_io 50', 'prio_callout "/sbin/mpath_prio_alua /dev/%n"'], ['fast_io_fail_tmo 5', 'prio alua']],
  ['rhel6.1', ['rr_min_io 50', 'prio alua', 'fast_io_fail_tmo 5'], ['rr_min_io_rq 50']],
  ['rhel6.2', ['rr_min_io_rq 50', 'prio alua', 'fast_io_fail_tmo 5'], ['rr_min_io 50']],
  ['fedora13', ['rr_min_io 50', 'prio alua', 'fast_io_fail_tmo 5'], ['rr_min_io_rq 50']],
] as const)('on %s', (platform, has, lacks) => {
  it('it says what the release knows', () => {
    expect(multipathConf(platform)).toEqual(expect.arrayContaining([...has, 'failback 120', 'no_path_retry fail']));
    for (const line of lacks) expect(multipathConf(platform)).not.toContain(line);
  });
});

it('a WWID is matched letter by letter', () => {
  const lines = multipathConf('rhel6.4');
  expect(lines).toContain('wwid "^1IET     0001[.]1[+]a$"');
  expect(lines).toContain('wwid "1IET     0001.1+a"');
});

it('waits as long as without multipath, whatever the interval of the tests', () => {
  expect(multipathConf('rhel6.4', {})).toContain('no_path_retry 24');
  expect(multipathConf('rhel6.4', { polling_interval: '7s' })).toContain('no_path_retry 18');
});

it('is left out where every LUN has one path', () => {
  const { bundle } = compile([fileOf(siteOf('pair'))], templates);
  expect(bundle?.files.map(({ path }) => path)).not.toContain('/etc/multipath.conf');
});

it('a LUN of one host alone keeps its paths there, and LVM sees its partitions', () => {
  const changes: readonly (readonly [readonly string[], Json])[] = [
    [
      ['storage', 'targets', 'san', 'portals'],
      ['192.0.2.1', '192.0.2.2'],
    ],
    [['storage', 'targets', 'san', 'luns', 'vms', 'wwid'], '36001405aaaabbbbccccddddeeeeffff1'],
    [
      ['hosts', 'host1', 'local_disks'],
      ['/dev/mapper/mpatha', '/dev/mapper/luks-root'],
    ],
    [['hosts', 'host1', 'local_luns'], { mpatha: '3600508b1001c7e2f0a9b4d6c8e1f0a2b' }],
  ];
  const site = changes.reduce((map, [path, value]) => withValue(map, path, value), siteOf('pair'));
  const { bundle, diagnostics } = compile([fileOf(site)], templates);
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  const textOn = (node: string, path: string) =>
    bundle?.files.find((file) => file.path === path && file.nodes.some((name) => name === node))?.content.join('') ??
    '';
  expect(textOn('host1', '/etc/multipath.conf')).toContain('wwid "^3600508b1001c7e2f0a9b4d6c8e1f0a2b$"');
  expect(textOn('host1', '/etc/multipath.conf')).toContain('alias mpatha');
  expect(textOn('host2', '/etc/multipath.conf')).not.toContain('mpatha');
  const patterns = [...textOn('host1', '/etc/lvm/lvm.conf').matchAll(/"([ar]\|[^"]*\|)"/g)].map(([, one = '']) => one);
  for (const name of ['mpatha', 'mpathap2', 'mpatha2', 'luks-root'])
    expect(accepts(patterns, [`/dev/mapper/${name}`, '/dev/dm-7']), name).toBe(true);
  for (const name of ['mpathb', 'vg_vms-vm1']) expect(accepts(patterns, [`/dev/mapper/${name}`]), name).toBe(false);
});
