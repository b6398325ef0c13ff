/** A third host joins two hosts with real corosync and pacemaker, and leaves them again. */
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const CONF = '/etc/corosync/corosync.conf';

describeNeeding(missingForDaemons(), 'a third host for two with real corosync and pacemaker', () => {
  let daemons: Daemons;
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2, spare: 1 });
    await daemons.prepare(3);
    expect(await push()).toMatchObject({ code: 0 });
  });
  afterAll(() => daemons.down());

  const push = (...more: readonly string[]) =>
    daemons.clusterc(['push', '--yes', daemons.site, '--allow', 'drift/not-ours', ...more]);
  const on = async (n: number, ...argv: readonly string[]) => (await daemons.lab.exec(n, argv)).stdout;
  const runs = async (key: string) => (await on(1, 'corosync-cmapctl', '-g', key)).replace(/.* = /, '').trim();
  const online = async () =>
    [...(await on(1, 'crm_mon', '-1', '--output-as=xml')).matchAll(/<node name="(\w+)\.[^>]* online="true"/g)].map(
      ([, name]) => name,
    );
  const TWO_NODE = 'runtime.votequorum.two_node';

  it('that does not start leaves the two as before, without a trace of it', async () => {
    const [before, guests] = [daemons.lab.read(1, CONF), daemons.guests()];
    daemons.setHosts(3);
    writeFileSync(daemons.lab.shared('broken'), 'host3\n');
    const failed = await push();
    rmSync(daemons.lab.shared('broken'));
    expect(failed.stderr).toMatch(/run corosync\/start failed on host3/);
    expect(failed.code).toBe(3);
    expect(daemons.lab.read(1, CONF)).toBe(before);
    expect(await runs(TWO_NODE)).toBe('1');
    expect(await on(1, 'cibadmin', '--query')).not.toContain('host3');
    expect(daemons.guests()).toEqual(guests);
    expect(daemons.left()).toEqual([]);
  });

  it('joins while the controller is killed: the two go back to what they had, and it starts nothing', async () => {
    const [before, guests] = [daemons.lab.read(1, CONF), daemons.guests()];
    await daemons.killedAt('host3 start pacemaker', ['push', '--yes', daemons.site, '--allow', 'drift/not-ours']);
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    expect(daemons.lab.read(1, CONF)).toBe(before);
    expect(daemons.lab.read(2, CONF)).toBe(before);
    await daemons.settled(1);
    expect(await runs(TWO_NODE)).toBe('1');
    expect((await daemons.lab.exec(3, ['corosync-quorumtool', '-s'])).code).toBe(1);
    expect(daemons.guests()).toEqual(guests);
    expect(daemons.left()).toEqual([]);
    // It has started, and with it the CIB has come.
    await on(3, 'sh', '-c', 'rm -rf /var/lib/pacemaker/cib/*');
  });

  it('is known and can be fenced before it starts; it runs something only when it is a member', async () => {
    const guests = daemons.guests();
    const plan = await daemons.clusterc(['plan', daemons.site, '--allow', 'drift/not-ours']);
    expect(plan.stdout).toMatch(
      /corosync\/reload on host1[^]*change [^\n]*cib\.xml on host1[^]*at rest, and [^\n]*id fence-bmc3[^]*corosync\/start on host3[^]*corosync\/links on host1, host2[^]*pacemaker\/start on host3/,
    );
    expect(plan.stdout).not.toContain('vm3 starts');
    const pushed = await push();
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stdout).toMatch(/^on a cluster that runs: vm3 starts; everything else keeps running$/m);
    expect(await online()).toEqual(['host1', 'host2', 'host3']);
    expect(await runs(TWO_NODE)).toBe('0');
    expect(daemons.guests().slice(guests.length)).toEqual(['start host3 vm3']);
    expect(await on(1, 'cibadmin', '--query', '-o', 'constraints')).not.toContain('joining-');
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
    expect(daemons.left()).toEqual([]);
  });

  it('does not go where no one knows how to reach it; once it has stopped by hand the two forget it', async () => {
    daemons.setHosts(2);
    const argv = ['push', '--yes', daemons.site, '--allow', 'drift/not-ours', '--allow', 'pcmk/disruptive-change'];
    const refused = await daemons.elsewhere(argv);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/leaves out host3/);
    const said = refused.stderr.replaceAll(/\s+/g, ' ');
    const [, standby = '', wait = '', stop = ''] =
      /on a member: (crm_attribute .*), then (crm_resource --wait); then on \S+: (systemctl [a-z -]*?); then/.exec(
        said,
      ) ?? [];
    for (const [n, command] of [
      [1, standby],
      [1, wait],
      [3, stop],
    ] as const)
      await on(n, ...command.split(' '));
    const pushed = await daemons.elsewhere(argv);
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(await online()).toEqual(['host1', 'host2']);
    expect(await runs(TWO_NODE)).toBe('1');
    expect(await on(1, 'cibadmin', '--query')).not.toContain('host3');
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });
});
