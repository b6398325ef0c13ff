/** clusterc pushes to real hosts over ssh: the first time, a change, nothing, and a revert. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLUSTER_CONF } from '../cluster/membership.ts';
import { describeLab } from './describe.ts';
import { Pushing } from './pushing.ts';

const COMMANDS = /^service \S+ (re)?start$|^(iscsiadm .*(-t st|--login)|pvcreate|vgcreate|lvcreate)/;

describeLab('a push onto three bare hosts', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3 });
  });
  afterAll(() => on.down());

  it('is refused if it would create storage, or overwrite a foreign file, without permission', async () => {
    on.lab.write(2, '/etc/iscsi/iscsid.conf', 'node.startup = manual\n', 0o600);
    const before = on.trees();
    const refused = await on.push();
    expect(refused.code, refused.stderr).toBe(1);
    expect(refused.stderr).toContain('error push/create-storage');
    expect(refused.stderr).toContain('error drift/not-ours');
    expect(on.trees()).toEqual(before);
    expect(on.leftovers()).toEqual([]);
  });

  it('makes a cluster of them, daemons in their order', async () => {
    const marks = on.marks();
    const first = await on.push('--allow', 'push/create-storage', '--allow', 'drift/not-ours');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const started = on.calls(2, marks[1]).filter((call) => COMMANDS.test(call));
    expect(started.map((call) => call.replace(/^iscsiadm -m (\w+) .*/, '$1'))).toEqual([
      'service iscsid restart',
      'discovery',
      'node',
      'service cman start',
      'service clvmd start',
      'service libvirtd start',
      'service rgmanager start',
    ]);
    const made = on.calls(1, marks[0]).filter((call) => /^(pv|vg|lv)create/.test(call));
    expect(made.map((call) => call.split(' ')[0])).toEqual([
      'pvcreate',
      'vgcreate',
      'lvcreate',
      'lvcreate',
      'lvcreate',
    ]);
    expect(on.announced(marks)).toEqual([]);
    expect(on.running()).toEqual([1, 1, 1]);
    const { services } = on.lab.state();
    expect(services.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'vm:vm1 started',
      'vm:vm2 started',
      'vm:vm3 started',
    ]);
    expect(on.leftovers()).toEqual([]);
  });

  it('leaves files with mode and owner', () => {
    const tree = on.lab.tree(1);
    expect(tree.get(CLUSTER_CONF)).toMatch(/^100640 0:0 /);
    expect(tree.get('/etc/iscsi/iscsid.conf')).toMatch(/^100600 0:0 /);
    expect(tree.get('/etc/lvm/lvm.conf')).toMatch(/^100644 0:0 /);
    expect(on.lab.read(1, CLUSTER_CONF)).toContain('value-of-fence-host1');
  });

  it('finds nothing to do a second time, and changes nothing', async () => {
    const before = on.lab.hosts.map((n) => on.lab.digest(n));
    const marks = on.marks();
    const again = await on.push();
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toContain('nothing to do: every node has what the site says');
    expect(on.lab.hosts.map((n) => on.lab.digest(n))).toEqual(before);
    expect(on.lab.hosts.flatMap((n) => on.calls(n, marks[n - 1]).filter((call) => COMMANDS.test(call)))).toEqual([]);
    expect(await on.run('plan')).toMatchObject({ code: 0 });
  });

  it('of a change is announced once, and every member runs it', async () => {
    on.setJoinDelay(33);
    expect(await on.run('plan')).toMatchObject({ code: 2 });
    const marks = on.marks();
    const change = await on.push('--because', 'switches are slow');
    expect(change.code, change.stdout + change.stderr).toBe(0);
    expect(on.announced(marks)).toEqual([1]);
    expect([on.versions(), on.running()]).toEqual([
      [2, 2, 2],
      [2, 2, 2],
    ]);
    expect(on.content(3)).toContain('post_join_delay="33"');
    expect(on.leftovers()).toEqual([]);
  });

  it('is recorded: who, what and why', async () => {
    const { code, stdout } = await on.run('history');
    expect(code).toBe(0);
    expect(stdout).toMatch(/applied[^]*applied/);
    expect(stdout).toContain('switches are slow');
    expect(stdout).toContain('root');
  });

  it('can be taken back: the old content under a higher version, verified by checksum', async () => {
    const marks = on.marks();
    const back = await on.run('revert');
    expect(back.code, back.stdout + back.stderr).toBe(0);
    expect(back.stderr).toContain('verified by checksum');
    expect(on.announced(marks)).toEqual([1]);
    expect([on.versions(), on.running()]).toEqual([
      [3, 3, 3],
      [3, 3, 3],
    ]);
    expect(on.content(2)).not.toContain('post_join_delay="33"');
    expect(on.leftovers()).toEqual([]);
  });

  it('whose file a node finds invalid changes nothing anywhere', async () => {
    const before = on.trees();
    const marks = on.marks();
    on.lab.setFault(3, 'ccs_config_validate', { fault: 'exits', code: 1, says: 'Relax-NG validity error' });
    const refused = await on.push();
    on.lab.setFault(3, 'ccs_config_validate', undefined);
    expect(refused.code, refused.stdout + refused.stderr).toBe(1);
    expect(refused.stderr).toContain('Relax-NG validity error');
    expect(on.trees()).toEqual(before);
    expect(on.leftovers()).toEqual([]);
    expect(on.announced(marks)).toEqual([]);
  });

  it('that a member cannot load is rolled back on all', async () => {
    const before = on.lab.hosts.map((n) => on.content(n));
    const marks = on.marks();
    on.lab.setFault(2, 'cman_tool', { fault: 'exits', code: 1, words: 'status', at: 4 });
    const reverted = await on.push();
    on.lab.setFault(2, 'cman_tool', undefined);
    expect(reverted.code, reverted.stdout + reverted.stderr).toBe(3);
    expect(reverted.stdout).toContain('every node is back as it was');
    expect(on.announced(marks)).toEqual([1, 1]);
    expect([on.versions(), on.running()]).toEqual([
      [5, 5, 5],
      [5, 5, 5],
    ]);
    expect(on.lab.hosts.map((n) => on.content(n))).toEqual(before);
    expect(on.leftovers()).toEqual([]);
    expect(await on.run('diff')).toMatchObject({ code: 2 });
  });

  it('after that does what it says', async () => {
    const done = await on.push();
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect([on.versions(), on.running()]).toEqual([
      [6, 6, 6],
      [6, 6, 6],
    ]);
    expect((await on.run('history')).stdout).toMatch(/reverted/);
  });
});
