/** Every runbook as a plan, and as the commands that a push of it runs: fixtures/plans. */
import { describe, expect, it } from 'vitest';
import { expectedFiles } from '../support/fixtures.ts';
import { caseNamed, caseNames } from './cases.ts';
import { bundleIn } from './machine.ts';
import { pushed, worldOf } from './play.ts';

describe.each(caseNames)('%s', (name) => {
  it('has the plan and the commands that are written down, and needs no second push', async () => {
    const scene = caseNamed(name);
    const world = await worldOf(scene);
    const { now, allow } = scene;
    const plan = await pushed(world.fork(), now, { allow, check: true });
    expect(plan.exit, plan.out + plan.err).toBe(2);
    const done = await pushed(world, now, { allow });
    expect(done.exit, done.out + done.err).toBe(0);
    const recap = done.out.slice(done.out.indexOf('recap:'));
    const actual = new Map([
      ['plan.txt', plan.out + plan.err],
      ['transcript.txt', `${world.transcript.join('\n')}\n${recap}`],
    ]);
    const expected = expectedFiles(`fixtures/plans/${name}/expected`, actual);
    expect([...expected]).toEqual([...actual]);
    const ids = now.bundle?.nodes.map(({ host }) => bundleIn(world.machine(host).store.installed));
    expect(new Set(ids)).toEqual(new Set([now.bundle?.id]));
    const again = await pushed(world, now, { allow });
    expect(again, again.out).toMatchObject({ exit: 0, out: expect.stringContaining('nothing to do') });
  });
});
