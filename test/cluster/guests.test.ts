/** Services and guests: clusvcadm, what becomes of a guest, and with what it runs. */
import { describe, expect, it } from 'vitest';
import { cluster, hostNames, PUSH } from './samples.ts';

describe('clusvcadm', () => {
  it.each([
    ['-e vm:vm2', 0, 'Local machine trying to enable vm:vm2...Success\nvm:vm2 is now running on node1.example.com\n'],
    ['-d vm:vm1', 0, 'Local machine disabling vm:vm1...Success\n'],
    ['-M vm:vm1 -m node2.example.com', 0, 'Trying to migrate vm:vm1 to node2.example.com...Success\n'],
    [
      '-M vm:vm2 -m node2.example.com',
      250,
      'Trying to migrate vm:vm2 to node2.example.com...Temporary failure; try again\n',
    ],
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

const FOLDER = '/etc/cluster/vms';
const DEFINED = { vm1: `domain="last-first" path="/nowhere:${FOLDER}"` };

/** vm1 runs on host4; its definition says how much memory it gets. */
function defined(memory = 1000) {
  const world = cluster(4, 'rhel6', DEFINED);
  const define = (kib: number, hosts = hostNames(4)) => {
    const text = `<domain type="kvm">\n  <name>vm1</name>\n  <memory>${kib}</memory>\n</domain>\n`;
    for (const host of hosts) world.disks.write(host, `${FOLDER}/vm1.xml`, text);
  };
  define(memory);
  world.run('host1', 'clusvcadm -R vm:vm1');
  const runs = () => world.state.nodes.flatMap((node) => node.guests.map(({ memory: kib }) => `${node.host} ${kib}`));
  const reported = () => world.state.events.slice(2).map(({ guest, what, host }) => `${guest} ${what} on ${host}`);
  return { ...world, world, define, runs, reported };
}

describe('the definition of a guest', () => {
  it('is read when it starts', () => {
    const { runs, says } = defined();
    expect(runs()).toEqual(['host4 1000']);
    expect(says('host4', 'virsh -r dominfo vm1')).toContain('Max memory:     1000 kB\n');
  });

  it('counts at the next start, not when it moves', () => {
    const { define, run, runs } = defined();
    define(2000);
    run('host1', 'clusvcadm -M vm:vm1 -m node2.example.com');
    expect(runs()).toEqual(['host2 1000']);
    run('host1', 'clusvcadm -R vm:vm1');
    expect(runs()).toEqual(['host2 2000']);
  });

  it('is needed on the host where it starts', () => {
    const { world, run, runs, reported } = defined();
    world.disks.texts.delete(`host3:${FOLDER}/vm1.xml`);
    expect(run('host1', 'clusvcadm -d vm:vm1').exit).toBe(0);
    expect(run('host3', 'clusvcadm -e vm:vm1')).toMatchObject({
      exit: 255,
      stdout: 'Local machine trying to enable vm:vm1...Failure\n',
    });
    expect(runs()).toEqual([]);
    expect(reported()).toEqual(['vm1 stopped on host4']);
    expect(run('host1', 'clusvcadm -e vm:vm1').exit).toBe(0);
    expect(runs()).toEqual(['host1 1000']);
  });

  it('may be gone while it runs, but then it does not come back', () => {
    const { world, run, runs, reported } = defined();
    for (const host of hostNames(4)) world.disks.texts.delete(`${host}:${FOLDER}/vm1.xml`);
    expect(runs()).toEqual(['host4 1000']);
    expect(run('host1', 'clusvcadm -R vm:vm1').exit).toBe(255);
    expect(runs()).toEqual([]);
    expect(reported()).toEqual(['vm1 stopped on host4']);
    expect(world.state.services).toMatchObject([{ name: 'vm:vm1', status: 'stopped', lastOwner: 'host4' }]);
  });
});

describe('what happens to a guest is recorded, with the one who did it', () => {
  it.each([
    ['clusvcadm -d vm:vm1', ['vm1 stopped on host4']],
    ['clusvcadm -R vm:vm1', ['vm1 stopped on host4', 'vm1 started on host4']],
    ['clusvcadm -r vm:vm1 -m node2.example.com', ['vm1 stopped on host4', 'vm1 started on host2']],
    ['clusvcadm -M vm:vm1 -m node2.example.com', ['vm1 moved on host2']],
    ['clusvcadm -Z vm:vm1', []],
    ['cman_tool version', []],
  ])('%s', (command, events) => {
    const { world, reported } = defined();
    expect(world.run('host1', command).exit).toBe(0);
    expect(reported()).toEqual(events);
    for (const event of world.state.events.slice(2)) expect(event).toMatchObject({ by: 'host1', because: command });
  });

  it('an rgmanager that stops, and the others take over', () => {
    const { run, reported } = defined();
    run('host4', 'service rgmanager stop');
    expect(reported()).toEqual(['vm1 stopped on host4', 'vm1 started on host3']);
  });

  it('a vm that the configuration does not name any more runs on', () => {
    const { world, reported, runs } = defined();
    world.disks.conf(hostNames(4), world.text(2, {}));
    world.run('host1', PUSH);
    expect(reported()).toEqual([]);
    expect(runs()).toEqual(['host4 1000']);
    expect(world.state.services).toEqual([]);
  });

  it('an rgmanager that starts stops what it finds and knows, and leaves alone what it does not know', () => {
    const { world, reported } = defined();
    world.disks.conf(hostNames(4), world.text(2, {}));
    world.run('host1', PUSH);
    world.run('host4', 'service rgmanager stop');
    world.run('host4', 'service rgmanager start');
    expect(reported()).toEqual([]);
    world.run('host4', 'service rgmanager stop');
    world.disks.conf(hostNames(4), world.text(3, { vm1: `${DEFINED.vm1} autostart="0"` }));
    world.run('host1', PUSH);
    world.run('host4', 'service rgmanager start');
    expect(reported()).toEqual(['vm1 stopped on host4']);
  });
});
