/** A first push with a shared volume group: locks come before the group, which is made once, and the group before the guests. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];
const DISK = '/dev/disk/by-path/ip-10.213.8.1:3260-iscsi-iqn.2010-02.com.example:lab-lun-1';

describeNeeding(missingForDaemons(), 'the first push to two hosts that share a volume group', () => {
  let daemons: Daemons;
  beforeAll(async () => {
    daemons = await Daemons.bare({ hosts: 2 });
    daemons.share();
    await Promise.all(HOSTS.map((n) => daemons.prepare(n)));
  });
  afterAll(() => daemons.down());

  const push = (...more: readonly string[]) =>
    daemons.clusterc(['push', '--yes', daemons.site, '--allow', 'drift/not-ours', ...more]);
  const made = () => {
    const log = daemons.lab.shared('log/lvm');
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  };

  it('is refused before anything is done, unless disks may be written', async () => {
    const refused = await push();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`would run vgcreate --shared vg_vms ${DISK}`);
    expect(daemons.lab.read(1, '/etc/dlm/dlm.conf')).toBeUndefined();
    expect(made()).toEqual([]);
  });

  it('ends with its first part where a host cannot stop the locks, before they start', async () => {
    const [path = ''] = (await daemons.lab.exec(2, ['sh', '-c', 'command -v killall'])).stdout.split('\n');
    await daemons.lab.exec(2, ['mount', '--bind', '/dev/null', path]);
    const refused = await push('--allow', 'push/create-storage');
    await daemons.lab.exec(2, ['umount', path]);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('host2 has no killall, by which the agent of dlm stops it');
    expect(refused.stderr).toContain('apt-get install psmisc, on host2');
    expect((await daemons.lab.exec(1, ['cibadmin', '--query'])).stdout).not.toContain('controld');
    expect(made()).toEqual([]);
  });

  it('makes the group when its locks are given, and starts the guests on it', async () => {
    const pushed = await push('--allow', 'push/create-storage');
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(made().map((line) => line.replace(/ -y -an -L \d+b -n/, ''))).toEqual([
      `pvcreate host1 ${DISK}`,
      `vgcreate host1 --shared vg_vms ${DISK}`,
      'lvcreate host1 vm1 vg_vms',
      'lvcreate host1 vm2 vg_vms',
    ]);
    expect(daemons.guests().toSorted()).toEqual(['start host1 vm1', 'start host2 vm2']);
    const plan = await daemons.clusterc(['plan', daemons.site]);
    expect(plan.stdout).toContain('nothing to do');
    expect(daemons.left()).toEqual([]);
  });

  it('a guest that is new gets its volume, which each of its hosts activates', async () => {
    const site = readFileSync(daemons.site, 'utf8');
    const [guest = ''] = /^ {2}vm2: .*$/m.exec(site) ?? [];
    const third = guest.replaceAll('vm2', 'vm3');
    writeFileSync(daemons.site, site.replace(guest, `${guest}\n${third}`).replace('vm2: 1G', 'vm2: 1G, vm3: 1G'));
    const before = made().length;
    const pushed = await push('--allow', 'push/create-storage');
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    const now = made().slice(before);
    expect(now[0]).toMatch(/^lvcreate host1 .* vm3 vg_vms$/);
    expect(now.slice(1).toSorted()).toEqual(['lvchange host1 -asy vg_vms/vm3', 'lvchange host2 -asy vg_vms/vm3']);
    expect(daemons.guests().slice(2)).toEqual(['start host2 vm3']);
  });
});
