/** The first push to bare hosts: real corosync and pacemaker start, what fences comes before any guest, and what fails. */
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];

describeNeeding(missingForDaemons(), 'the first push to two hosts with packages only', () => {
  let daemons: Daemons;
  beforeAll(async () => {
    daemons = await Daemons.bare({ hosts: 2 });
    await Promise.all(HOSTS.map((n) => daemons.prepare(n)));
  });
  afterAll(() => daemons.down());

  // The package of corosync brings a file of its own.
  const push = () => daemons.clusterc(['push', '--yes', daemons.site, '--allow', 'drift/not-ours']);
  const files = () => HOSTS.map((n) => daemons.lab.read(n, '/etc/corosync/corosync.conf'));
  const resources = async () => {
    const { stdout } = await daemons.lab.exec(1, ['cibadmin', '--query', '-o', 'resources']);
    return [...stdout.matchAll(/<primitive id="([^"]*)"/g)].map(([, id]) => id);
  };

  it('daemons that do not start: no host keeps anything of it', async () => {
    const before = files();
    writeFileSync(daemons.lab.shared('broken'), 'host2\n');
    const failed = await push();
    rmSync(daemons.lab.shared('broken'));
    expect(failed.stderr).toMatch(/run corosync\/start failed on host2/);
    expect(failed.code).toBe(3);
    expect(files()).toEqual(before);
    const member = await Promise.all(HOSTS.map((n) => daemons.lab.exec(n, ['corosync-quorumtool', '-s'])));
    expect(member.map(({ code }) => code)).toEqual([1, 1]);
    expect(daemons.left()).toEqual([]);
  });

  it('a cluster whose fence devices do not answer gets no guest', async () => {
    writeFileSync(daemons.lab.shared('no-bmc'), '');
    const pushed = await push();
    expect(pushed.stderr).toMatch(/fence-bmc1/);
    expect(pushed.code).toBe(5);
    expect(await resources()).toEqual(['fence-bmc1', 'fence-bmc2']);
    expect(daemons.guests()).toEqual([]);
    const again = await push();
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('remembers an operation that has failed');
  });

  it('gets its guests when they do; each starts once', async () => {
    rmSync(daemons.lab.shared('no-bmc'));
    await daemons.lab.exec(1, ['crm_resource', '--cleanup']);
    await daemons.settled(1);
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(daemons.guests().toSorted()).toEqual(['start host1 vm1', 'start host2 vm2']);
    expect((await daemons.clusterc(['diff', daemons.site])).stdout).toContain('no difference');
    expect((await daemons.clusterc(['plan', daemons.site])).stdout).toContain('nothing to do');
    expect(daemons.left()).toEqual([]);
  });
});
