/** A push to real corosync and pacemaker that is not well: each gate stops it before anything changes. And a CIB that is not printed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import { Daemons, missingForDaemons } from './daemons.ts';

const PASSWORD = 'canarybird & <1>';

describeNeeding(missingForDaemons(), 'a cluster of real corosync and pacemaker that is not well', () => {
  let daemons: Daemons;
  let said = '';
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
    daemons.setSecret('fence/host1', PASSWORD);
    expect(await push()).toMatchObject({ code: 0 });
    const text = readFileSync(daemons.site, 'utf8');
    writeFileSync(daemons.site, text.replace('dc-deadtime: 2s', 'dc-deadtime: 3s'));
  });
  afterAll(() => daemons.down());
  afterEach(() => {
    expect(said).not.toContain('canarybird');
    said = '';
  });

  const push = async () => {
    const ended = await daemons.clusterc(['push', '--yes', daemons.site]);
    said += ended.stdout + ended.stderr;
    return ended;
  };
  const on = (n: number, ...argv: readonly string[]) => daemons.lab.exec(n, argv);
  const sees = (what: string, count: string) =>
    daemons.until(1, `crm_mon -1 --output-as=xml | grep -c '${what}'`, count);
  const epoch = async () => / epoch="\d+"/.exec((await on(1, 'cibadmin', '--query')).stdout)?.[0];
  const flag = (name: string) => writeFileSync(daemons.lab.shared(name), '');
  const unflag = (name: string) => rmSync(daemons.lab.shared(name));
  const role = async (value: string) => {
    const set = ['--meta', '--set-parameter', 'target-role', '--parameter-value', value];
    expect(await on(1, 'crm_resource', '--resource', 'vm2', ...set)).toMatchObject({ code: 0 });
  };
  const refused = async (because: RegExp) => {
    const before = await epoch();
    const { code, stderr } = await push();
    expect(stderr).toMatch(because);
    expect(code).toBe(1);
    expect(await epoch()).toBe(before);
    expect(daemons.left()).toEqual([]);
  };

  it('that stops a guest is not at rest', async () => {
    flag('slow');
    await role('Stopped');
    await refused(/host1 has something left to do/);
    unflag('slow');
    await daemons.settled(1);
    await role('Started');
    await daemons.settled(1);
  });

  it('whose fencing fails has a node that waits for it', async () => {
    flag('stuck');
    flag('unstoppable');
    await role('Stopped');
    await sees('<node [^>]*unclean="true"', '1');
    await refused(/waits to be fenced/);
    unflag('unstoppable');
    unflag('stuck');
  });

  it('of which one host alone has booted is not quorate', async () => {
    for (const n of daemons.lab.hosts) await daemons.cutPower(n);
    for (const n of daemons.lab.hosts) await daemons.lab.start(n);
    await daemons.start(1);
    await daemons.until(1, 'crm_mon -1 --output-as=xml | grep -c with_quorum=.false', '1');
    await refused(/host1 is not quorate/);
    await daemons.start(2);
    await daemons.joined(2);
    await daemons.settled(1);
  });

  it('whose engine prints the CIB when it refuses a patch: neither it nor an argument shows a password', async () => {
    const log = daemons.lab.shared('log/cibadmin');
    const script = [
      '#!/bin/sh',
      'echo "$*" >> /lab/shared/log/cibadmin',
      'case " $* " in *" --patch "*) /usr/sbin/cibadmin --query; /usr/sbin/cibadmin --query >&2; exit 78 ;; esac',
      'exec /usr/sbin/cibadmin "$@"',
      '',
    ];
    for (const n of daemons.lab.hosts) daemons.lab.write(n, '/usr/local/sbin/cibadmin', script.join('\n'), 0o755);
    daemons.setSecret('fence/host1', `${PASSWORD} 2`);
    const { code, stderr } = await push();
    expect(stderr).toMatch(/patch failed on host1: the cluster does not take the change of its document: exit code 78/);
    expect(code).toBe(3);
    expect(readFileSync(log, 'utf8')).toMatch(/^--patch/m);
    said += readFileSync(log, 'utf8');
  });
});
