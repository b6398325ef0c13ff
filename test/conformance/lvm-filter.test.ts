/** The filter as lvm2 itself applies it: a folder replaces /dev, with a node or a link for every name of every device. */
import { mkdtempSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Host, Model } from '../../src/model/model.ts';
import { devicesOf } from '../../src/stack/cman/emit/devices.ts';
import { accepts } from '../../src/emit/storage/lvm-filter.ts';
import { filledFiles } from '../support/filled.ts';
import { clusters, compileFixture } from '../support/fixtures.ts';
import { describeWith, run } from '../support/tools.ts';

/** The first name is that of the node. */
type Disk = { readonly names: readonly string[]; readonly use: boolean };

/** For local and experimental use: no driver, so that nothing happens when lvm2 opens it. devices.txt of Linux. */
const MAJOR = 240;

describeWith('pvs', 'the filter of lvm.conf in lvm2', () => {
  const hosts = clusters.flatMap((cluster) =>
    filledFiles(cluster, 'secret')
      .filter(({ path }) => path.endsWith('/lvm.conf'))
      .map(({ node, file }) => ({ title: `${cluster} ${node}`, cluster, node, file })),
  );

  it.each(hosts)('$title: it sees what it has to see, and nothing else', ({ cluster, node, file }) => {
    const disks = disksOf(cluster, node);
    const rejected = rejectedBy(file, disks);
    expect(disks.filter(({ use }) => use).length).toBeGreaterThan(0);
    for (const { names, use } of disks)
      expect({ names, use: !names.some((name) => rejected.has(name)) }).toEqual({ names, use });
  });

  it.each([
    ['two names, one accepted', ['a|^/dev/b$|', 'r|.*|'], ['/dev/a', '/dev/b']],
    ['two names, the other accepted', ['a|^/dev/a$|', 'r|.*|'], ['/dev/a', '/dev/b']],
    ['both rejected', ['r|.*|'], ['/dev/a', '/dev/b']],
    ['none matched', ['r|^/dev/c$|'], ['/dev/a', '/dev/b']],
    ['one rejected, one not matched', ['r|^/dev/a$|'], ['/dev/a', '/dev/b']],
    ['rejected before it is accepted', ['r|^/dev/a$|', 'a|^/dev/a$|'], ['/dev/a']],
    ['accepted before it is rejected', ['a|^/dev/a$|', 'r|^/dev/a$|'], ['/dev/a']],
    ['not anchored', ['a|dev|', 'r|.*|'], ['/dev/a']],
    ['another delimiter', ['a@^/dev/a$@', 'r@.*@'], ['/dev/a']],
    ['brackets for delimiters', ['r{^/dev/a$}', 'a(.*)'], ['/dev/a']],
    ['a set of letters', ['a|^/dev/[b-d]$|', 'r|.*|'], ['/dev/a', '/dev/e']],
  ] as const)('%s: our reading of it is that of lvm2', (_what, filter, names) => {
    const folder = mkdtempSync(join(tmpdir(), 'clusterc-lvm-'));
    const patterns = filter.map((pattern) => `"${pattern}"`).join(',');
    const rejected = rejectedBy(join(folder, 'lvm.conf'), [{ names, use: true }], `filter=[${patterns}]`);
    expect(names.some((name) => rejected.has(name))).toBe(!accepts(filter, names));
  });
});

/** What the site tells of, what every host has, and strangers. */
function disksOf(cluster: string, node: string): readonly Disk[] {
  const { model } = compileFixture(cluster);
  const host = model?.hosts.find(({ name }) => name === node);
  if (model === undefined || host === undefined) throw new Error(`${cluster} has no host ${node}`);
  const strangers = [
    { names: ['/dev/sdz'], use: false },
    { names: ['/dev/sdz1'], use: false },
  ];
  return unique([...modelled(host, model), ...local(host), ...strangers]);
}

function modelled(host: Host, model: Model): readonly Disk[] {
  return devicesOf(host, model).map(({ names, use }, index) => ({
    names: [
      `/dev/${names.includes('/dev/dm-0') ? 'dm-' : 'sdx'}${index}`,
      ...names.filter((name) => name !== '/dev/dm-0'),
    ],
    use,
  }));
}

function local({ localDisks }: Host): readonly Disk[] {
  return (localDisks ?? []).flatMap((disk) =>
    [disk, disk.startsWith('/dev/disk/') ? `${disk}-part2` : /\d$/.test(disk) ? `${disk}p2` : `${disk}2`].map(
      (name) => ({
        names: [name],
        use: true,
      }),
    ),
  );
}

/** A link that several disks could have belongs to the first. */
function unique(disks: readonly Disk[]): readonly Disk[] {
  const taken = new Set<string>();
  return disks.map(({ names, use }) => {
    const free = names.filter((name) => !taken.has(name));
    for (const name of free) taken.add(name);
    return { names: free, use };
  });
}

/** Names that lvm2 says it skipped because of the filter. */
function rejectedBy(file: string, disks: readonly Disk[], filter = ''): ReadonlySet<string> {
  const root = mkdtempSync(join(tmpdir(), 'clusterc-dev-'));
  for (const [index, { names }] of disks.entries()) place(root, names, index);
  const config = `devices { dir="/dev" scan=["/dev"] sysfs_scan=0 use_devicesfile=0 obtain_device_list_from_udev=0 external_device_info_source="none" ${filter} } global { locking_type=1 }`;
  const script = 'mount --bind "$0" /dev && exec pvs -a -vvvv --config "$1"';
  const { output } = run('unshare', ['-m', 'sh', '-c', script, root, config], {
    env: { LVM_SYSTEM_DIR: dirname(file), LVM_SUPPRESS_FD_WARNINGS: '1' },
  });
  for (const name of disks.flatMap(({ names }) => names)) expect(output).toContain(` ${name} - new`);
  return new Set([...output.matchAll(/ (\S+): Skipping \(regex\)/g)].map(([, name]) => name ?? ''));
}

function place(root: string, [node = '', ...links]: readonly string[], minor: number): void {
  const inside = (name: string) => join(root, name.replace('/dev/', ''));
  for (const name of [node, ...links]) mkdirSync(dirname(inside(name)), { recursive: true });
  expect(run('mknod', [inside(node), 'b', String(MAJOR), String(minor)])).toEqual({ status: 0, output: '' });
  for (const link of links) symlinkSync(node, inside(link));
}
