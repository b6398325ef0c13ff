/** A change that corosync reads at its start only: each host in turn is drained, restarted and taken back; and what fails. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];
const CONF = '/etc/corosync/corosync.conf';

describeNeeding(missingForDaemons(), 'two hosts whose corosync and pacemaker are restarted by a push', () => {
  let daemons: Daemons;
  let text = '';
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
    text = readFileSync(daemons.site, 'utf8');
    expect(await push()).toMatchObject({ code: 0 });
  });
  afterAll(() => daemons.down());

  const ALLOWED = ['--allow', 'push/leave-cluster', '--allow', 'pcmk/disruptive-change'];
  const push = (...more: readonly string[]) => daemons.clusterc(['push', '--yes', daemons.site, ...more]);
  const on = async (n: number, ...argv: readonly string[]) => (await daemons.lab.exec(n, argv)).stdout;
  const pids = () => Promise.all(HOSTS.map((n) => on(n, 'cat', '/run/corosync.pid', '/run/pacemaker.pid')));
  const files = () => HOSTS.map((n) => daemons.lab.read(n, CONF));
  /** Both are members, none is on standby, and each guest runs once. */
  const isWell = async () => {
    await daemons.settled(1);
    const mon = await on(1, 'crm_mon', '-1', '--output-as=xml');
    expect(mon.match(/<node name="[^"]*" id="[^"]*" online="true" standby="false"/g)).toHaveLength(2);
    const runs = await Promise.all(HOSTS.map((n) => on(n, 'ls', '/run/guests')));
    expect(
      runs
        .flatMap((one) => one.trim().split(/\s+/))
        .filter((vm) => vm !== '')
        .toSorted(),
    ).toEqual(['vm1', 'vm2']);
    expect(daemons.left()).toEqual([]);
  };

  it('is refused unless the hosts may leave the cluster', async () => {
    writeFileSync(daemons.site, text.replace('debian12\n', 'debian12\n  corosync: { link_mode: active }\n'));
    const refused = await push();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--allow push/leave-cluster');
    await isWell();
  });

  it('goes back when the second host does not stop: the first is restarted with the old file', async () => {
    const [before, old] = [await pids(), files()];
    writeFileSync(daemons.lab.shared('stays'), 'host2\n');
    const failed = await push(...ALLOWED);
    rmSync(daemons.lab.shared('stays'));
    expect(failed.stderr).toMatch(/run pacemaker\/restart\/host2\.example\.com failed on host2/);
    expect(failed.code).toBe(3);
    expect(files()).toEqual(old);
    expect((await pids())[0]).not.toBe(before[0]);
    expect(await on(1, 'corosync-cmapctl', '-g', 'totem.link_mode')).not.toContain('active');
    await isWell();
  });

  it('goes back without a controller that is killed when the first host is back and the second one stops', async () => {
    const [before, old] = [await pids(), files()];
    await daemons.killedAt('host2 stop pacemaker', ['push', '--yes', daemons.site, ...ALLOWED]);
    expect((await pids())[0]).not.toBe(before[0]);
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    expect(files()).toEqual(old);
    await Promise.all(HOSTS.map((n) => daemons.until(n, `crm_mon -1 | grep -c 'Started host'`, '4')));
    await isWell();
  });

  it('restarts one host after the other, and moves guests before', async () => {
    const before = await pids();
    const plan = await daemons.clusterc(['plan', daemons.site, ...ALLOWED]);
    expect(plan.stdout).toMatch(
      /turn of host1:[^]*drain\/host1[^]*restart\/host1[^]*return\/host1[^]*turn of host2:[^]*drain\/host2[^]*restart\/host2[^]*return\/host2/,
    );
    expect(plan.stdout).toMatch(/^crm_simulate on host1 says the same: \d+ actions?$/m);
    const pushed = await push(...ALLOWED);
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    const after = await pids();
    for (const [at, pid] of before.entries()) expect(after[at]).not.toBe(pid);
    expect(files().every((file) => file?.includes('link_mode: active'))).toBe(true);
    expect(daemons.guests()).not.toContainEqual(expect.stringMatching(/^lost/));
    await isWell();
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });
});
