/** Nodes that were left alone in moments that decide: between two confirmations, and when the power goes. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeLab } from './describe.ts';
import { killed, Pushing } from './pushing.ts';

const LONG = 240_000;

describeLab('three hosts, armed and told of a new cluster.conf', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3 });
    const first = await on.push('--allow', 'push/create-storage');
    expect(first.code, first.stdout + first.stderr).toBe(0);
  }, LONG);
  afterAll(() => on.down());

  const all = (version: number) => [version, version, version];

  /** A push that is killed when all hosts run what was announced, and none has confirmed it. */
  async function cutOff(version: number): Promise<void> {
    on.lab.setFault(3, 'cman_tool', { fault: 'hangs', words: 'status', at: version });
    const push = on.start();
    await vi.waitFor(() => expect(on.running()).toEqual(all(version)), { timeout: 60_000, interval: 200 });
    await killed(push);
    on.lab.setFault(3, 'cman_tool', undefined);
  }

  /** What the one who pushes would have run next. */
  async function confirm(n: number): Promise<void> {
    const id = (on.lab.read(n, '/var/lib/clusterc/undo/id') ?? '').trim();
    const confirmed = await on.lab.exec(n, ['sh', '/var/lib/clusterc/undo/activator', '/', 'confirm', id]);
    expect(confirmed.code, confirmed.stderr).toBe(0);
  }

  it('keep it all three when the lowest has confirmed', { timeout: LONG }, async () => {
    on.setJoinDelay(41);
    const marks = on.marks();
    await cutOff(2);
    await confirm(1);
    await on.passTime([2, 3]);
    expect([on.versions(), on.running()]).toEqual([all(2), all(2)]);
    expect(on.announced(marks)).toEqual([1]);
    for (const n of on.lab.hosts) expect(on.content(n)).toContain('post_join_delay="41"');
    const next = await on.push();
    expect(next.code, next.stdout + next.stderr).toBe(0);
    expect(on.versions()).toEqual(all(2));
    expect(on.announced(marks)).toEqual([1]);
    expect(on.leftovers()).toEqual([]);
  });

  it('take it back when another one has confirmed, and the lowest has not', { timeout: LONG }, async () => {
    const before = on.content(1);
    on.setJoinDelay(42);
    const marks = on.marks();
    await cutOff(3);
    await on.passTime();
    expect([on.versions(), on.running()]).toEqual([all(4), all(4)]);
    expect(on.announced(marks)).toEqual([1, 1]);
    expect(on.content(1)).toBe(before);
    expect(on.leftovers()).toEqual([]);
  });

  it('do so without the lowest when that one loses its power', { timeout: LONG }, async () => {
    const before = on.content(2);
    const marks = on.marks();
    await cutOff(5);
    await on.lab.kill(1);
    await on.passTime([2, 3]);
    expect(on.announced(marks)).toEqual([1, 2]);
    expect([on.versions().slice(1), on.running().slice(1)]).toEqual([
      [6, 6],
      [6, 6],
    ]);
    expect(on.content(2)).toBe(before);
    // It comes back with the new file, and with what its cron runs at boot before cman starts.
    await on.lab.start(1);
    await on.lab.exec(1, ['sh', '/var/lib/clusterc/undo/activator', '/', 'tick']);
    expect(on.content(1)).toBe(before);
    expect(on.leftovers().filter((path) => path.startsWith('host1'))).toEqual([]);
  });
});
