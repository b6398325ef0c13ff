/** A push that is interrupted at any call: what its exit code says of the nodes is so. */
import { describe, expect, it } from 'vitest';
import { inCi } from '../support/effort.ts';
import { caseNamed } from './cases.ts';
import { snapshots } from './law.ts';
import { pushed, worldOf, type Conditions } from './play.ts';
import { ControllerDied } from './ports.ts';

describe.each(['cluster-conf', 'chap-password', 'full-restart'])('%s', (name) => {
  it('130: all is as before; 0: all is new, and that it was confirmed is said', async () => {
    const { now, allow, ...scene } = caseNamed(name);
    const before = await worldOf({ now, allow, ...scene });
    const after = before.fork();
    const { calls } = await pushed(after, now, { allow });
    const [old, done] = [snapshots(before), snapshots(after)];
    const ends = new Set<number>();
    for (let at = 1; at < calls.length; at += inCi(1, 7)) {
      const world = before.fork();
      const { exit, out, err } = await pushed(world, now, { allow, interruptAt: at });
      const said = `interrupted at call ${at}, ${exit}: ${out}${err}`;
      ends.add(exit);
      expect([0, 130], said).toContain(exit);
      expect(snapshots(world), said).toEqual(exit === 130 ? old : done);
      if (exit === 130)
        expect(out, said).toMatch(/recap: (it was interrupted; every node is back as it was|nothing was changed)\n/);
      else
        expect(out, said).toContain('recap: it was confirmed before it was interrupted: every node has the new files');
      for (const { store } of world.machines.values())
        expect([store.lock, store.undo, store.staged], said).toEqual([null, null, null]);
    }
    expect(ends).toEqual(new Set([0, 130]));
  });
});

it('push --resume of a push that may last for hours looks now and then', async () => {
  const { now, allow, ...scene } = caseNamed('node-by-node');
  const world = await worldOf({ now, allow, ...scene });
  const dies: Conditions['mishap'] = ({ line }) =>
    line.startsWith('service cman stop') ? 'controller-died' : undefined;
  await expect(pushed(world, now, { allow, mishap: dies })).rejects.toBeInstanceOf(ControllerDied);
  const since = world.now;
  const { calls, out, err } = await pushed(world, now, { owner: 'again@desk', resume: true });
  expect(world.now - since, out + err).toBeGreaterThan(3_600_000);
  expect(calls.length / world.machines.size).toBeLessThan(300);
});
