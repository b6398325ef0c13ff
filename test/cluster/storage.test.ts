/** iSCSI, disks and LVM of the simulated cluster. */
import { describe, expect, it } from 'vitest';
import { cluster, hostNames } from './samples.ts';
import { blankStorage, withNode, withStorage } from './state.ts';

const IQN = 'iqn.2010-02.com.example:san';
const PORTAL = '192.0.2.50:3260';
const DISCOVER = `iscsiadm -m discovery -t st -p ${PORTAL}`;
const NODE = `iscsiadm -m node -T ${IQN} -p ${PORTAL}`;
const [ONE, TWO] = [1, 2].map((lun) => `/dev/disk/by-path/ip-${PORTAL}-iscsi-${IQN}-lun-${lun}`);

/** Two hosts and a target with one LUN; no one is logged in. */
function san(password: string | null = null) {
  const world = cluster(2);
  const targets = (luns: readonly number[]) => [{ iqn: IQN, portals: [PORTAL], luns, password }];
  world.state = withStorage(world.state, blankStorage(targets([1])));
  const maps = (luns: readonly number[]) => (world.state = withStorage(world.state, { targets: targets(luns) }));
  const chap = (secret: string) => {
    const text = `node.session.auth.authmethod = CHAP\nnode.session.auth.password = ${secret}\n`;
    for (const host of hostNames(2)) world.disks.write(host, '/etc/iscsi/iscsid.conf', text);
  };
  return { ...world, world, maps, chap };
}

/** All hosts see the LUN. */
function loggedIn() {
  const played = san();
  for (const host of hostNames(2))
    for (const line of [DISCOVER, `${NODE} --login`]) expect(played.run(host, line).exit).toBe(0);
  return played;
}

describe('iscsiadm', () => {
  it('goes from nothing to a session and its LUN', () => {
    const { run } = san();
    expect(run('host1', 'iscsiadm -m node')).toMatchObject({ exit: 21, stderr: 'iscsiadm: No records found\n' });
    expect(run('host1', 'iscsiadm -m session').exit).toBe(21);
    expect(run('host1', `${NODE} --login`).exit).toBe(21);
    expect(run('host1', DISCOVER)).toMatchObject({ exit: 0, stdout: `${PORTAL},1 ${IQN}\n` });
    expect(run('host1', `ls ${ONE}`).exit).toBe(2);
    expect(run('host1', `${NODE} --login`).exit).toBe(0);
    expect(run('host1', `ls ${ONE}`)).toMatchObject({ exit: 0, stdout: `${ONE}\n` });
    expect(run('host1', `test -b ${ONE}`).exit).toBe(0);
    expect(run('host1', `${NODE} --login`).exit).toBe(15);
    expect(run('host2', 'iscsiadm -m session').exit).toBe(21);
  });

  it('only looks where it is told to', () => {
    const { run } = san();
    expect(run('host1', `${DISCOVER} -o nonpersistent`).stdout).toBe(`${PORTAL},1 ${IQN}\n`);
    expect(run('host1', 'iscsiadm -m node').exit).toBe(21);
    expect(run('host1', 'iscsiadm -m discovery -t st -p 192.0.2.99:3260').exit).toBe(4);
  });

  it('logs in with what the record has copied, not with what iscsid.conf says now', () => {
    const { run, chap } = san('first secret');
    chap('first secret');
    run('host1', DISCOVER);
    chap('second secret');
    expect(run('host1', `${NODE} --login`).exit).toBe(0);
    run('host2', DISCOVER);
    expect(run('host2', `${NODE} --login`).exit).toBe(24);
    expect(run('host2', `${NODE} -o update -n node.session.auth.password -v first`).exit).toBe(0);
    expect(run('host2', `${NODE} --login`).exit).toBe(24);
    chap('first secret');
    run('host2', DISCOVER);
    expect(run('host2', `${NODE} --login`).exit).toBe(0);
  });

  it('keeps a session whose record has changed, until that breaks', () => {
    const { run, chap } = san('secret');
    chap('secret');
    run('host1', DISCOVER);
    run('host1', `${NODE} --login`);
    chap('other');
    run('host1', DISCOVER);
    expect(run('host1', 'iscsiadm -m session').exit).toBe(0);
    expect(run('host1', `${NODE} --logout`).exit).toBe(0);
    expect(run('host1', `ls ${ONE}`).exit).toBe(2);
    expect(run('host1', `${NODE} --login`).exit).toBe(24);
    expect(run('host1', `${NODE} --logout`).exit).toBe(21);
  });

  it('without CHAP in iscsid.conf has no secret', () => {
    const { run, world } = san('secret');
    world.disks.write('host1', '/etc/iscsi/iscsid.conf', 'node.session.auth.password = secret\n');
    run('host1', DISCOVER);
    expect(run('host1', `${NODE} --login`).exit).toBe(24);
  });

  it('sees a new LUN when it looks again', () => {
    const { run, maps } = loggedIn();
    maps([1, 2]);
    expect(run('host1', `ls ${TWO} ${ONE}`)).toMatchObject({ exit: 2, stdout: `${ONE}\n` });
    expect(run('host1', 'iscsiadm -m session -R').exit).toBe(0);
    expect(run('host1', `ls ${TWO} ${ONE}`).exit).toBe(0);
  });

  it.each(['-m node -o delete', '-m iface', '-m session -P 3', `-m node -T ${IQN} --login`])(
    '%s is not played, and says so',
    (args) => {
      expect(san().run('host1', `iscsiadm ${args}`).exit).toBe(70);
    },
  );

  it('of RHEL 5 needs its daemon', () => {
    const { run, world } = san();
    world.state = { ...world.state, release: 'rhel5' };
    run('host1', DISCOVER);
    run('host1', 'service iscsid stop');
    expect(run('host1', `${NODE} --login`).exit).toBe(20);
    expect(run('host1', 'service iscsi start').exit).toBe(0);
    expect(run('host1', `ls ${ONE}`).exit).toBe(0);
  });
});

describe('LVM', () => {
  const MAKE = [`pvcreate ${ONE}`, `vgcreate -c y vg_vms ${ONE}`, 'lvcreate -L 1024b -n vm1 vg_vms'];

  it('makes a group and a volume for all hosts', () => {
    const { run, says } = loggedIn();
    expect(run('host1', `blkid -p ${ONE}`).exit).toBe(2);
    expect(run('host1', `pvs --noheadings -o pv_name ${ONE}`).exit).toBe(5);
    expect(MAKE.map((line) => run('host1', line))).toMatchObject([
      { exit: 0, stdout: `  Physical volume "${ONE}" successfully created\n` },
      { exit: 0, stdout: '  Clustered volume group "vg_vms" successfully created\n' },
      { exit: 0, stdout: '  Logical volume "vm1" created\n' },
    ]);
    expect(says('host2', 'vgs --noheadings -o vg_name,vg_attr')).toBe('  vg_vms wz--nc\n');
    expect(says('host2', 'lvs --noheadings -o vg_name,lv_name,lv_attr')).toBe('  vg_vms vm1 -wi-a-\n');
    expect(says('host2', `pvs --noheadings -o vg_name ${ONE}`)).toBe('  vg_vms\n');
    expect(says('host2', `blkid -p ${ONE}`)).toContain(' TYPE="LVM2_member" ');
    expect(run('host2', 'test -e /dev/vg_vms/vm1').exit).toBe(0);
  });

  it('makes nothing twice', () => {
    const { run } = loggedIn();
    for (const line of MAKE) run('host1', line);
    expect(MAKE.map((line) => run('host1', line))).toMatchObject([
      { exit: 5, stderr: `  Can't initialize physical volume "${ONE}" of volume group "vg_vms" without -ff\n` },
      { exit: 5, stderr: '  A volume group called vg_vms already exists.\n' },
      { exit: 5, stderr: '  Logical volume "vm1" already exists in volume group "vg_vms"\n' },
    ]);
    expect(run('host1', `vgextend vg_vms ${ONE}`).stderr).toContain('is already in volume group');
  });

  it('takes a disk that is none of its own yet by the way', () => {
    const { run, world } = loggedIn();
    expect(run('host1', `vgcreate -c y vg_vms ${ONE}`)).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('No physical volume label read from'),
    });
    expect(world.state.storage.destroyed).toEqual([]);
  });

  it('fails while a member runs no clvmd', () => {
    const { run } = loggedIn();
    run('host2', 'service clvmd stop');
    expect(run('host1', `vgcreate -c y vg_vms ${ONE}`)).toMatchObject({
      exit: 5,
      stderr: '  clvmd not running on node node2.example.com\n',
    });
    expect(run('host1', 'clvmd -R')).toMatchObject({
      exit: 1,
      stderr: 'clvmd not running on node node2.example.com',
    });
    expect(run('host2', 'vgs --noheadings -o vg_name').exit).toBe(5);
    expect(run('host1', 'vgs --noheadings -o vg_name').exit).toBe(0);
  });

  it('fails where a member does not see a disk, and leaves the volume behind', () => {
    const { run, maps, says } = loggedIn();
    for (const line of MAKE) run('host1', line);
    maps([1, 2]);
    run('host1', 'iscsiadm -m session -R');
    run('host1', `pvcreate ${TWO}`);
    expect(run('host1', `vgextend vg_vms ${TWO}`).exit).toBe(0);
    expect(says('host2', 'vgs --noheadings -o vg_name,vg_attr')).toBe('  vg_vms wz-pnc\n');
    expect(run('host1', 'lvcreate -L 1024b -n vm2 vg_vms')).toMatchObject({
      exit: 5,
      stderr: expect.stringContaining('Error locking on node node2.example.com: Volume group for uuid not found'),
    });
    expect(says('host1', 'lvs --noheadings -o lv_name')).toBe('  vm1\n  vm2\n');
  });

  it('looks through the filter of lvm.conf', () => {
    const { run, says, world } = loggedIn();
    for (const line of MAKE) run('host1', line);
    const filter = (text: string) => world.disks.write('host2', '/etc/lvm/lvm.conf', text);
    filter('devices {\n    # filter = [ "r|.*|" ]\n    filter = [\n        "a|-lun-1$|",\n        "r|.*|"\n    ]\n}\n');
    expect(says('host2', 'vgs --noheadings -o vg_name')).toBe('  vg_vms\n');
    filter('devices {\n    filter = [ "a|-lun-7$|", "r|.*|" ]\n}\n');
    expect(says('host2', 'vgs --noheadings -o vg_name')).toBe('');
    expect(run('host2', `pvcreate ${ONE}`).stderr).toContain('(or ignored by filtering)');
  });

  it('destroys without a question, which is noted', () => {
    const { run, world } = loggedIn();
    world.state = withStorage(world.state, { signatures: { [String(ONE)]: 'ext3' } });
    expect(run('host1', `blkid -p ${ONE}`).stdout).toContain('TYPE="ext3"');
    run('host1', `pvcreate ${ONE}`);
    expect(world.state.storage.destroyed).toEqual([`ext3 on ${ONE}`]);
  });

  it.each(['pvcreate -ff /dev/x', 'vgcreate vg_vms /dev/x', 'lvcreate -l 100%FREE -n a b', 'vgs', 'clvmd -S'])(
    '%s is not played, and says so',
    (line) => {
      expect(loggedIn().run('host1', line).exit).toBe(70);
    },
  );
});

describe('a quorum disk', () => {
  it('has a label that all hosts see, and looks blank to blkid', () => {
    const { run, says, world } = loggedIn();
    expect(says('host1', 'mkqdisk -L')).not.toContain('Label');
    expect(run('host1', `mkqdisk -c ${ONE} -l quorum`).exit).toBe(0);
    expect(says('host2', 'mkqdisk -L')).toContain(
      `${ONE}:\n\tMagic:                eb7a62c2\n\tLabel:                quorum\n`,
    );
    expect(run('host1', `blkid -p ${ONE}`).exit).toBe(2);
    run('host1', `pvcreate ${ONE}`);
    expect(world.state.storage.destroyed).toEqual([`quorum disk on ${ONE}`]);
  });

  it('cannot be made on a disk that is not there', () => {
    expect(san().run('host1', `mkqdisk -c ${ONE} -l quorum`).exit).toBe(1);
  });
});

it('a name of multipath is there while multipathd runs', () => {
  const { world, run } = san();
  expect(run('host1', 'test -b /dev/mapper/san-1').exit).toBe(0);
  world.state = withNode(world.state, 'host1', { daemons: [] });
  expect(run('host1', 'test -b /dev/mapper/san-1').exit).toBe(1);
});
