/** Versions of cluster.conf, announced and met at a start, as daemons were seen to take them. */
import { describe, expect, it } from 'vitest';
import { readConf } from './conf.ts';
import { cluster, hostNames, PUSH } from './samples.ts';
import { nodeAt } from './state.ts';

describe('a version that is announced', () => {
  it('is loaded silently by every node that has the file', () => {
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

  it('is skipped by a peer that holds a higher one', () => {
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
