/** The simulated rgmanager takes its time, forgets, and complains as a real one was seen to do. Numbers are those of the observations. */
import { describe, expect, it } from 'vitest';
import { nodeAt } from '../cluster/state.ts';
import { events, playing, VMS } from './sample.ts';
import type { World } from './world.ts';

const stop = (world: World, host: string) => world.exec(host, ['service', 'rgmanager', 'stop']).exit;
const start = (world: World, host: string) => world.exec(host, ['service', 'rgmanager', 'start']).exit;
const migrate = (world: World, host: string, to: string) =>
  world.exec(host, ['clusvcadm', '-M', 'vm:vm1', '-m', `node${to}.example.com`]);
const services = (world: World) => world.state.services.map(({ name, status, frozen }) => ({ name, status, frozen }));

describe('16: rgmanager that has just been started', () => {
  function started() {
    const { world } = playing();
    expect([stop(world, 'host1'), start(world, 'host1')]).toEqual([0, 0]);
    return world;
  }

  it('is said to run, and is not in its group for 13 to 25 s', () => {
    const world = started();
    const isIn = () => /node name="node1[^>]*rgmanager="1"/.test(world.exec('host2', ['clustat', '-x']).stdout);
    expect(world.exec('host1', ['service', 'rgmanager', 'status']).exit).toBe(0);
    world.advance(12_000);
    expect(isIn()).toBe(false);
    world.advance(13_000);
    expect(isIn()).toBe(true);
  });

  it('takes no guest: 244', () => {
    const world = started();
    expect(migrate(world, 'host2', '1')).toMatchObject({
      exit: 244,
      stdout: 'Trying to migrate vm:vm1 to node1.example.com...Target node dead / nonexistent\n',
    });
    world.advance(25_000);
    expect(migrate(world, 'host2', '1').exit).toBe(0);
    expect(events(world).map((event) => event.replace(/:.*/, ''))).toEqual(['vm1 moved on host1']);
  });

  it('takes no guest of the next one that stops', () => {
    const { world } = playing(2);
    expect([stop(world, 'host1'), start(world, 'host1'), stop(world, 'host2')]).toEqual([0, 0, 0]);
    expect(events(world)).toEqual(['vm1 stopped on host2: service rgmanager stop']);
    world.advance(25_000);
    expect(events(world)).toContain('vm1 started on host1: rgmanager');
  });
});

it('17: a service keeps the name of its last owner besides that of its owner', () => {
  const { world } = playing();
  expect(migrate(world, 'host1', '1').exit).toBe(0);
  expect(world.exec('host1', ['clustat', '-x']).stdout).toContain(
    'owner="node1.example.com" last_owner="node3.example.com"',
  );
});

it('18: a VM that can start nowhere ends as stopped, seconds after the announcement', () => {
  const { world, hosts, put, push } = playing();
  world.state = { ...world.state, broken: ['vm2'] };
  put(hosts, 2, { ...VMS, vm2: '' });
  expect(push('host1')).toBe(0);
  expect(world.exec('host1', ['clustat', '-x']).stdout).not.toContain('vm:vm2');
  world.advance(10_000);
  expect(world.exec('host1', ['clustat', '-x']).stdout).toMatch(
    /name="vm:vm2" state="110" state_str="stopped" .* owner="none" last_owner="node1.example.com" restarts="1"/,
  );
});

describe('19: what was disabled or frozen', () => {
  function operated() {
    const { world, hosts } = playing(3, { ...VMS, vm2: '' });
    world.exec('host1', ['clusvcadm', '-d', 'vm:vm1']);
    world.exec('host1', ['clusvcadm', '-Z', 'vm:vm2']);
    return { world, hosts };
  }

  it('is known as long as one rgmanager runs', () => {
    const { world, hosts } = operated();
    const before = services(world);
    for (const host of hosts) {
      expect([stop(world, host), start(world, host)]).toEqual([0, 0]);
      world.advance(30_000);
    }
    expect(services(world)).toEqual(before);
  });

  it('is forgotten when all of them start again', () => {
    const { world, hosts } = operated();
    for (const host of hosts) stop(world, host);
    for (const host of hosts) start(world, host);
    world.advance(30_000);
    expect(services(world)).toEqual([
      { name: 'vm:vm1', status: 'started', frozen: false },
      { name: 'vm:vm2', status: 'started', frozen: false },
    ]);
  });
});

it('20: without quorum clustat complains first, and breaks an element over two lines', () => {
  const { world } = playing();
  for (const host of ['host2', 'host3']) world.crash(host);
  expect(world.exec('host1', ['clustat', '-x']).stdout).toMatch(
    /^Timed out waiting for a response from Resource Group Manager\n<\?xml[^]*<quorum quorate="0"\n groupmember="0"\/>/,
  );
  expect(world.exec('host1', ['cman_tool', 'status']).stdout).toContain('Activity blocked');
});

it('20: and it may hang', () => {
  const { world } = playing();
  world.state = { ...world.state, hanging: ['clustat'] };
  for (const host of ['host2', 'host3']) world.crash(host);
  expect(world.exec('host1', ['clustat', '-x']).hangs).toBe(true);
});

it('21, 23: cman with an older file does not start, and the reason is its last paragraph', () => {
  const { world, put, push } = playing();
  world.crash('host3');
  put(['host1', 'host2'], 2);
  expect(push('host1')).toBe(0);
  world.boot('host3');
  const { exit, stdout } = world.exec('host3', ['service', 'cman', 'start']);
  expect({ exit, running: nodeAt(world.state, 'host3').running }).toEqual({ exit: 1, running: null });
  expect(stdout).toMatch(/^Starting cluster: \n[^]*\n {3}Starting cman\.\.\. cman_tool: .*\n\[FAILED\]\n$/);
});
