/** The simulated cluster behaves as daemons were seen to. */
import { describe, expect, it } from 'vitest';
import type { Answer } from './command.ts';
import { runCommand } from './commands.ts';
import { readConf } from './conf.ts';
import { died } from './membership.ts';
import { clusterConf, Disks, hostNames } from './samples.ts';
import { formed, nodeAt, withNode, type ClusterState, type Release } from './state.ts';

const VMS = { vm1: 'domain="last-first"', vm2: 'autostart="0"' };

/** A cluster that runs version 1, and what is asked of it, one after the other. */
function cluster(hosts = 4, release: Release = 'rhel6') {
  const disks = new Disks();
  const text = (version: number, vms: Readonly<Record<string, string>> = VMS) => clusterConf({ hosts, version, vms });
  disks.conf(hostNames(hosts), text(1));
  const world = {
    disks,
    text,
    state: formed(release, hostNames(hosts), text(1)),
    run: (host: string, command: string): Answer => {
      const answer = runCommand(world.state, host, command.split(' '), disks);
      world.state = answer.state;
      return answer;
    },
    says: (host: string, command: string) => world.run(host, command).stdout,
  };
  return world;
}

const PUSH = 'cman_tool version -r -S';

describe('a version that is announced', () => {
  it('is loaded by every node that has the file, without a word', () => {
    const { disks, text, run, says } = cluster();
    disks.conf(hostNames(4), text(2));
    expect(run('host1', PUSH)).toMatchObject({ stdout: '', stderr: '', exit: 0 });
    expect(hostNames(4).map((host) => says(host, 'cman_tool version'))).toEqual(Array(4).fill('6.2.0 config 2\n'));
  });

  it.each([
    ['equal', 1],
    ['lower', 0],
  ])('is refused when it is %s', (_, version) => {
    const { disks, text, run } = cluster();
    disks.conf(['host1'], text(version));
    expect(run('host1', PUSH)).toMatchObject({
      stderr: 'cman_tool: Not reloading, config version older or equal the running config\n',
      exit: 1,
    });
  });

  it.each([
    ['old', (world: ReturnType<typeof cluster>) => world.text(1)],
    ['malformed', (world: ReturnType<typeof cluster>) => world.text(2).replace('</rm>', '')],
    ['missing', () => undefined],
  ])('suspends a peer whose file is %s, and still succeeds', (_, file) => {
    const world = cluster();
    world.disks.conf(['host1', 'host2', 'host4'], world.text(2));
    const text = file(world);
    world.disks.texts.delete('host3:/etc/cluster/cluster.conf');
    if (text !== undefined) world.disks.conf(['host3'], text);
    expect(world.run('host1', PUSH).exit).toBe(0);
    expect(world.says('host3', 'cman_tool status')).toContain('Config Version: 1\n');
    expect(world.says('host3', 'cman_tool status')).toContain('\nFlags: Error \n');
    expect(world.says('host3', 'cman_tool status')).toContain('\nQuorum: 3  \n');
    expect(world.says('host1', 'cman_tool status')).toContain('\nFlags: \n');
    expect(world.says('host1', 'cman_tool nodes')).not.toContain(' X ');
  });

  it('is loaded later by a suspended peer whose file comes later', () => {
    const world = cluster();
    world.disks.conf(['host1', 'host2', 'host4'], world.text(2));
    world.run('host1', PUSH);
    world.disks.conf(['host3'], world.text(2));
    expect(world.says('host3', 'cman_tool version')).toBe('6.2.0 config 2\n');
    expect(world.says('host3', 'cman_tool status')).toContain('\nFlags: \n');
  });

  it('leaves a suspended peer a time bomb: a node that leaves stops its services', () => {
    const world = cluster();
    world.disks.conf(['host1', 'host2', 'host3'], world.text(2));
    world.run('host1', PUSH);
    expect(world.says('host1', 'clustat -x')).toContain('name="vm:vm1" state="112" state_str="started"');
    world.run('host2', 'cman_tool leave');
    expect(nodeAt(world.state, 'host4').guests).toEqual([]);
    expect(world.says('host1', 'clustat -x')).toContain('name="vm:vm1" state="110" state_str="stopped"');
    expect(world.says('host4', 'cman_tool status')).toContain('Activity blocked');
  });

  it('is passed over by a peer that holds a higher one', () => {
    const world = cluster();
    world.disks.conf(hostNames(4), world.text(2));
    world.disks.conf(['host3'], world.text(3));
    world.run('host1', PUSH);
    expect(world.says('host3', 'cman_tool version')).toBe('6.2.0 config 3\n');
    expect(world.says('host1', 'cman_tool version')).toBe('6.2.0 config 2\n');
  });

  it('brings and takes services; the guest of one that is gone runs on', () => {
    const world = cluster();
    world.disks.conf(hostNames(4), world.text(2, { vm3: '' }));
    world.run('host1', PUSH);
    expect(world.state.services.map(({ name, status }) => [name, status])).toEqual([['vm:vm3', 'started']]);
    expect(nodeAt(world.state, 'host4').guests.map(({ name }) => name)).toEqual(['vm1']);
  });

  it('"31x" is 31, and "abc" cannot be loaded', () => {
    const { disks, text, run, says } = cluster();
    disks.conf(hostNames(4), text(1).replace('"1">', '"31x">'));
    run('host1', PUSH);
    expect(says('host2', 'cman_tool version')).toBe('6.2.0 config 31\n');
    expect(readConf(text(1).replace('"1">', '"abc">'))).toBeUndefined();
  });
});

describe('a node that starts', () => {
  const gone = (world: ReturnType<typeof cluster>, host: string) => world.run(host, 'cman_tool leave');

  it('with an older file than the cluster runs leaves again', () => {
    const world = cluster();
    gone(world, 'host3');
    world.disks.conf(['host1', 'host2', 'host4'], world.text(2));
    world.run('host1', PUSH);
    expect(world.run('host3', 'cman_tool join')).toMatchObject({
      stderr: expect.stringContaining('Failed to get an up-to-date config file, wanted 2, only got 1'),
      exit: 1,
    });
    expect(world.says('host1', 'cman_tool nodes')).toMatch(/ 3 {3}X .*node3/);
  });

  it('with a newer one suspends the peers that run, unless they have it too', () => {
    const world = cluster();
    gone(world, 'host3');
    world.disks.conf(['host3', 'host4'], world.text(2));
    world.run('host3', 'cman_tool join');
    expect(world.says('host4', 'cman_tool version')).toBe('6.2.0 config 2\n');
    expect(world.says('host1', 'cman_tool status')).toContain('\nFlags: Error \n');
  });

  it('on RHEL 5 fetches the newer file', () => {
    const world = cluster(4, 'rhel5');
    gone(world, 'host3');
    world.disks.write('host1', '/root/new.conf', world.text(2));
    world.run('host1', 'ccs_tool update /root/new.conf');
    expect(world.disks.read('host3', '/etc/cluster/cluster.conf')).toBe(world.text(1));
    expect(world.run('host3', 'cman_tool join').exit).toBe(0);
    expect(world.disks.read('host3', '/etc/cluster/cluster.conf')).toBe(world.text(2));
  });
});

describe('ccs_tool update', () => {
  it('writes the file of every member and tells cman', () => {
    const world = cluster(4, 'rhel5');
    world.disks.write('host1', '/root/new.conf', world.text(42));
    expect(world.says('host1', 'ccs_tool update /root/new.conf')).toMatch(
      /^Config file updated from version 1 to 42\n/,
    );
    expect(world.says('host4', 'cman_tool version')).toBe('6.1.0 config 42\n');
    expect(world.disks.read('host3', '/etc/cluster/cluster.conf')).toBe(world.text(42));
  });

  it('refuses a version that is not greater', () => {
    const world = cluster(4, 'rhel5');
    world.disks.write('host1', '/root/new.conf', world.text(1));
    expect(world.run('host1', 'ccs_tool update /root/new.conf').stderr).toContain(
      'does not have greater version number',
    );
  });
});

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

describe('clusvcadm', () => {
  it.each([
    ['-e vm:vm2', 0, 'Local machine trying to enable vm:vm2...Success\nvm:vm2 is now running on node1.example.com\n'],
    ['-d vm:vm1', 0, 'Local machine disabling vm:vm1...Success\n'],
    ['-M vm:vm1 -m node2.example.com', 0, 'Local machine trying to migrate vm:vm1...Success\n'],
    ['-M vm:vm2 -m node2.example.com', 250, 'Local machine trying to migrate vm:vm2...Temporary failure; try again\n'],
    ['-e vm3', 252, 'Local machine trying to enable service:vm3...Service does not exist\n'],
  ])('%s ends with %i', (args, exit, stdout) => {
    expect(cluster().run('host1', `clusvcadm ${args}`)).toMatchObject({ exit, stdout });
  });

  it('moves the guest with its service', () => {
    const world = cluster();
    world.run('host1', 'clusvcadm -r vm:vm1 -m node2.example.com');
    expect(world.says('host2', 'virsh -r list --all')).toContain(' 1     vm1                            running\n');
    expect(world.says('host4', 'virsh -r list --all')).not.toContain('vm1');
  });

  it('starts no guest twice', () => {
    const world = cluster();
    world.disks.conf(hostNames(4), world.text(2, {}));
    world.run('host1', PUSH);
    world.disks.conf(hostNames(4), world.text(3, { vm1: 'autostart="0"' }));
    world.run('host1', PUSH);
    expect(world.run('host1', 'clusvcadm -e vm:vm1').exit).toBe(250);
    expect(world.run('host1', 'clusvcadm -e vm:vm1 -m node4.example.com').exit).toBe(0);
  });
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

it.each(['rhel5', 'rhel6'] as const)('what a node of %s prints', async (release) => {
  const world = cluster(2, release);
  world.state = withNode(world.state, 'host2', {
    sessions: [{ portal: '192.0.2.50:3260', iqn: 'iqn.2001-04.com.example:san' }],
  });
  const asked = [
    'cman_tool version',
    'cman_tool status',
    'cman_tool nodes',
    'fence_tool ls',
    'group_tool ls',
    'clustat',
    'clustat -x',
    'iscsiadm -m session',
    'multipath -ll',
    'clvmd -R',
    'vgs --noheadings -o vg_name,vg_attr',
    'virsh -r list --all',
    'virsh dominfo vm1',
    'chkconfig --list',
    'rpm -q cman corosync',
    'service cman status',
    'cman_tool unheard-of',
  ];
  const printed = asked.flatMap((command) => {
    const { stdout, stderr, exit } = world.run('host2', command);
    return [`$ ${command}\n`, stdout, stderr, ...(exit === 0 ? [] : [`(exit ${exit})\n`])];
  });
  await expect(printed.join('')).toMatchFileSnapshot(`printed-${release}.txt`);
});
