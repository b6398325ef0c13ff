/** Two administrators, each with a machine: one sees and reverts what the other pushed, from the journals of the nodes alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from './describe.ts';
import { Pushing } from './pushing.ts';

describeLab('two hosts and two administrators', () => {
  let on: Pushing;
  let first: string;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 2 });
    await succeeds('ada', 'push', '--allow', 'push/create-storage', '--because', 'the first one');
    first = on.content(1);
    on.commit();
    on.setJoinDelay(41);
    on.commit();
    await succeeds('ada', 'push', '--because', 'a slow switch');
  });
  afterAll(() => on.down());

  async function succeeds(machine: string, command: string, ...more: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await on.runFrom(machine, command, ...more);
    expect(code, stdout + stderr).toBe(0);
    return stdout + stderr;
  }

  const pushes = async (machine: string, ...more: readonly string[]) =>
    (await succeeds(machine, 'history', ...more)).split('\n').filter((line) => /^\d{4}-/.test(line));

  it('one who has never pushed sees the pushes of the other, newest first, with name and reason', async () => {
    expect(await pushes('grace')).toEqual([
      expect.stringMatching(/Z {2}push +applied .* root@ada.* {2}host1, host2 .*a slow switch/),
      expect.stringMatching(/Z {2}push +applied .* root@ada.* {2}host1, host2 .*the first one/),
    ]);
    expect(await pushes('grace', '--local')).toEqual([]);
    expect(await pushes('ada', '--local')).toHaveLength(2);
  });

  it('without the bundle of the other, a revert says how to build it', async () => {
    const { code, stderr } = await on.runFrom('grace', 'revert');
    expect(code).toBe(1);
    expect(stderr).toMatch(/error bundle\/not-at-hand[^]*help: .*clusterc revert --to HEAD~1/);
  });

  it('reverts the push of the other from the common repository, and names it with its reason', async () => {
    const words = await succeeds('grace', 'revert', '--to', 'HEAD~1');
    expect(words).toMatch(/^ {2}undoes the push of \S+ \S+Z by root@ada \(a slow switch\)$/m);
    expect(words).toContain('verified by checksum');
    expect([on.content(1), on.content(2)]).toEqual([first, first]);
    expect([on.versions(), on.running()]).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it('the other sees that revert', async () => {
    expect((await pushes('ada'))[0]).toMatch(/Z {2}revert +applied .* root@grace/);
    expect(await pushes('ada', '--local')).toHaveLength(2);
    expect(await pushes('grace', '--local')).toHaveLength(1);
    expect(on.leftovers()).toEqual([]);
  });
});
