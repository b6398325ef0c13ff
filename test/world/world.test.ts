/** The simulated world keeps to what daemons were seen to do. The numbers are those of the observations. */
import { describe, expect, it } from 'vitest';
import { clusterConf } from '../cluster/samples.ts';
import { nodeAt } from '../cluster/state.ts';
import { CONF } from './twin/files.ts';
import { events, playing, versions, VMS } from './sample.ts';
import type { World } from './world.ts';

const LAST = 'host3';

/** host3 has lost its file when version 2 is announced. */
function suspended() {
  const played = playing();
  played.put(['host1', 'host2'], 2);
  played.world.machine(LAST).files.delete(CONF);
  expect(played.push('host1')).toBe(0);
  return played;
}

describe('an announcement', () => {
  it('1: reaches every member that has the file', () => {
    const { world, hosts, put, push } = playing();
    put(hosts, 2);
    expect(push('host2')).toBe(0);
    expect(versions(world)).toEqual([2, 2, 2]);
  });

  it.each([1, 0])('2: of version %i is refused where 1 runs', (version) => {
    const { world, hosts, put, push } = playing();
    put(hosts, version);
    expect(push('host1')).toBe(1);
    expect(versions(world)).toEqual([1, 1, 1]);
  });

  it('3: suspends a peer without its file, with exit 0 and a flag as the only sign', () => {
    const { world, status } = suspended();
    expect(versions(world)).toEqual([2, 2, 1]);
    expect(status(LAST)).toMatch(/^Flags: Error $/m);
    expect(status('host1')).toMatch(/^Flags: $/m);
    expect(world.exec('host1', ['cman_tool', 'nodes']).stdout).not.toContain(' X ');
  });

  it('3: which recovers when its file is right', () => {
    const { world, put, status } = suspended();
    put([LAST], 2);
    world.advance(1000);
    expect(status(LAST)).toMatch(/^Flags: $/m);
    expect(versions(world)).toEqual([2, 2, 2]);
  });

  it('3: which has recovered when a file that was right in time is taken away again', () => {
    const { world, put } = suspended();
    put([LAST], 2);
    world.advance(1000);
    put([LAST], 1);
    world.crash('host2');
    expect(world.state.events).toEqual([]);
  });

  it('7: leaves a peer with a higher version to its own', () => {
    const { world, put, push, status } = playing();
    put(['host1', 'host2'], 2);
    put([LAST], 3);
    expect(push('host1')).toBe(0);
    expect(versions(world)).toEqual([2, 2, 3]);
    expect(status(LAST)).toMatch(/^Flags: $/m);
  });

  it('8: silently takes a change that daemons cannot follow', () => {
    const { world, hosts, push } = playing(2);
    for (const host of hosts) {
      const text = clusterConf({ hosts: 2, version: 2, vms: VMS }).replace(' two_node="1" expected_votes="1"', '');
      world.machine(host).files.set(CONF, { text, mode: '0640', owner: 'root', group: 'root' });
    }
    expect(push('host1')).toBe(0);
    expect(world.state.quorum).toBe(2);
  });

  it('12: two in a row are both applied', () => {
    const { world, hosts, put, push } = playing();
    put(hosts, 2, { ...VMS, vm2: '' });
    expect(push('host1')).toBe(0);
    world.advance(1000);
    put(hosts, 3, { ...VMS, vm3: '' });
    expect(push('host1')).toBe(0);
    expect(world.state.services.map(({ name }) => name)).toEqual(['vm:vm1']);
    world.advance(7000);
    expect(world.state.services.map(({ name }) => name)).toEqual(['vm:vm1', 'vm:vm3']);
  });

  it('13: takes a vm out, and its guest runs on', () => {
    const { world, hosts, put, push } = playing();
    put(hosts, 2, {});
    expect(push('host1')).toBe(0);
    world.advance(7000);
    expect(world.state.services).toEqual([]);
    expect(nodeAt(world.state, LAST).guests.map(({ name }) => name)).toEqual(['vm1']);
    expect(world.state.events).toEqual([]);
  });
});

describe('4: a suspended peer', () => {
  it('stays quorate, and its guests run', () => {
    const { world, status } = suspended();
    world.advance(3_600_000);
    expect(status(LAST)).not.toContain('Activity blocked');
    expect(world.state.events).toEqual([]);
  });

  it.each([
    ['a leave', (world: World) => world.exec('host2', ['cman_tool', 'leave']), 'cman_tool leave'],
    [
      '`cman_tool expected` on a good node',
      (world: World) => world.exec('host1', ['cman_tool', 'expected', '-e', '3']),
      'cman_tool expected -e 3',
    ],
    ['a death', (world: World) => world.crash('host2'), 'power'],
  ])('loses its guests with %s', (_, happens, because) => {
    const { world, status } = suspended();
    happens(world);
    expect(events(world)).toEqual([`vm1 stopped on host3: ${because}`]);
    expect(status(LAST)).toContain('Activity blocked');
  });

  it('loses its guests with a join', () => {
    const { world, put, push } = playing();
    world.exec('host2', ['cman_tool', 'leave']);
    put(['host1', 'host2'], 2);
    expect(push('host1')).toBe(0);
    expect(world.exec('host2', ['cman_tool', 'join']).exit).toBe(0);
    expect(events(world)).toEqual(['vm1 stopped on host3: cman_tool join']);
  });
});

describe('a node that boots', () => {
  it('5: with an older file than runs leaves again', () => {
    const { world, put, push } = playing();
    world.crash('host2');
    put(['host1', LAST], 2);
    expect(push('host1')).toBe(0);
    world.boot('host2');
    expect(versions(world)).toEqual([2, undefined, 2]);
    expect(world.exec('host2', ['cman_tool', 'join'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('Failed to get an up-to-date config file, wanted 2, only got 1'),
    });
  });

  it('6: with a newer one suspends those that run, unless they have it too', () => {
    const { world, put, status } = playing();
    world.crash('host2');
    put(['host2', LAST], 2);
    world.boot('host2');
    expect(versions(world)).toEqual([1, 2, 2]);
    expect(status('host1')).toMatch(/^Flags: Error $/m);
    expect(status(LAST)).toMatch(/^Flags: $/m);
  });

  it('6: and stays apart when their files are fixed, until it leaves and joins', () => {
    const { world, hosts, put, push, status } = playing();
    world.crash('host2');
    put(['host2'], 2);
    world.boot('host2');
    put(hosts, 3);
    expect(status('host1')).toMatch(/^Flags: $/m);
    put(hosts, 4);
    expect(push('host1')).toBe(0);
    const isMember = () => !/ X .*node2/.test(world.exec('host1', ['cman_tool', 'nodes']).stdout);
    expect(isMember()).toBe(false);
    world.exec('host2', ['cman_tool', 'leave']);
    world.exec('host2', ['cman_tool', 'join']);
    expect(isMember()).toBe(true);
  });

  it('has its daemons and its storage again, and starts nothing that runs elsewhere', () => {
    const { world } = playing();
    world.crash(LAST);
    world.boot(LAST);
    expect(nodeAt(world.state, LAST)).toMatchObject({ rgmanager: true, quorate: true, libvirtd: true });
    expect(nodeAt(world.state, LAST).daemons.toSorted()).toEqual(['clvmd', 'iscsi', 'iscsid', 'multipathd']);
    expect(events(world)).toEqual(['vm1 stopped on host3: power', 'vm1 started on host2: power']);
  });
});

describe('15: power that is lost', () => {
  it('fencing fails: nothing fails over', () => {
    const { world } = playing();
    world.crash(LAST, 'fails');
    expect(events(world)).toEqual(['vm1 stopped on host3: power']);
    expect(world.exec('host1', ['fence_tool', 'ls']).stdout).toContain('victim count  1\n');
  });

  it('and succeeds later: its guests start elsewhere', () => {
    const { world } = playing();
    world.crash(LAST, 'fails');
    world.fence(LAST);
    expect(events(world)).toEqual(['vm1 stopped on host3: power', 'vm1 started on host2: power']);
    expect(world.exec('host1', ['fence_tool', 'ls']).stdout).toContain('victim count  0\n');
  });

  it('a machine without it does nothing', () => {
    const { world } = playing();
    world.crash(LAST);
    expect(world.exec(LAST, ['cman_tool', 'version']).exit).toBe(127);
    expect(events(world)).toHaveLength(2);
  });
});
