/** One of three hosts with real corosync and pacemaker leaves by a push: what fails, who is killed, and what the others know of it. */
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { killed, reaches } from '../pushing.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOST = 'host3.example.com';
const CONF = '/etc/corosync/corosync.conf';

describeNeeding(missingForDaemons(), 'a host that leaves two others with real corosync and pacemaker', () => {
  let daemons: Daemons;
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 3 });
    expect(await push()).toMatchObject({ code: 0 });
    daemons.setHosts(2);
  });
  afterAll(() => daemons.down());

  const ALLOWED = ['--allow', 'pcmk/disruptive-change'];
  const push = (...more: readonly string[]) => daemons.clusterc(['push', '--yes', daemons.site, ...ALLOWED, ...more]);
  const on = async (n: number, ...argv: readonly string[]) => (await daemons.lab.exec(n, argv)).stdout;
  const online = async () =>
    [...(await on(1, 'crm_mon', '-1', '--output-as=xml')).matchAll(/<node name="(\w+)\.[^>]* online="true"/g)].map(
      ([, name]) => name,
    );
  const standby = async () =>
    (
      await on(1, 'crm_attribute', '--node', HOST, '--name', 'standby', '--query', '--quiet', '--default', 'off')
    ).trim();
  /** The host is a member as before, and all guests run once. */
  const isAsBefore = async () => {
    await daemons.settled(1);
    expect(await standby()).toBe('off');
    expect(await online()).toEqual(['host1', 'host2', 'host3']);
    const running = new Set<string>();
    for (const line of daemons.guests()) {
      const [what, , vm = ''] = line.split(' ');
      expect(what === 'start' ? !running.has(vm) : running.delete(vm), line).toBe(true);
      if (what === 'start') running.add(vm);
    }
    expect([...running].toSorted()).toEqual(['vm1', 'vm2', 'vm3']);
    expect(daemons.left()).toEqual([]);
  };

  it('says what moves, and has it allowed', async () => {
    const plan = await daemons.clusterc(['plan', daemons.site]);
    expect(plan.stdout).toMatch(/^on a cluster that runs: vm3 [^\n]*; everything else keeps running$/m);
    expect(plan.stdout).toMatch(
      /pacemaker\/drain\/host3[^]*crm_attribute --node host3[^]*pacemaker\/leave\/host3[^]*on host3[^]*systemctl stop corosync/,
    );
    expect(plan.stdout).toMatch(/^crm_simulate on host1 says the same: \d+ actions?$/m);
    expect(plan.stdout).not.toContain('corosync.conf');
    expect(plan.stderr).toContain('the next one has a plan of its own');
  });

  it('and does not stop: it runs its guests again', async () => {
    const before = daemons.lab.read(1, CONF);
    writeFileSync(daemons.lab.shared('stays'), 'host3\n');
    const failed = await push();
    rmSync(daemons.lab.shared('stays'));
    expect(failed.stderr).toMatch(/run pacemaker\/leave\/host3\.example\.com failed on host3/);
    expect(failed.code).toBe(3);
    expect(daemons.lab.read(1, CONF)).toBe(before);
    await isAsBefore();
  });

  it('and the controller is killed meanwhile: the hosts roll themselves back', async () => {
    writeFileSync(daemons.lab.shared('slow'), '');
    const pushing = daemons.begin(['push', '--yes', daemons.site, ...ALLOWED]);
    await reaches(pushing, async () => expect(await standby()).toBe('on'));
    await killed(pushing);
    rmSync(daemons.lab.shared('slow'));
    expect((await daemons.clusterc(['plan', daemons.site])).stderr).toContain('push/still-armed');
    await daemons.passTime();
    await isAsBefore();
  });

  it('and the controller is killed when its daemons have stopped: it comes back by itself', async () => {
    await daemons.killedAt(`host3 stop corosync`, ['push', '--yes', daemons.site, ...ALLOWED]);
    expect((await daemons.lab.exec(3, ['corosync-quorumtool', '-s'])).code).toBe(1);
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    await daemons.joined(3);
    await daemons.until(1, `crm_mon -1 | grep -c 'Started host'`, '6');
    await isAsBefore();
  });

  it('and the controller is killed then, and another one ends it: the host is back', async () => {
    await daemons.killedAt(`host3 stop corosync`, ['push', '--yes', daemons.site, ...ALLOWED]);
    const resuming = daemons.begin(['push', '--resume', '--yes', daemons.site]);
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    await once(resuming, 'exit');
    expect(resuming.exitCode).toBe(0);
    await daemons.joined(3);
    await daemons.until(1, `crm_mon -1 | grep -c 'Started host'`, '6');
    await isAsBefore();
  });

  it('leaves, and the two are a cluster without it', async () => {
    const pushed = await push();
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(await online()).toEqual(['host1', 'host2']);
    expect(await on(1, 'corosync-cmapctl', '-g', 'runtime.votequorum.two_node')).toMatch(/= 1$/m);
    expect(await on(1, 'cibadmin', '--query')).not.toContain('host3');
    expect(daemons.guests().findLast((line) => line.includes('vm3'))).toMatch(/^stop /);
    expect((await daemons.lab.exec(3, ['corosync-quorumtool', '-s'])).code).toBe(1);
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
    expect(daemons.left()).toEqual([]);
  });

  it('joins them again like a new one', async () => {
    await on(3, 'sh', '-c', 'rm -rf /var/lib/clusterc /var/lib/pacemaker/cib/*');
    daemons.setHosts(3);
    const pushed = await push('--allow', 'drift/not-ours');
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    expect(await online()).toEqual(['host1', 'host2', 'host3']);
    expect(await on(1, 'corosync-cmapctl', '-g', 'runtime.votequorum.two_node')).toMatch(/= 0$/m);
    await isAsBefore();
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });
});
