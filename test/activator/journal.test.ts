/** The journal of a node: a line at each lock, one when it is given back, and what the node did by itself. */
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { ALONE, intentOf, soon } from './cluster.ts';
import { files, first, putCommand, state, underEachShell, type Node, type Play } from './node.ts';

const ID = '0123456789abcdef';
const BEGIN = `{"v":1,"entry":"begin","at":"2026-11-28T21:03:07.120Z","id":"${ID}","because":"it says \\"id\\":\\"ffffffffffffffff\\""}`;
const END = `{"v":1,"entry":"end","id":"${ID}"}`;

underEachShell('the journal of a node', (play) => {
  let node: Node;
  let bin: string;
  let base: string;
  let clock: Play['clock'];

  beforeEach(() => {
    ({ node, bin, base, clock } = play());
    node.env = ALONE;
  });

  const path = () => `${node.root}${state}/journal.jsonl`;
  const lines = () => (existsSync(path()) ? readFileSync(path(), 'utf8').split('\n') : []);
  const lock = (entry: string) => node.verb(['lock'], `me\n60\n${entry}`);
  const unlock = (entry: string, owner = 'me') => node.verb(['unlock'], `${owner}\n${entry}`);

  test('has a line for the lock and one for its end, for root alone', async () => {
    expect(await lock(`${BEGIN}\n`)).toMatchObject({ code: 0 });
    expect(await unlock(`${END}\n`)).toMatchObject({ code: 0 });
    expect(lines()).toEqual([BEGIN, END, '']);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  test('has none of a lock that was not taken, or is not given back by its owner, or of an older clusterc', async () => {
    for (const nothing of ['', '\n']) {
      expect(await lock(nothing)).toMatchObject({ code: 0 });
      expect(await lock(`${BEGIN}\n`)).toMatchObject({ code: 3 });
      expect(await unlock(`${END}\n`, 'you')).toMatchObject({ code: 3 });
      expect(await unlock(nothing)).toMatchObject({ code: 0 });
    }
    expect(await unlock(`${END}\n`)).toMatchObject({ code: 0 });
    expect(lines()).toEqual([]);
  });

  test('goes on behind a line that was cut off, and keeps the end of a long one', async () => {
    await mkdir(`${node.root}${state}`, { recursive: true, mode: 0o700 });
    writeFileSync(path(), '{"v":1,"ent');
    await lock(`${BEGIN}\n`);
    expect(lines()).toEqual(['{"v":1,"ent', BEGIN, '']);
    writeFileSync(path(), `${'x'.repeat(999)}\n`.repeat(300));
    await unlock(`${END}\n`);
    expect(lines()).toHaveLength(202);
    expect(lines().slice(-2)).toEqual([END, '']);
  });

  test('is not written through a link, and no push fails for it', async () => {
    await mkdir(`${node.root}${state}`, { recursive: true, mode: 0o700 });
    await symlink(`${base}/elsewhere`, path());
    expect(await lock(`${BEGIN}\n`)).toMatchObject({ code: 0, err: '' });
    expect([existsSync(`${base}/elsewhere`), lstatSync(path()).isSymbolicLink()]).toEqual([false, true]);
  });

  test('that is no file fails no push', async () => {
    await mkdir(path(), { recursive: true });
    expect(await lock(`${BEGIN}\n`)).toMatchObject({ code: 0, err: '' });
    expect(await unlock(`${END}\n`)).toMatchObject({ code: 0, err: '' });
  });

  test('says that the node rolled itself back, and so does its log', async () => {
    await putCommand(bin, 'logger', `echo "$*" >>'${base}/log'`);
    await node.put('/etc/hosts', 'old\n', 0o604);
    await lock(`${BEGIN}\n`);
    await node.all(['stage', 'arm', 'run'], first, files, intentOf({ owner: 'me', deadline: 1 }));
    clock.run();
    await soon(() => lines().length > 2);
    clock.stop();
    const [, said = ''] = lines();
    expect(JSON.parse(said)).toEqual({
      v: 1,
      entry: 'alone',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      id: ID,
      did: 'put-back',
    });
    await soon(() => existsSync(`${base}/log`) && readFileSync(`${base}/log`, 'utf8').includes('is rolled back'));
    expect(readFileSync(`${base}/log`, 'utf8')).toMatch(
      /^-t clusterc -p daemon.warning no word from me in time: rolling back what bundle 1{64} changed\n-t clusterc [^\n]* is rolled back\n$/,
    );
  });
});
