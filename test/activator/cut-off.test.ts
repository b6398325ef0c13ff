/** Changes that were cut off, and files that are in the way. */
import { mkdir, readdir, rename, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { archive, files, first, second, state, underEachShell, type Node } from './node.ts';

underEachShell('a change that is cut off', (play) => {
  let base: string;
  let node: Node;
  beforeEach(() => ({ base, node } = play()));

  test.each([
    { killedAfter: ['stage'], after: 'staged' },
    { killedAfter: ['stage', 'arm'], after: 'armed' },
    { killedAfter: ['stage', 'arm', 'run'], after: 'armed' },
    { killedAfter: ['stage', 'arm', 'run', 'confirm'], after: 'confirmed' },
  ])('killed after $killedAfter, revert restores bytes and modes, twice', async ({ killedAfter, after }) => {
    await node.put('/etc/hosts', 'old, no newline', 0o604);
    await node.put('/etc/old.conf', '', 0o400);
    const before = await node.snapshot({ times: false, state: false });
    await node.all(killedAfter, first, files);
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} ${after} -`);
    const restored = await node.all(['revert'], first, files);
    expect(restored.split('\n').length - 1).toBe(killedAfter.includes('run') ? files.length : 0);
    expect(await node.all(['revert'], first, files)).toBe('');
    expect(await node.snapshot({ times: false, state: false })).toEqual(before);
    expect(await readdir(node.root + state)).toEqual(['generations']);
  });

  test('a confirmed change can be committed later, over what an earlier commit left half done', async () => {
    await node.all(['stage', 'arm', 'run', 'confirm'], first, files);
    expect(await node.verb(['stage', second], await archive(second, files))).toMatchObject({ code: 1 });
    await rm(`${node.root}${state}/generations`, { recursive: true });
    await node.put(`${state}/generations`, 'in the way');
    expect(await node.verb(['commit', first])).toMatchObject({ code: 1 });
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} confirmed -`);
    await rm(`${node.root}${state}/generations`);
    await mkdir(`${node.root}${state}/generations`);
    await rename(`${node.root}${state}/staged`, `${node.root}${state}/generations/${first}`); // and then it was killed
    expect((await node.observe(files))[4]).toBe(`interrupted ${first} confirmed -`);
    await node.all(['commit'], first, files);
    expect((await node.observe(files)).slice(2, 5)).toEqual([`installed ${first}`, 'previous -', 'interrupted -']);
    expect((await readdir(node.root + state)).sort()).toEqual(['generations', 'installed.json']);
  });

  test('killed between write and rename: the temporary file goes', async () => {
    await node.put('/etc/hosts', 'old\n');
    const before = await node.snapshot({ times: false, state: false });
    await node.all(['stage', 'arm'], first, files);
    await node.put('/etc/.hosts.clusterc', 'half');
    expect(await node.all(['revert'], first, files)).toBe('');
    expect(await node.snapshot({ times: false, state: false })).toEqual(before);
  });

  test('arm refuses what is not a regular file', async () => {
    await mkdir(`${node.root}/etc/hosts`, { recursive: true });
    await node.all(['stage'], first, files);
    const outcome = await node.verb(['arm', first]);
    expect(outcome).toMatchObject({ code: 1, err: expect.stringContaining('/etc/hosts') });
    expect(await readdir(node.root + state)).toEqual(['generations', 'staged']);
  });

  test('a folder that leads out of the root is not written to', async () => {
    await mkdir(join(base, 'outside'));
    await symlink('../outside', `${node.root}/etc`);
    expect((await node.observe(files.slice(2, 3))).at(-1)).toBe('file other foreign - - - /etc/hosts');
    await node.all(['stage'], first, files);
    expect(await node.verb(['arm', first])).toMatchObject({ code: 1 });
    expect(await readdir(join(base, 'outside'))).toEqual([]);
  });

  test.each(['', '/installed.json', '/generations'])(
    'nothing is read through a link at the state folder%s',
    async (name) => {
      await node.install(first, files);
      await rename(`${node.root}${state}${name}`, join(base, 'outside'));
      await symlink(join(base, 'outside'), `${node.root}${state}${name}`);
      const outcome = await node.verb(['observe']);
      expect(outcome).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`${state}${name}`) });
    },
  );

  test('a link in a path that stays inside the root is followed', async () => {
    await mkdir(`${node.root}/srv/etc`, { recursive: true });
    await symlink('srv/etc', `${node.root}/etc`);
    await node.install(first, files);
    expect(await node.read('/srv/etc/hosts')).toBe(files[2]?.content);
  });

  test('three generations are kept, the current one always', async () => {
    const ids = [1, 2, 3, 4, 1, 5].map((digit) => String(digit).repeat(64));
    for (const [age, id] of ids.entries()) {
      await node.install(id, files);
      await utimes(`${node.root}${state}/generations/${id}`, age + 1, age + 1);
    }
    const kept = [1, 4, 5].map((digit) => String(digit).repeat(64));
    expect((await readdir(`${node.root}${state}/generations`)).sort()).toEqual(kept);
  });
});
