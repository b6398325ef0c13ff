/** Init scripts and small commands of a node. */
import { describe, expect, it } from 'vitest';
import { died } from './membership.ts';
import { cluster } from './samples.ts';
import { atBoot } from './commands/service.ts';
import { nodeAt } from './state.ts';

const STOP = ['rgmanager', 'clvmd', 'cman'].map((name) => `service ${name} stop`);

describe('a node leaves', () => {
  it('in the order of its init scripts, and is known as stopped', () => {
    const { run } = cluster();
    expect(STOP.map((line) => run('host2', line).exit)).toEqual([0, 0, 0]);
    const status = ['rgmanager', 'clvmd', 'cman'].map((name) => run('host2', `service ${name} status`).exit);
    expect(status).toEqual([3, 3, 3]);
  });

  it('not while someone has locks', () => {
    const { run } = cluster();
    expect(run('host2', 'service cman stop').stderr).toBe('found dlm lockspace /sys/kernel/dlm/clvmd\n');
    run('host2', 'service rgmanager stop');
    expect(run('host2', 'service cman stop').exit).toBe(1);
  });

  it('not while a guest has a volume', () => {
    const { run, says, state } = cluster();
    expect(nodeAt(state, 'host4').guests).toHaveLength(1);
    expect(run('host4', 'service clvmd stop')).toMatchObject({
      exit: 5,
      stderr: '  Can\'t deactivate volume group "vg_vms" with 1 open logical volume(s)\n',
    });
    expect(says('host4', 'service clvmd status')).toContain('is running');
  });

  it.each([
    ['service cman stop', 3, 'Activity blocked'],
    ['service cman stop remove', 2, ' '],
  ])('and after `%s` the others need %i votes', (last, votes, quorate) => {
    const world = cluster(4);
    for (const line of [...STOP.slice(0, 2), last]) expect(world.run('host4', line).exit).toBe(0);
    world.state = died(world.state, 'host3', 'succeeds');
    expect(world.says('host1', 'cman_tool status')).toContain(`\nQuorum: ${votes} ${quorate}\n`);
    if (votes === 2) expect(world.run('host4', 'service cman start').exit).toBe(0);
    expect(world.says('host1', 'cman_tool status')).toContain('\nQuorum: 3 ');
  });

  it('its lockspaces go with its daemons', () => {
    const { run, says } = cluster(2);
    expect(says('host1', 'group_tool ls')).toMatch(/name +rgmanager\n[^]*name +clvmd\n[^]*members +1 2 /);
    run('host2', 'service rgmanager stop');
    run('host2', 'service clvmd stop');
    expect(says('host1', 'group_tool ls')).toMatch(/name +clvmd\n(.*\n){3}members +1 \n/);
  });
});

describe('a node starts', () => {
  it('clvmd not without a quorum, nor without cman', () => {
    const { run } = cluster();
    for (const line of STOP) run('host2', line);
    expect(run('host2', 'service clvmd start').exit).toBe(1);
    for (const host of ['host3', 'host1']) for (const line of STOP) run(host, line);
    expect(run('host2', 'service cman start').exit).toBe(0);
    expect(run('host2', 'cman_tool status').stdout).toContain('Activity blocked');
    expect(run('host2', 'service clvmd start').exit).toBe(1);
  });

  it('an rgmanager that was started before cman waits for it', () => {
    const world = cluster(2);
    for (const host of ['host1', 'host2']) for (const line of STOP) world.run(host, line);
    expect(world.run('host1', 'service rgmanager start').exit).toBe(0);
    expect(world.state.services.map(({ status }) => status)).toEqual(['stopped', 'disabled']);
    world.run('host1', 'service cman start');
    expect(world.state.services.map(({ status }) => status)).toEqual(['started', 'disabled']);
  });

  it('a second time changes nothing', () => {
    const world = cluster();
    const before = world.state;
    for (const name of ['cman', 'rgmanager']) expect(world.run('host1', `service ${name} start`).exit).toBe(0);
    expect(world.state).toBe(before);
  });

  it('at boot with what chkconfig has on', () => {
    const world = cluster();
    expect(world.run('host1', 'chkconfig rgmanager off').exit).toBe(0);
    expect(world.says('host1', 'chkconfig --list rgmanager')).toContain('3:off');
    const names = atBoot(nodeAt(world.state, 'host1').boot).map(([, name]) => name);
    expect(names).toEqual(['iscsid', 'iscsi', 'multipathd', 'cman', 'clvmd', 'libvirtd']);
    expect(world.run('host1', 'chkconfig unheard-of on').exit).toBe(1);
  });
});

describe('daemons', () => {
  it('multipathd is told to read its file only while it runs', () => {
    const { run } = cluster();
    expect(run('host1', 'service multipathd reload').exit).toBe(0);
    run('host1', 'service multipathd stop');
    expect(run('host1', 'service multipathd reload').exit).toBe(7);
  });

  it('libvirtd can be stopped, and its guests run on', () => {
    const { run, state } = cluster();
    expect(run('host4', 'service libvirtd stop').exit).toBe(0);
    expect(run('host4', 'virsh -r list --all').exit).toBe(1);
    expect(run('host4', 'service libvirtd restart').exit).toBe(0);
    expect(run('host4', 'virsh -r list --all').stdout).toContain(' vm1 ');
    expect(nodeAt(state, 'host4').guests).toHaveLength(1);
  });

  it.each(['service cman restart', 'service rgmanager reload', 'service httpd start', 'service iscsid probe'])(
    '%s is not played, and says so',
    (line) => {
      expect(cluster().run('host1', line).exit).toBe(70);
    },
  );
});

describe('validators', () => {
  it.each([
    ['xmllint --noout', '<a><b/></a>', 0],
    ['xmllint --noout', '<a><b></a>', 1],
    ['virt-xml-validate', '<domain type="kvm"/>', 0],
    ['virt-xml-validate', '<network/>', 1],
    ['ccs_config_validate -f', '<cluster name="c" config_version="1"/>', 0],
    ['ccs_config_validate -f', '<cluster name="c"/>', 1],
  ])('%s of %s ends with %i', (command, text, exit) => {
    const world = cluster();
    world.disks.write('host1', '/tmp/file', text);
    expect(world.run('host1', `${command} /tmp/file`).exit).toBe(exit);
    expect(world.run('host1', `${command} /tmp/none`).exit).toBeGreaterThan(0);
  });

  it('ccs_config_validate -l is not played', () => {
    expect(cluster().run('host1', 'ccs_config_validate -l /etc/cluster/cluster.conf').exit).toBe(70);
  });
});

it.each([
  ['rhel6', 'dracut -f', 0],
  ['rhel6', 'mkinitrd -f /boot/initrd.img 2.6.32', 70],
  ['rhel5', 'mkinitrd -f /boot/initrd.img 2.6.18', 0],
  ['rhel6', 'id -u', 0],
  ['rhel6', 'reboot', 127],
] as const)('%s: %s ends with %i', (release, line, exit) => {
  expect(cluster(2, release).run('host1', line).exit).toBe(exit);
});
