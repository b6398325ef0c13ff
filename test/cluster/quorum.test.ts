/** Votes, deaths, and a cluster that stops and starts. */
import { describe, expect, it } from 'vitest';
import { died } from './membership.ts';
import { cluster, hostNames } from './samples.ts';
import { nodeAt, type ClusterState } from './state.ts';

describe('quorum', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 3],
    [8, 5],
  ])('of %i nodes is %i', (hosts, quorum) => {
    expect(cluster(hosts).state.quorum).toBe(quorum);
  });

  it('does not fall when nodes die, and without it nothing runs', () => {
    const lost = (state: ClusterState, host: string) => died(state, host, 'succeeds');
    const state = ['host1', 'host2'].reduce(lost, cluster().state);
    expect(state.nodes.map(({ quorate }) => quorate)).toEqual([false, false, false, false]);
    expect(state.services.map(({ status }) => status)).toEqual(['stopped', 'disabled']);
  });

  it('can be lowered by hand, but not below half of the votes that are there', () => {
    const world = cluster();
    expect(world.run('host1', 'cman_tool expected -e 1').exit).toBe(0);
    expect(world.state.quorum).toBe(3);
    expect(world.run('host1', 'cman_tool expected -e 9').exit).toBe(1);
  });
});

describe('a node that dies', () => {
  it('is fenced, and its services start elsewhere', () => {
    const world = cluster();
    world.state = died(world.state, 'host4', 'succeeds');
    expect(world.says('host1', 'clustat')).toMatch(/^ vm:vm1 +node3\.example\.com +started/m);
    expect(nodeAt(world.state, 'host3').guests.map(({ name }) => name)).toEqual(['vm1']);
  });

  it('and cannot be fenced keeps its services, and stays a victim', () => {
    const world = cluster();
    world.state = died(world.state, 'host4', 'fails');
    expect(world.says('host1', 'clustat')).toMatch(/^ vm:vm1 +node4\.example\.com +started/m);
    expect(world.says('host1', 'fence_tool ls')).toContain('victim count  1\nvictim now    4\n');
  });
});

it('a cluster that stops and starts as a whole has another configuration, and its services again', () => {
  const world = cluster();
  const all = (command: string) => hostNames(4).map((host) => world.run(host, command).exit);
  for (const service of ['rgmanager', 'clvmd', 'cman']) expect(all(`service ${service} stop`)).toEqual([0, 0, 0, 0]);
  expect(world.run('host1', 'cman_tool status').exit).toBe(1);
  world.disks.conf(hostNames(4), world.text(2));
  for (const service of ['cman', 'rgmanager']) expect(all(`service ${service} start`)).toEqual([0, 0, 0, 0]);
  expect(world.says('host2', 'cman_tool version')).toBe('6.2.0 config 2\n');
  expect(world.says('host2', 'clustat')).toMatch(/^ vm:vm1 +node1\.example\.com +started/m);
  expect(world.says('host2', 'clustat')).toMatch(/^ vm:vm2 +\(none\) +disabled/m);
});

describe('a node without cman', () => {
  it.each([
    ['cman_tool version', 'cman_tool: Cannot open connection to cman, is it running ?\n'],
    ['cman_tool status', 'cman_tool: Cannot open connection to cman, is it running ?\n'],
    ['clustat -x', 'Could not connect to CMAN: No such file or directory\n'],
  ])('%s fails', (command, stderr) => {
    const world = cluster();
    world.run('host1', 'cman_tool leave');
    expect(world.run('host1', command)).toMatchObject({ stderr, exit: 1 });
  });
});
