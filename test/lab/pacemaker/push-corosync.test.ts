/** push and revert of corosync.conf on hosts with real corosync: one reload, what fails, and who is killed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { killed, reaches } from '../pushing.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const HOSTS = [1, 2];
const CONF = '/etc/corosync/corosync.conf';

describeNeeding(missingForDaemons(), 'corosync.conf of two hosts with real corosync and pacemaker', () => {
  let daemons: Daemons;
  let text = '';
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
    text = readFileSync(daemons.site, 'utf8');
    expect(await push()).toMatchObject({ code: 0 });
    writeFileSync(daemons.lab.shared('log/cfgtool'), '');
    // After a reload: hangs while there is a file "slow"; changes the file of the host if there is a file "spoil".
    const after =
      'while [ -f /lab/shared/slow ]; do sleep 0.1; done; [ ! -f /lab/shared/spoil ] || { rm /lab/shared/spoil; echo >> ' +
      CONF +
      '; }';
    const script = `#!/bin/sh\necho "$*" >> /lab/shared/log/cfgtool\n/usr/sbin/corosync-cfgtool "$@"\n[ "$1" != -R ] || { ${after}; }\n`;
    for (const n of HOSTS) daemons.lab.write(n, '/usr/local/sbin/corosync-cfgtool', script, 0o755);
  });
  afterAll(() => daemons.down());

  const push = (...more: readonly string[]) => daemons.clusterc(['push', '--yes', daemons.site, ...more]);
  const corosync = (words: string) =>
    writeFileSync(daemons.site, text.replace('debian12\n', `debian12\n  corosync: { ${words} }\n`));
  const runs = (key: string) =>
    Promise.all(
      HOSTS.map(async (n) =>
        (await daemons.lab.exec(n, ['corosync-cmapctl', '-g', key])).stdout.replace(/.* = /, '').trim(),
      ),
    );
  const reloads = () => readFileSync(daemons.lab.shared('log/cfgtool'), 'utf8').match(/^-R$/gm)?.length ?? 0;
  const files = () => HOSTS.map((n) => daemons.lab.read(n, CONF));
  const TOKEN = 'runtime.config.totem.token';

  it('one reload brings times, encryption and the log to all nodes; nothing that runs is touched', async () => {
    const guests = daemons.guests();
    corosync('token: 4s, cipher: aes128, hash: sha512, debug: true');
    const plan = await daemons.clusterc(['plan', daemons.site]);
    expect(plan.stdout).toMatch(/totem\.token is taken over live by a reload on one node/);
    expect(plan.stdout).toMatch(/corosync\/runs on host1, host2[^]*runtime\.config\.totem\.token = 4000/);
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(reloads()).toBe(1);
    expect(await Promise.all([TOKEN, 'totem.crypto_cipher', 'logging.debug'].map(runs))).toEqual([
      ['4000', '4000'],
      ['aes128', 'aes128'],
      ['on', 'on'],
    ]);
    expect(daemons.guests()).toEqual(guests);
    expect(daemons.left()).toEqual([]);
  });

  it('a new key of the network, and back again', async () => {
    daemons.setSecret('corosync/authkey', 'another key '.repeat(20));
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    const links = await daemons.lab.exec(1, ['corosync-cfgtool', '-s']);
    expect(links.stdout).toMatch(/nodeid: +2:\s+connected/);
    const reverted = await daemons.clusterc(['revert', '--yes', daemons.site]);
    expect(reverted, reverted.stderr).toMatchObject({ code: 0 });
    expect(await runs(TOKEN)).toEqual(['3000', '3000']);
  });

  it('a second link comes by a reload; where it is cut, status says so and a push stops at its gate', async () => {
    await daemons.lab.wire('ring1', ['10.214.0.1/24', '10.214.0.2/24']);
    const linked = text.replaceAll(/node_id: (\d),/g, 'node_id: $1, links: [10.214.0.$1],');
    writeFileSync(daemons.site, linked);
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    const isDown = 'corosync-cfgtool -s | grep -c disconnected';
    const down = (n: number) => Promise.all(HOSTS.map((host) => daemons.until(host, isDown, `${n}`)));
    await daemons.lab.exec(2, ['ip', 'link', 'set', 'ring1', 'down']);
    await down(1);
    const { stdout, stderr, code } = await daemons.clusterc(['status', daemons.site]);
    expect(stdout).toMatch(/^lab: quorate, 2 of 2 members/);
    expect(stderr).toMatch(/cs\/link-down\n {2}link 1 from host1 to host2 is not connected/);
    expect(code).toBe(2);
    writeFileSync(daemons.site, linked.replace('dc-deadtime: 2s', 'dc-deadtime: 3s'));
    const refused = await push();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/push\/not-well\n[^\n]*host1 has a link that is not connected/);
    await daemons.lab.exec(2, ['ip', 'link', 'set', 'ring1', 'up']);
    await down(0);
    writeFileSync(daemons.site, text);
    const unlinked = await push();
    expect(unlinked, unlinked.stderr).toMatchObject({ code: 0 });
  });

  it('a failure after the reload restores all files first, and then reloads once', async () => {
    const [before, count] = [files(), reloads()];
    corosync('token: 5s');
    writeFileSync(daemons.lab.shared('spoil'), '');
    const failed = await push();
    expect(failed.stderr).toMatch(/probe failed on host1: not in its staged state: \/etc\/corosync\/corosync\.conf/);
    expect(failed.code).toBe(3);
    expect(await runs(TOKEN)).toEqual(['3000', '3000']);
    expect(files()).toEqual(before);
    expect(reloads()).toBe(count + 2);
  });

  it('a killed controller: each node restores its file, and one of them reloads', async () => {
    const [before, count] = [files(), reloads()];
    corosync('token: 6s');
    writeFileSync(daemons.lab.shared('slow'), '');
    const pushing = daemons.begin(['push', '--yes', daemons.site]);
    await reaches(pushing, async () => expect(await runs(TOKEN)).toEqual(['6000', '6000']));
    await killed(pushing);
    rmSync(daemons.lab.shared('slow'));
    await daemons.passTime();
    expect(files()).toEqual(before);
    expect(await runs(TOKEN)).toEqual(['3000', '3000']);
    expect(reloads()).toBe(count + 2);
    expect(daemons.left()).toEqual([]);
  });
});
