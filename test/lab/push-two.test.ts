/** Two people push at once over ssh: one does, the other is refused and changes nothing. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeLab } from './describe.ts';
import { Pushing, SOON } from './pushing.ts';

describeLab('three hosts to which two push at once', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3 });
    const first = await on.push('--allow', 'push/create-storage');
    expect(first.code, first.stdout + first.stderr).toBe(0);
  });
  afterAll(() => on.down());

  const all = (version: number) => [version, version, version];

  it('the second learns who is at work, and the first is not disturbed', async () => {
    on.setJoinDelay(31);
    const marks = on.marks();
    on.lab.setFault(1, 'cman_tool', { fault: 'waits', words: 'version -r' });
    const first = on.push();
    await vi.waitFor(() => expect(on.announced(marks)).toEqual([1]), SOON);
    const [{ code, stderr }, plan] = await Promise.all([on.push(), on.run('plan')]);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('error push/locked');
    expect(stderr).toMatch(/root@/);
    expect(plan.code).toBe(1);
    on.lab.setFault(1, 'cman_tool', undefined);
    const done = await first;
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(on.announced(marks)).toEqual([1]);
    expect([on.versions(), on.running()]).toEqual([all(2), all(2)]);
    expect(on.leftovers()).toEqual([]);
  });

  it('a push planned before the first began finds a lock or another state, and stops', async () => {
    on.setJoinDelay(32);
    const marks = on.marks();
    // The slower one has looked at two hosts, and takes no lock before the other has ended.
    on.lab.setFault(3, 'clustat', { fault: 'waits', ms: 3000 });
    const slow = on.push();
    await vi.waitFor(() => expect(on.calls(3, marks[2])).toContain('clustat -x'), SOON);
    on.lab.setFault(3, 'clustat', undefined);
    const [fast, late] = await Promise.all([on.push(), slow]);
    const codes = new Set([fast.code, late.code]);
    expect(codes, fast.stderr + late.stderr).toEqual(new Set([0, 1]));
    const refused = fast.code === 1 ? fast : late;
    expect(refused.stderr).toMatch(/^error push\/(locked|changed-meanwhile)/m);
    expect(on.announced(marks)).toEqual([1]);
    expect([on.versions(), on.running()]).toEqual([all(3), all(3)]);
    expect(on.leftovers()).toEqual([]);
  });

  it('in the same moment at most one succeeds, and what is refused leaves nothing', async () => {
    on.setJoinDelay(34);
    const marks = on.marks();
    await on.lab.delay(1, 60);
    const both = await Promise.all([on.push(), on.push(), on.push()]);
    await on.lab.delay(1, 0);
    const done = both.filter(({ code }) => code === 0).length;
    expect(both.map(({ code, stderr }) => (code === 0 || code === 1 ? '' : stderr))).toEqual(['', '', '']);
    expect(done).toBeLessThanOrEqual(1);
    expect(on.announced(marks)).toEqual(done === 1 ? [1] : []);
    expect(on.leftovers()).toEqual([]);
    expect(await on.push()).toMatchObject({ code: 0 });
    expect([on.versions(), on.running()]).toEqual([all(4), all(4)]);
  });
});
