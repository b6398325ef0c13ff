/** What the world notes of its guests, and how clusvcadm ends; numbers are those of the observations. */
import { describe, expect, it } from 'vitest';
import { events, playing } from './sample.ts';

describe('what happens to a guest', () => {
  const vm = (...args: readonly string[]) => ['clusvcadm', ...args];
  it.each([
    [vm('-M', 'vm:vm1', '-m', 'node1.example.com'), ['vm1 moved on host1']],
    [vm('-r', 'vm:vm1', '-m', 'node1.example.com'), ['vm1 stopped on host3', 'vm1 started on host1']],
    [vm('-R', 'vm:vm1'), ['vm1 stopped on host3', 'vm1 started on host3']],
    [vm('-d', 'vm:vm1'), ['vm1 stopped on host3']],
    [vm('-Z', 'vm:vm1'), []],
  ])('by %j', (argv, expected) => {
    const { world } = playing();
    expect(world.exec('host1', argv).exit).toBe(0);
    expect(events(world)).toEqual(expected.map((event) => `${event}: ${argv.join(' ')}`));
  });

  it.each([
    [vm('-e', 'vm:other'), 252],
    [vm('-M', 'vm:vm1', '-m', 'nohost'), 1],
  ])('14: %j ends with %i', (argv, exit) => {
    expect(playing().world.exec('host1', argv).exit).toBe(exit);
  });

  it('14: nothing without quorum', () => {
    const { world } = playing();
    for (const host of ['host2', 'host3']) world.crash(host);
    expect(world.exec('host1', vm('-d', 'vm:vm1')).exit).toBe(247);
  });
});
