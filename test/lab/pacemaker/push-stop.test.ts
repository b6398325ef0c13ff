/** A change for which all hosts stop at once: another transport; its rollback, with a controller and without one. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { killed, reaches } from '../pushing.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];
const CONF = '/etc/corosync/corosync.conf';

describeNeeding(missingForDaemons(), 'two hosts that all stop by a push, and start together', () => {
  let daemons: Daemons;
  let text = '';
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
    text = readFileSync(daemons.site, 'utf8');
    expect(await push()).toMatchObject({ code: 0 });
    writeFileSync(
      daemons.site,
      text.replace('debian12\n', 'debian12\n  corosync: { transport: udpu, cipher: none, hash: none }\n'),
    );
  });
  afterAll(() => daemons.down());

  const CODES = ['push/leave-cluster', 'cs/reload-class', 'pcmk/disruptive-change'];
  const ALLOWED = CODES.flatMap((code) => ['--allow', code]);
  const push = (...more: readonly string[]) => daemons.clusterc(['push', '--yes', daemons.site, ...more]);
  const on = async (n: number, ...argv: readonly string[]) => (await daemons.lab.exec(n, argv)).stdout;
  const pids = () => Promise.all(HOSTS.map((n) => on(n, 'cat', '/run/corosync.pid', '/run/pacemaker.pid')));
  const quorum = (n: number) => daemons.lab.exec(n, ['corosync-quorumtool', '-s']);
  const files = () => HOSTS.map((n) => daemons.lab.read(n, CONF));
  /** Both are members with that transport, and each guest runs once, on its host: no guest has moved. */
  const runsWith = async (transport: string) => {
    await daemons.settled(1);
    for (const n of HOSTS) {
      expect(await on(n, 'corosync-cmapctl', '-g', 'totem.transport')).toContain(`= ${transport}\n`);
      expect((await on(n, 'ls', '/run/guests')).trim()).toBe(`vm${n}`);
    }
    const mon = await on(1, 'crm_mon', '-1', '--output-as=xml');
    expect(mon.match(/<node name="[^"]*" id="[^"]*" online="true" standby="false"/g)).toHaveLength(2);
    expect(mon).toContain('stop-all-resources="false"');
    expect(await on(1, 'cibadmin', '--query', '--scope', 'crm_config')).not.toContain('stop-all-resources');
    const moved = daemons
      .guests()
      .filter((line) => /^(?:start|stop) host1 vm2|^(?:start|stop) host2 vm1|^lost/.test(line));
    expect(moved).toEqual([]);
    expect(daemons.left()).toEqual([]);
  };

  it('is refused unless all may be down', async () => {
    const before = await pids();
    const refused = await push();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('a stop of all hosts at once');
    expect(refused.stderr).toContain('--allow push/leave-cluster');
    expect(await pids()).toEqual(before);
    await runsWith('knet');
  });

  it('goes back when a host does not start with the new file', async () => {
    const old = files();
    writeFileSync(daemons.lab.shared('broken'), 'host2 udpu\n');
    const failed = await push(...ALLOWED);
    rmSync(daemons.lab.shared('broken'));
    expect(failed.stderr).toMatch(/run corosync\/start-daemon failed on host2/);
    expect(failed, failed.stdout + failed.stderr).toMatchObject({ code: 3 });
    expect(files()).toEqual(old);
    await runsWith('knet');
  });

  it('goes back without a controller that is killed while all are stopped', async () => {
    const old = files();
    const pushing = daemons.begin(['push', '--yes', daemons.site, ...ALLOWED]);
    await reaches(pushing, async () => expect((await quorum(2)).code).toBe(1));
    await killed(pushing);
    await daemons.acted();
    await daemons.passTime().catch(() => undefined);
    await daemons.rolledBack();
    expect(files()).toEqual(old);
    await Promise.all(HOSTS.map((n) => daemons.until(n, `crm_mon -1 | grep -c 'Started host${n}'`, '2')));
    await runsWith('knet');
  });

  it('stops all, and starts all with the new file', async () => {
    const before = await pids();
    const pushed = await push(...ALLOWED);
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    const after = await pids();
    for (const [at, pid] of before.entries()) expect(after[at]).not.toBe(pid);
    expect(pushed.stdout).toMatch(
      /^ +\d+\. arm host1, host2: .*, which stops every service and VM for a while, also if none/m,
    );
    expect(pushed.stdout).toMatch(/on all nodes at once:[^]*pacemaker\/stop-all on host1/);
    expect(pushed.stdout).toMatch(/^crm_simulate on host1 says the same: \d+ actions?$/m);
    await runsWith('udpu');
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });

  it('gives the cluster another name, and nothing else', async () => {
    writeFileSync(daemons.site, readFileSync(daemons.site, 'utf8').replace('name: lab\n', 'name: other\n'));
    const pushed = await push(...ALLOWED);
    expect(pushed, pushed.stdout + pushed.stderr).toMatchObject({ code: 0 });
    for (const n of HOSTS) expect(await on(n, 'corosync-cmapctl', '-g', 'totem.cluster_name')).toContain('= other\n');
    await runsWith('udpu');
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
  });
});
