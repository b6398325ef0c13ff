/** The lab of real corosync and pacemaker itself: a cluster forms, runs guests, and survives the loss of a host. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

describeNeeding(missingForDaemons(), 'three hosts with real corosync and pacemaker', () => {
  let daemons: Daemons;
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 3 });
  });
  afterAll(() => daemons.down());

  it('form one cluster, which starts each guest once, where the site wants it', async () => {
    expect(daemons.guests().toSorted()).toEqual(['start host1 vm1', 'start host2 vm2', 'start host3 vm3']);
    expect(await daemons.lab.exec(1, ['corosync-quorumtool', '-s'])).toMatchObject({ code: 0 });
  });

  it('fence a host that loses its power before they start its guest elsewhere', async () => {
    await daemons.lab.kill(3);
    await daemons.until(1, `grep -c 'start host[12] vm3' /lab/shared/log/guests`, '1');
    await daemons.settled(1);
    expect(daemons.guests().filter((line) => line.endsWith(' vm3'))).toEqual([
      'start host3 vm3',
      expect.stringMatching(/^start host[12] vm3$/),
    ]);
    const { stdout } = await daemons.lab.exec(1, [
      'stonith_admin',
      '--history',
      'host3.example.com',
      '--output-as=xml',
    ]);
    expect(stdout).toMatch(/action="reboot" target="host3.example.com"[^>]* status="success"/);
  });

  it('leave no process behind', async () => {
    const other = await Daemons.up({ hosts: 1 });
    const root = other.lab.shared('.').replace(/\/shared\/.*/, '/');
    expect(processesIn(root)).toEqual(expect.arrayContaining(['corosync', 'pacemakerd', 'sshd']));
    await other.down();
    expect(processesIn(root)).toEqual([]);
  });
});

/** Names of the processes that see a file system of the lab. */
function processesIn(root: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const sees = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(root);
      return sees ? [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}
