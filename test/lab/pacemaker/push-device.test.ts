/** A quorum device on a third machine, for two hosts with real corosync, pacemaker and corosync-qdevice: it comes, changes and goes. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding, missing } from '../../support/tools.ts';
import { killed, reaches } from '../pushing.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];
const CONF = '/etc/corosync/corosync.conf';
const why = missingForDaemons() ?? missing('corosync-qdevice') ?? missing('corosync-qnetd');

describeNeeding(why, 'a quorum device of two hosts with real corosync and pacemaker', () => {
  let daemons: Daemons;
  let text = '';
  let device = '';
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2, spare: 1 });
    text = readFileSync(daemons.site, 'utf8');
    device = `quorum: { device: { host: ${daemons.lab.address(3)}, algorithm: ffsplit } }`;
    expect(await push()).toMatchObject({ code: 0 });
    await daemons.arbitrate(3);
    const script = `#!/bin/sh\n/usr/sbin/corosync-cfgtool "$@"\n[ "$1" != -R ] || while [ -f /lab/shared/slow ]; do sleep 0.1; done\n`;
    for (const n of HOSTS) daemons.lab.write(n, '/usr/local/sbin/corosync-cfgtool', script, 0o755);
  });
  afterAll(() => daemons.down());

  const push = (...more: readonly string[]) => daemons.clusterc(['push', '--yes', daemons.site, ...more]);
  const on = async (n: number, ...argv: readonly string[]) => (await daemons.lab.exec(n, argv)).stdout;
  const setSite = (...lines: readonly string[]) =>
    writeFileSync(daemons.site, text.replace('debian12\n', ['debian12', ...lines, ''].join('\n  ').trimEnd() + '\n'));
  const files = () => HOSTS.map((n) => daemons.lab.read(n, CONF));
  const modelOn = async (n: number) =>
    (await daemons.lab.exec(n, ['corosync-cmapctl', '-g', 'quorum.device.model'])).code;
  /** Each host has the vote of the device by its own daemon, which runs that algorithm. */
  const votes = async (algorithm: string) => {
    for (const n of HOSTS) {
      expect(await on(n, 'corosync-quorumtool', '-l')).toMatch(/^ +0 +1 +Qdevice$/m);
      expect(await on(n, 'corosync-quorumtool', '-s')).toMatch(/^Expected votes: +3$/m);
      expect(await on(n, 'corosync-qdevice-tool', '-s')).toMatch(new RegExp(`^Algorithm:\\s+${algorithm}`, 'm'));
      expect(await on(n, 'ls', '/run/enabled')).toContain('corosync-qdevice');
    }
    await isWell();
  };
  const isWell = async () => {
    await daemons.settled(1);
    const runs = await Promise.all(HOSTS.map((n) => on(n, 'ls', '/run/guests')));
    expect(runs.join('').trim().split(/\s+/).toSorted()).toEqual(['vm1', 'vm2']);
    expect(daemons.left()).toEqual([]);
  };

  it('is refused without certificates, and the cure names how they are made', async () => {
    const before = files();
    setSite(device);
    const refused = await push();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/push\/not-well\n[^\n]*host1 has no certificate for the quorum device/);
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(
      `corosync-qdevice-net-certutil -Q -n lab ${daemons.lab.address(3)} host1.example.com host2.example.com`,
    );
    expect(files()).toEqual(before);
    await daemons.certify(3, HOSTS);
  });

  it('votes on both hosts, and no guest is touched', async () => {
    const guests = daemons.guests();
    const pushed = await push();
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stdout).toMatch(/corosync\/reload on host1[^]*corosync\/start-device on host1, host2/);
    await votes('Fifty-Fifty split');
    expect(daemons.guests()).toEqual(guests);
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
    expect((await daemons.clusterc(['status', daemons.site])).stdout).toMatch(/^lab: quorate, 2 of 2 members/);
  });

  it('goes back to the device of before when a host does not start its daemon', async () => {
    const before = files();
    setSite(device.replace('ffsplit', 'lms'));
    writeFileSync(daemons.lab.shared('broken'), 'host2 lms\n');
    const failed = await push();
    rmSync(daemons.lab.shared('broken'));
    expect(failed.stderr).toMatch(/run corosync\/start-device failed on host2/);
    expect(failed, failed.stdout + failed.stderr).toMatchObject({ code: 3 });
    expect(files()).toEqual(before);
    await votes('Fifty-Fifty split');
  });

  it('is another one, by daemons that stop before the reload and start after it', async () => {
    const guests = daemons.guests();
    const pushed = await push();
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stdout).toMatch(/corosync\/stop-device[^]*corosync\/reload[^]*corosync\/start-device/);
    await votes('LMS');
    expect(daemons.guests()).toEqual(guests);
  });

  it('votes again on a host that is restarted before the next one leaves', async () => {
    setSite(device.replace('ffsplit', 'lms'), 'corosync: { link_mode: active }');
    const pushed = await push('--allow', 'push/leave-cluster', '--allow', 'pcmk/disruptive-change');
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stdout).toMatch(
      /turn of host1:[^]*device-votes\/host1[^]*on host2[^]*restart\/host1[^]*turn of host2:[^]*device-votes\/host2/,
    );
    await votes('LMS');
    expect(daemons.guests()).not.toContainEqual(expect.stringMatching(/^lost/));
  });

  it('comes back without a controller that is killed while it goes', async () => {
    const before = files();
    setSite('corosync: { link_mode: active }');
    writeFileSync(daemons.lab.shared('slow'), '');
    const pushing = daemons.begin(['push', '--yes', daemons.site]);
    await reaches(pushing, async () => expect(await Promise.all(HOSTS.map(modelOn))).not.toContain(0));
    await killed(pushing);
    rmSync(daemons.lab.shared('slow'));
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    expect(files()).toEqual(before);
    await Promise.all(HOSTS.map((n) => daemons.until(n, `corosync-quorumtool -l | grep -c '0  *1  *Qdevice'`, '1')));
    await votes('LMS');
  });

  it('goes, and each of the two is quorate alone again', async () => {
    const guests = daemons.guests();
    const pushed = await push();
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    for (const n of HOSTS) {
      expect(await on(n, 'corosync-quorumtool', '-s')).toMatch(/^Flags: +2Node Quorate/m);
      expect((await daemons.lab.exec(n, ['corosync-qdevice-tool', '-s'])).code).toBe(3);
      expect(await on(n, 'ls', '/run/enabled')).not.toContain('corosync-qdevice');
    }
    expect(daemons.guests()).toEqual(guests);
    await isWell();
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });
});
