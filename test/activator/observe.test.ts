/** Locks and looks. */
import { chmod, chown, rm, utimes, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import {
  files,
  first,
  indexOf,
  putCommand,
  RUNNING,
  second,
  sinceBefore,
  state,
  underEachShell,
  type Node,
} from './node.ts';
import { findProgram } from '../support/node-path.ts';

underEachShell('a look or a lock', (play) => {
  let base: string;
  let node: Node;
  let bin: string;
  let tools: string;
  beforeEach(() => ({ base, bin, node, tools } = play()));

  test('lock and unlock', async () => {
    const terms = (owner: string) => expect.stringMatching(new RegExp(`^\\w+ [0-9]+ 60 ${owner}\n?$`));
    expect(await node.verb(['unlock'], 'me\n')).toEqual({ code: 0, out: '', err: '' });
    expect(await node.verb(['lock'], 'me at work, 12:00\n60\n')).toEqual({ code: 0, out: '', err: '' });
    expect((await node.observe([]))[1]).toEqual(terms('me at work, 12:00'));
    expect(await node.verb(['lock'], 'you\n60\n')).toMatchObject({ code: 3, out: terms('me at work, 12:00') });
    expect(await node.verb(['unlock'], 'you\n')).toMatchObject({ code: 3 });
    expect(await node.verb(['unlock'], 'me at work, 12:00\n')).toMatchObject({ code: 0 });
    expect((await node.observe([]))[1]).toBe('lock -');
  });

  test('a lock has an age and a lease, by the time since the boot', async () => {
    await node.verb(['lock'], 'me\n123456789\n');
    await utimes(`${node.root}${state}/lock`, 0, 0); // the clock was set
    const age = async () => Number(/^lock ([0-9]+) 123456789 me$/.exec((await node.observe([]))[1] ?? '')?.[1]);
    expect(await age()).toBeLessThan(100_000);
    await node.put(`${state}/lock/since`, sinceBefore(await node.read(`${state}/lock/since`), 20));
    expect(await age()).toBeGreaterThanOrEqual(20);
    expect(await age()).toBeLessThan(100_000);
  });

  test.each([
    ['of another boot', 'another 1'],
    ['lost with the power', ''],
    ['of an older clusterc', null],
  ])('and by the clock of the node, when the time since the boot is %s', async (_, since) => {
    await node.verb(['lock'], 'me\n123456789\n');
    const folder = `${node.root}${state}/lock`;
    if (since === null) await rm(`${folder}/since`);
    else await node.put(`${state}/lock/since`, since);
    const old = Date.now() / 1000 - 500;
    await utimes(folder, old, old);
    expect((await node.observe([]))[1]).toMatch(/^lock 50[0-9] 123456789 me$/);
    await utimes(folder, old + 5000, old + 5000);
    expect((await node.observe([]))[1]).toBe('lock 0 123456789 me');
    await rm(`${folder}/owner`);
    await rm(`${folder}/lease`);
    expect((await node.observe([]))[1]).toMatch(/^lock [0-9]+ 60 unknown$/);
  });

  test.each([
    { lost: 'lease', left: '' },
    { lost: 'lease', left: '12' },
    { lost: 'lease', left: '\0\0\0' },
    { lost: 'lease', left: 'none\n' },
    { lost: 'owner', left: '' },
    { lost: 'owner', left: 'm' },
    { lost: 'owner', left: '\0\0' },
  ])('what the loss of power leaves of a lock counts for a minute: $lost $left', async ({ lost, left }) => {
    await node.verb(['lock'], 'me\n1200\n');
    await node.put(`${state}/lock/${lost}`, left);
    const owner = lost === 'owner' ? 'unknown' : 'me';
    expect((await node.observe([]))[1]).toMatch(new RegExp(`^lock [0-9]+ 60 ${owner}$`));
    expect(await node.verb(['unlock'], `${owner}\n`)).toMatchObject({ code: 0, err: '' });
    expect((await node.observe([]))[1]).toBe('lock -');
  });

  test('a lock that cannot be signed does not stay', async () => {
    await putCommand(
      bin,
      'mkdir',
      `'${findProgram('mkdir')}' "$@" && case $1 in */lock) rmdir "$1" && '${findProgram('ln')}' -s /dev/full "$1" ;; esac`,
    );
    expect(await node.verb(['lock'], 'me\n60\n')).toMatchObject({
      code: 1,
      err: expect.stringContaining('lock/lease'),
    });
    expect((await node.observe([]))[1]).toBe('lock -');
  });

  test('a verb of someone who has no lock any more does nothing', async () => {
    await node.put('/etc/hosts', 'old\n');
    await node.verb(['lock'], 'me\n60\n');
    await node.all(['stage', 'arm'], first, files);
    const before = await node.snapshot({ times: false, state: true });
    const verbs = ['stage', 'arm', 'run', 'place', 'hold', 'confirm', 'commit', 'back', 'revert'];
    for (const verb of verbs)
      expect(await node.verb([verb, first, 'you'])).toMatchObject({
        code: 3,
        out: '',
        err: expect.stringContaining('not that of you'),
      });
    await node.put(`${state}/lock/since`, sinceBefore(await node.read(`${state}/lock/since`), 62));
    for (const verb of verbs)
      expect(await node.verb([verb, first, 'me'])).toMatchObject({
        code: 3,
        out: '',
        err: expect.stringContaining('is over'),
      });
    const isOfLock = (line: string) => line.includes('/lock/since ');
    const after = await node.snapshot({ times: false, state: true });
    expect(after.filter((line) => !isOfLock(line))).toEqual(before.filter((line) => !isOfLock(line)));
    await node.verb(['unlock'], 'me\n');
    expect(await node.verb(['run', first, 'me'])).toMatchObject({ code: 3 });
    expect(await node.verb(['revert', first, 'me'])).toMatchObject({ code: 0 });
    expect(await node.verb(['lock'], 'me\n60\n')).toMatchObject({ code: 0 });
    await node.all(['stage', 'arm'], first, files);
    expect(await node.verb(['run', first, 'me'])).toMatchObject({ code: 0 });
  });

  test.each(['me\n', 'me\nlong\n', 'me\n060\n', 'me\n-1\n', '\n60\n', '-\n60\n', 'unknown\n60\n'])(
    'a lock with %j is refused',
    async (input) => {
      expect(await node.verb(['lock'], input)).toMatchObject({ code: 2, out: '' });
      expect((await node.observe([]))[1]).toBe('lock -');
    },
  );

  test('of two that lock at once, one wins', async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      const owners = [`a${round}`, `b${round}`];
      const outcomes = await Promise.all(owners.map(async (owner) => await node.verb(['lock'], `${owner}\n60\n`)));
      expect(outcomes.map(({ code }) => code).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([0, 3]);
      const winner = owners[outcomes.findIndex(({ code }) => code === 0)] ?? '';
      expect(outcomes.find(({ code }) => code === 3)?.out).toMatch(new RegExp(`^held [0-9]+ 60 ${winner}\n$`));
      await node.verb(['unlock'], `${winner}\n`);
    }
  });

  test('observe changes nothing, on a bare node or an interrupted one', async () => {
    await node.put('/etc/hosts', 'old\n');
    const bare = await node.snapshot({ times: true, state: true });
    await node.observe(files);
    expect(await node.snapshot({ times: true, state: true })).toEqual(bare);
    await node.install(first, files);
    await node.all(['stage', 'arm'], second, files);
    const interrupted = await node.snapshot({ times: true, state: true });
    await node.observe(files.slice(1));
    expect(await node.snapshot({ times: true, state: true })).toEqual(interrupted);
  });

  test.each(['/etc/hosts', '/etc'])('observe fails where it may not read: %s', async (hidden) => {
    await node.put('/etc/hosts', 'secret\n');
    await chmod(node.root + hidden, 0);
    if (process.getuid?.() === 0) await chown(node.root, 65534, 65534);
    const outcome = await node.asNobody(['observe'], indexOf(files.slice(2, 3)));
    await chmod(node.root + hidden, 0o700);
    expect(outcome).toEqual({ code: 1, out: '', err: 'clusterc-node: /etc/hosts may not be read\n' });
  });

  test('on a real node, the running version is what the named program prints', async () => {
    await writeFile(join(base, 'cman_tool'), '#!/bin/sh\necho "6.2.0 config 12"\n', { mode: 0o755 });
    const path = [base, tools].join(delimiter);
    const { out } = await node.call('/', ['observe'], RUNNING, path);
    expect(out).toContain('\nversion running 12\n');
  });

  test('on a real node, no variable of a test counts', async () => {
    await writeFile(join(base, 'cman_tool'), '#!/bin/sh\necho "6.2.0 config 12"\n', { mode: 0o755 });
    const path = [base, tools].join(delimiter);
    node.env = { CLUSTERC_TEST_CLUSTER: 'no' };
    expect((await node.call('/', ['observe'], RUNNING, path)).out).toContain('\nversion running 12\n');
    node.env = {};
    expect((await node.call(node.root, ['observe'], RUNNING, path)).out).toContain('\nversion running -\n');
  });

  test('a thousand files', async () => {
    const many = Array.from({ length: 1000 }, (_, number) => ({
      path: `/etc/many/file-${number}`,
      content: `${number}\n`,
    }));
    await Promise.all(many.map(async ({ path, content }) => await node.put(path, content)));
    const lines = await node.observe(many);
    expect(lines.filter((line) => line.startsWith('file same foreign 0640 '))).toHaveLength(1000);
  });
});
