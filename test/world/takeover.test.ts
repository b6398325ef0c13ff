/** The end of a push: what the cluster makes of it, and what is said of that. */
import { describe, expect, it } from 'vitest';
import { as, type Millis } from '../../src/base/brand.ts';
import { caseNamed } from './cases.ts';
import { pushed, worldOf } from './play.ts';

async function played(name: string, broken: readonly string[] = []) {
  const scene = caseNamed(name);
  const world = await worldOf(scene);
  world.state = { ...world.state, broken };
  const { now, allow } = scene;
  return { world, now, allow };
}

describe('a push that adds a VM', () => {
  it('ends when the VM is started', async () => {
    const { world, now, allow } = await played('add-a-vm');
    expect((await pushed(world, now, { allow })).exit).toBe(0);
    expect(world.state.services.map(({ name, status }) => `${name} ${status}`)).toContain('vm:vm3 started');
  });

  it('that starts nowhere ends with 5: applied, but not healthy', async () => {
    const { world, now, allow } = await played('add-a-vm', ['vm3']);
    const { exit, out, err } = await pushed(world, now, { allow });
    expect({ exit, err }).toEqual({
      exit: 5,
      err: expect.stringContaining('vm:vm3 did not start: the cluster has tried, and given up'),
    });
    expect(out).toContain('recap: every node has the new files, and the cluster does not run all of it');
    expect((await pushed(world, now, { allow })).out).toContain('nothing to do');
  });

  it('--no-wait does not look', async () => {
    const { world, now, allow } = await played('add-a-vm', ['vm3']);
    const waited = world.fork();
    await pushed(waited, now, { allow, wait: as<Millis>(60_000) });
    expect((await pushed(world, now, { allow, wait: as<Millis>(0) })).exit).toBe(0);
    expect(world.now).toBeLessThan(waited.now);
  });

  it('a cluster that says nothing in time is no success', async () => {
    const { world, now, allow } = await played('add-a-vm');
    const hangs = ({ n, line }: { n: number; line: string }) => (n > 40 && line === 'clustat -x' ? 'hangs' : undefined);
    const { exit, err } = await pushed(world, now, { allow, mishap: hangs });
    expect({ exit, err }).toEqual({ exit: 5, err: expect.stringContaining('vm:vm3 is not started') });
  });
});

it('a VM that does not start again is said in the words of its cluster, not as a failure of ssh', async () => {
  const { world, now, allow } = await played('change-memory-now', ['vm1']);
  const { exit, err } = await pushed(world, now, { allow });
  expect({ exit, err }).toEqual({
    exit: 4,
    err: expect.stringContaining('Local machine trying to restart vm:vm1...Failure'),
  });
});

it('--resume with a node that cannot be reached does not say that there is nothing to end', async () => {
  const { world, now } = await played('cluster-conf');
  world.machine('host2').reachable = false;
  const { exit, err } = await pushed(world, now, { resume: true });
  expect({ exit, err }).toEqual({ exit: 1, err: expect.stringContaining('there is no connection to host2') });
});

it.each(['full-restart', 'node-by-node'])('%s: what an operator has done to services is so again', async (name) => {
  const { world, now, allow } = await played(name);
  const states = () => world.state.services.map(({ name: one, status, frozen }) => ({ one, status, frozen }));
  const before = states();
  expect(before.some(({ status, frozen }) => status !== 'started' || frozen)).toBe(true);
  const { exit, out, err } = await pushed(world, now, { allow });
  expect(exit, `${out}${err}`).toBe(0);
  world.advance(3_600_000);
  expect(states()).toEqual(before);
});

it('a frozen VM is migrated by a rolling restart, and not stopped', async () => {
  const { world, now, allow } = await played('node-by-node');
  expect((await pushed(world, now, { allow })).exit).toBe(0);
  expect(world.state.events.filter(({ what }) => what === 'stopped')).toEqual([]);
});
