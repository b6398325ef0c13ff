/** A change from its files to its record, and what a look says of it. */
import { chmod, lstat, readdir, rm, symlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { beforeEach, expect, test } from 'vitest';
import {
  clusterConf,
  files,
  first,
  installedJson,
  second,
  state,
  underEachShell,
  type Node,
  type Wanted,
} from './node.ts';

underEachShell('a change', (play) => {
  let node: Node;
  beforeEach(() => ({ node } = play()));

  test('the whole life of a change', async () => {
    await node.put('/etc/hosts', 'old\n');
    await node.put('/etc/old.conf', 'old\n');
    expect(await node.install(first, files)).toBe(
      'wrote /etc/cluster/cluster.conf\nwrote /etc/libvirt/keys/node.key\nwrote /etc/hosts\nremoved /etc/old.conf\n',
    );
    const { username: me } = userInfo();
    expect(await node.observe(files)).toEqual([
      'clusterc-node 2',
      'lock -',
      `installed ${first}`,
      'previous -',
      'interrupted -',
      'version file 12',
      'version running -',
      'version installed 12',
      `file same ours 0640 ${me} ${me} /etc/cluster/cluster.conf`,
      `file same ours 0600 ${me} ${me} /etc/libvirt/keys/node.key`,
      `file same ours 0644 ${me} ${me} /etc/hosts`,
      'file same none - - - /etc/old.conf',
    ]);
    const modes = ['/etc/libvirt', '/etc/libvirt/keys', state, `${state}/installed.json`];
    const found = await Promise.all(modes.map(async (path) => (await lstat(node.root + path)).mode & 0o7777));
    expect(found).toEqual([0o755, 0o700, 0o700, 0o600]);
    expect(await node.read(`${state}/installed.json`)).toBe(installedJson(first));
    expect((await readdir(node.root + state)).sort()).toEqual(['generations', 'installed.json']);
    expect((await readdir(`${node.root}${state}/generations/${first}`)).sort()).toEqual([
      'activator',
      'files',
      'id',
      'index',
      'own',
    ]);
  });

  test('what is right already is kept, a wrong mode is put right', async () => {
    await node.install(first, files);
    await chmod(`${node.root}/etc/hosts`, 0o600);
    await node.all(['stage', 'arm'], second, files);
    expect(await node.verb(['probe', second])).toMatchObject({ code: 1, out: 'wrong /etc/hosts\n' });
    const printed = await node.all(['run', 'probe'], second, files);
    expect(printed.split('\n').filter((line) => line.startsWith('wrote'))).toEqual(['wrote /etc/hosts']);
    expect(printed).toContain('kept /etc/cluster/cluster.conf\n');
  });

  const framings = [
    { title: 'with a final newline', content: 'a\n\n|b\n', framed: ['|a', '|', '||b', '.'] },
    { title: 'without a final newline', content: 'a\n.', framed: ['|a', '|.', '\\', '.'] },
    { title: 'empty', content: '', framed: ['.'] },
    { title: 'a lone newline', content: '\n', framed: ['|', '.'] },
    { title: 'blanks, backslashes, UTF-8, carriage return', content: ' \\x é\t\r\n', framed: ['| \\x é\t\r', '.'] },
    { title: 'a NUL byte', content: 'a\0b\n', framed: ['!binary', '.'] },
    { title: 'over 1 MiB', content: 'x'.repeat(1024 * 1024 + 1), framed: ['!large', '.'] },
  ];
  test.each(framings)('a hand edit shows as edited, with its content: $title', async ({ content, framed }) => {
    await node.install(first, files);
    await node.put('/etc/hosts', content);
    const lines = await node.observe(files);
    const at = lines.findIndex((line) => line.startsWith('file differs edited 0640 '));
    expect(lines.slice(at + 1, lines.indexOf('.', at) + 1)).toEqual(framed);
  });

  test('relations and origins', async () => {
    await node.install(first, files);
    await rm(`${node.root}/etc/cluster/cluster.conf`);
    await symlink('elsewhere', `${node.root}/etc/link`);
    await node.put('/etc/foreign', 'x\n');
    const { username: me } = userInfo();
    const desired: Wanted[] = [
      { path: '/etc/link', content: 'x\n' },
      { path: '/etc/nothing', content: 'x\n' },
      { path: '/etc/foreign', content: 'x\n' },
      { path: '/etc/hosts', content: null },
    ];
    expect((await node.observe(desired)).slice(8)).toEqual([
      'file extra missing - - - /etc/cluster/cluster.conf',
      '.',
      `file same foreign 0640 ${me} ${me} /etc/foreign`,
      `file differs ours 0644 ${me} ${me} /etc/hosts`,
      '|127.0.0.1 localhost',
      '.',
      `file extra ours 0600 ${me} ${me} /etc/libvirt/keys/node.key`,
      '|no final newline',
      '\\',
      '.',
      'file other foreign - - - /etc/link',
      'file absent none - - - /etc/nothing',
    ]);
  });

  test('a late file is compared without its config_version', async () => {
    await node.install(first, files);
    const bumped = files.map((file) => (file.late === true ? { ...file, content: clusterConf(13) } : file));
    expect((await node.observe(bumped))[8]).toMatch(/^file same ours /);
    await node.put('/etc/cluster/cluster.conf', clusterConf(14));
    const lines = await node.observe(bumped);
    expect(lines[5]).toBe('version file 14');
    expect(lines[8]).toMatch(/^file same edited /);
  });

  test('a carried file is staged and left to the daemon that brings it, but for the first one', async () => {
    const carried = (version: number): Wanted[] => [
      { path: '/etc/cluster/cluster.conf', content: clusterConf(version), late: 'carried' },
    ];
    expect(await node.all(['stage', 'arm', 'run', 'probe', 'confirm', 'commit'], first, carried(1))).toContain(
      'wrote ',
    );
    expect(await node.all(['stage', 'arm', 'run'], second, carried(2))).toBe('left /etc/cluster/cluster.conf\n');
    expect(await node.verb(['probe', second])).toMatchObject({ code: 1, out: 'wrong /etc/cluster/cluster.conf\n' });
    await node.put('/etc/cluster/cluster.conf', clusterConf(2));
    await node.all(['probe', 'confirm', 'commit'], second, carried(2));
    expect((await node.observe(carried(7)))[8]).toMatch(/^file same ours /);
  });
});
