/** The controller is killed, or loses a host: nodes that roll themselves back alone, over ssh on real hosts. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeLab } from './describe.ts';
import { killed, Pushing, reaches, SOON } from './pushing.ts';

/** Where the syslogd of a host writes. */
const SYSLOG = '/run/syslog';

describeLab('three hosts whose push is cut off', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3 });
    const first = await on.push('--allow', 'push/create-storage');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    await Promise.all(on.lab.hosts.map((n) => on.lab.exec(n, ['busybox', 'syslogd', '-O', SYSLOG])));
  });
  afterAll(() => on.down());

  const contents = () => on.lab.hosts.map((n) => on.content(n));
  const all = (version: number) => [version, version, version];
  const soon = (what: () => void) => vi.waitFor(what, SOON);

  it('after the announcement: the old content comes back under a higher version', async () => {
    const before = contents();
    on.setJoinDelay(40);
    const marks = on.marks();
    on.lab.setFault(3, 'cman_tool', { fault: 'hangs', words: 'status', at: 2 });
    const push = on.start();
    await reaches(push, () => expect(on.running()).toEqual(all(2)));
    await killed(push);
    on.lab.setFault(3, 'cman_tool', undefined);
    expect(on.versions()).toEqual(all(2));
    const early = await on.push();
    expect(early.code, early.stdout + early.stderr).toBe(1);
    expect(early.stderr).toContain('error push/still-armed');
    await on.passTime();
    expect([on.versions(), on.running()]).toEqual([all(3), all(3)]);
    expect(contents()).toEqual(before);
    expect(on.announced(marks)).toEqual([1, 1]);
    expect(on.leftovers()).toEqual([]);
    for (const log of on.lab.hosts.map((n) => on.lab.read(n, SYSLOG)))
      expect(log).toMatch(/daemon\.warn clusterc: no word from .*[^]*daemon\.warn clusterc: .* is rolled back/);
  });

  it('and the next push does what the site says', async () => {
    const next = await on.push();
    expect(next.code, next.stdout + next.stderr).toBe(0);
    expect([on.versions(), on.running()]).toEqual([all(4), all(4)]);
    expect(on.content(2)).toContain('post_join_delay="40"');
  });

  it('before the announcement: what was placed goes after 20 s, and all comes back as it was', async () => {
    on.setJoinDelay(41);
    const before = on.trees();
    const marks = on.marks();
    on.lab.setFault(1, 'cman_tool', { fault: 'hangs', words: 'version -r' });
    const push = on.start();
    await reaches(push, () => expect(on.announced(marks)).toEqual([1]));
    expect([on.versions(), on.running()]).toEqual([all(5), all(4)]);
    await killed(push);
    on.lab.setFault(1, 'cman_tool', undefined);
    await soon(() => expect(on.versions()).toEqual(all(4)));
    await on.passTime();
    expect(on.trees()).toEqual(before);
    expect(on.running()).toEqual(all(4));
    expect(on.announced(marks)).toEqual([1]);
    expect(on.leftovers()).toEqual([]);
  });

  it('before a node is armed: nothing was changed, and the next push takes over its locks', async () => {
    const before = on.trees();
    const marks = on.marks();
    on.lab.setFault(2, 'ccs_config_validate', { fault: 'hangs' });
    const push = on.start();
    await reaches(push, () =>
      expect(on.calls(2, marks[1])).toContainEqual(expect.stringMatching(/^ccs_config_validate/)),
    );
    await killed(push);
    on.lab.setFault(2, 'ccs_config_validate', undefined);
    expect(on.trees()).toEqual(before);
    expect(on.leftovers()).toContainEqual(expect.stringMatching(/^host1:.*lock/));
    const next = await on.push();
    expect(next.code, next.stdout + next.stderr).toBe(0);
    expect([on.versions(), on.running()]).toEqual([all(5), all(5)]);
    expect(on.leftovers()).toEqual([]);
  });

  it('by a host that cannot be reached: reported as unknown, and ended by --resume', async () => {
    const before = contents();
    on.setJoinDelay(42);
    const marks = on.marks();
    on.lab.setFault(1, 'cman_tool', { fault: 'waits', words: 'status', at: 6 });
    const cut = soon(() => expect(on.running()).toEqual(all(6))).then(async () => {
      await on.lab.cut(3);
      on.lab.setFault(1, 'cman_tool', undefined);
    });
    const [stuck] = await Promise.all([on.push(), cut]);
    expect(stuck.code, stuck.stdout + stuck.stderr).toBe(4);
    expect(stuck.stderr).toContain('host3');
    await on.lab.heal(3);
    const resumed = on.run('push', '--resume');
    await on.passTime();
    expect(await resumed).toMatchObject({ code: 0 });
    expect([on.versions(), on.running()]).toEqual([all(7), all(7)]);
    expect(contents()).toEqual(before);
    expect(on.announced(marks)).toEqual([1, 1]);
    expect(on.leftovers()).toEqual([]);
    const next = await on.push();
    expect(next.code, next.stdout + next.stderr).toBe(0);
    expect([on.versions(), on.running()]).toEqual([all(8), all(8)]);
  });
});
