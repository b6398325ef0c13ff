/** Pushes to RHEL 5 over ssh, where ccsd carries cluster.conf; root has another shell on each host. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLUSTER_CONF } from '../cluster/membership.ts';
import { describeLab } from './describe.ts';
import { killed, Pushing, reaches } from './pushing.ts';

const UPDATE = 'ccs_tool update /var/lib/clusterc/staged/files/etc/cluster/cluster.conf';
const BACK = 'ccs_tool update /var/lib/clusterc/undo/back/etc/cluster/cluster.conf';

describeLab('three hosts of RHEL 5', () => {
  let on: Pushing;
  beforeAll(async () => {
    on = await Pushing.up({ hosts: 3, release: 'rhel5' });
    on.lab.shell(2, 'dash');
    on.lab.shell(3, 'busybox');
  });
  afterAll(() => on.down());

  const all = (version: number) => [version, version, version];
  const reported = (marks: readonly number[]) =>
    on.lab.hosts.flatMap((n) => on.calls(n, marks[n - 1]).filter((call) => /^ccs_tool|version -r/.test(call)));

  it('become a cluster', async () => {
    const marks = on.marks();
    const first = await on.push('--allow', 'push/create-storage');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(reported(marks)).toEqual([]);
    expect([on.versions(), on.running()]).toEqual([all(1), all(1)]);
    expect(on.lab.state().services.map(({ status }) => status)).toEqual(['started', 'started', 'started']);
    expect(on.leftovers()).toEqual([]);
  });

  it('have nothing to do a second time', async () => {
    const before = on.lab.hosts.map((n) => on.lab.digest(n));
    expect(await on.push()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
    expect(on.lab.hosts.map((n) => on.lab.digest(n))).toEqual(before);
  });

  it('get a change by way of one of them, and the same rollback', async () => {
    on.setJoinDelay(33);
    for (const version of [2, 3]) {
      const marks = on.marks();
      const done = await (version === 2 ? on.push() : on.run('revert'));
      expect(done.code, done.stdout + done.stderr).toBe(0);
      expect(reported(marks)).toEqual([UPDATE]);
      expect([on.versions(), on.running()]).toEqual([all(version), all(version)]);
      expect(on.content(3).includes('post_join_delay="33"')).toBe(version === 2);
      expect(on.lab.tree(3).get(CLUSTER_CONF)).toMatch(/^100640 0:0 /);
      expect(on.leftovers()).toEqual([]);
    }
  });

  it('have a file that is no XML refused before anything is changed', async () => {
    const before = on.trees();
    on.lab.setFault(2, 'xmllint', { fault: 'exits', code: 1, says: 'parser error' });
    const refused = await on.push();
    on.lab.setFault(2, 'xmllint', undefined);
    expect(refused.code, refused.stdout + refused.stderr).toBe(1);
    expect(refused.stderr).toContain('parser error');
    expect(on.trees()).toEqual(before);
    expect(on.leftovers()).toEqual([]);
  });

  it('roll themselves back when the controller is killed after the update', async () => {
    const before = on.lab.hosts.map((n) => on.content(n));
    const marks = on.marks();
    on.lab.setFault(3, 'cman_tool', { fault: 'hangs', words: 'status', at: 4 });
    const push = on.start();
    await reaches(push, () => expect(on.running()).toEqual(all(4)));
    await killed(push);
    on.lab.setFault(3, 'cman_tool', undefined);
    await on.passTime();
    expect(reported(marks)).toEqual([UPDATE, BACK]);
    expect([on.versions(), on.running()]).toEqual([all(5), all(5)]);
    expect(on.lab.hosts.map((n) => on.content(n))).toEqual(before);
    expect(on.leftovers()).toEqual([]);
    expect(await on.push()).toMatchObject({ code: 0 });
    expect([on.versions(), on.running()]).toEqual([all(6), all(6)]);
  });
});
