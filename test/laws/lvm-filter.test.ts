/** Whatever targets, LUNs, groups and volumes are called, a host sees its physical volumes and its disks, and nothing else. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { accepts, lvmFilter } from '../../src/emit/storage/lvm-filter.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

const NAMES = ['a', 'b', 'a-b', 'b--a', 'x.y', '_', 'vg_x', 'san', 'vms', 'cciss', 'A', '42'];
const name = fc.constantFrom(...NAMES);
const two = fc.uniqueArray(name, { minLength: 2, maxLength: 2 });
const three = fc.uniqueArray(name, { minLength: 3, maxLength: 3 });

const world = fc.record({
  target: name,
  luns: three,
  groups: two,
  volumes: two,
  numbers: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 3 }),
  several: fc.boolean(),
  clustered: fc.boolean(),
  votes: fc.boolean(),
  disk: fc.constantFrom('/dev/sda', '/dev/cciss/c0d0', '/dev/nvme0n1', '/dev/disk/by-id/scsi-3600508b1001c'),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const IQN = 'iqn.2010-02.com.example:x.y';

function siteWith({ target, luns, groups, volumes, numbers, several, clustered, votes, disk }: World) {
  const [one = '', other = '', third = ''] = luns;
  const [group = '', local = ''] = groups;
  const [volume = '', more = ''] = volumes;
  const lun = (index: number) => ({ number: numbers[index] ?? 0, size: '100G', wwid: `360014050000000${index}0` });
  const storage = {
    targets: {
      [target]: {
        portals: several ? ['192.168.10.5', '192.168.11.5'] : ['192.168.10.5'],
        iqn: IQN,
        luns: { [one]: lun(0), [other]: lun(1), [third]: lun(2) },
      },
    },
    volume_groups: {
      [group]: { on: [`${target}/${one}`], volumes: { [volume]: '1G', [more]: '1G' } },
      [local]: { clustered, on: [`${target}/${other}`], volumes: { [volume]: '1G' } },
    },
  };
  const vm = { memory: '1G', cpus: 1, disks: [{ volume: `${group}/${volume}` }], nics: [{ bridge: 'br0' }] };
  const plain = ['host1', 'host2'].reduce(
    (site, host) =>
      withValue(withValue(site, ['hosts', host, 'local_disks'], [disk]), ['hosts', host, 'local_volume_groups'], []),
    withValue(withValue(siteOf('pair'), ['storage'], storage), ['vms'], { vm }),
  );
  const voting = withValue(plain, ['cluster', 'quorum'], { disk: { lun: `${target}/${third}`, label: 'q', tko: 4 } });
  return votes ? withValue(voting, ['cluster', 'totem'], { token: '42s' }) : plain;
}

/** What udev and the device mapper call them: written down again, not asked of the compiler. */
function namesIn({ target, luns, groups, volumes, numbers, several, votes, disk }: World) {
  const paths = numbers.map((number) =>
    (several ? ['192.168.10.5', '192.168.11.5'] : ['192.168.10.5']).map(
      (address) => `/dev/disk/by-path/ip-${address}:3260-iscsi-${IQN}-lun-${number}`,
    ),
  );
  const wholes = luns.map((lun, index) => (several ? [`/dev/mapper/${target}-${lun}`] : (paths[index] ?? [])));
  const dm = (text = '') => text.split('-').join('--');
  const guests = groups.flatMap((group, index) =>
    volumes
      .slice(0, 2 - index)
      .map((volume) => [`/dev/${group}/${volume}`, `/dev/mapper/${dm(group)}-${dm(volume)}`, '/dev/dm-3']),
  );
  const [first = [], second = [], third = []] = wholes;
  const parts = disk.startsWith('/dev/disk') ? `${disk}-part1` : /\d$/.test(disk) ? `${disk}p1` : `${disk}1`;
  return {
    wholes,
    seen: [first, second, [disk], [parts]],
    hidden: [
      ...guests,
      ...(several ? paths.flat().map((path) => [path]) : []),
      ...(votes ? [third] : []),
      ['/dev/sdq'],
    ],
  };
}

it('the filter tells devices apart, or a check says that no one can', () => {
  const property = fc.property(world, (one) => {
    const { model, diagnostics } = compile([fileOf(siteWith(one))], templates);
    const { seen, hidden, wholes } = namesIn(one);
    const codes = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(codes.filter((code) => !['lvm/filter', 'storage/unused-lun'].includes(code))).toEqual([]);
    const accepted = new Set(wholes.slice(0, one.votes ? 2 : 3).flat());
    // Also where the folder of a group would be that of a disk.
    const inFolder = one.groups.some((group) => one.disk.startsWith(`/dev/${group}/`));
    const clash = hidden.flat().some((device) => accepted.has(device));
    expect(codes.includes('lvm/filter')).toBe(clash || inFolder);
    if (model === undefined || codes.includes('lvm/filter')) return;
    for (const host of model.hosts) {
      const filter = lvmFilter(host, model);
      expect(seen.filter((names) => !accepts(filter, names))).toEqual([]);
      expect(hidden.filter((names) => accepts(filter, names))).toEqual([]);
    }
  });
  fc.assert(property, { seed: 20240229, numRuns: 80 });
});

it('two devices of one name are refused', () => {
  const site = siteWith({
    target: 'a',
    luns: ['b', 'vms', 'san'],
    groups: ['a', 'vg_x'],
    volumes: ['b', 'x.y'],
    numbers: [1, 2, 3],
    several: true,
    clustered: true,
    votes: false,
    disk: '/dev/sda',
  });
  const { diagnostics } = compile([fileOf(site)], templates);
  expect(diagnostics.map(({ code }) => code)).toContain('lvm/filter');
});
