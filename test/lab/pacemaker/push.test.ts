/** plan, push and revert on hosts with real corosync and pacemaker: changes of the CIB, what fails, and who is killed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import type { Ended } from '../lab.ts';
import { killed, reaches, SOON } from '../pushing.ts';
import { Daemons, missingForDaemons, operated } from './daemons.ts';

const HOSTS = [1, 2];

describeNeeding(missingForDaemons(), 'pushing to two hosts with real corosync and pacemaker', () => {
  let daemons: Daemons;
  let text = '';
  const said: string[] = [];
  const secrets = new Set<string>();
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
    text = readFileSync(daemons.site, 'utf8');
    for (const value of daemons.secrets.values()) secrets.add(value);
  });
  afterAll(() => daemons.down());
  afterEach(() => {
    for (const secret of secrets) for (const one of said) expect(one).not.toContain(secret);
    said.length = 0;
    for (const name of ['slow', 'spoil', 'meddle']) rmSync(daemons.lab.shared(name), { force: true });
  });

  const clusterc = async (...argv: readonly string[]): Promise<Ended> => {
    const ended = await daemons.clusterc(argv);
    said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const succeeds = async (...argv: readonly string[]) => {
    const ended = await clusterc(...argv);
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
    return ended.stdout;
  };
  const push = (...more: readonly string[]) => clusterc('push', '--yes', daemons.site, ...more);
  const on = async (n: number, ...argv: readonly string[]) => {
    const ended = await daemons.lab.exec(n, argv);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    return ended.stdout;
  };
  const configuration = () => on(1, 'cibadmin', '--query', '-o', 'configuration');
  /** What the cluster and its operators write apart from what a change does. */
  const timeless = async () => (await configuration()).replaceAll(/ id="[^"]*"/g, '');
  const touch = (name: string) => writeFileSync(daemons.lab.shared(name), '');
  const xmlOf = (n: number, vm: string) => daemons.lab.read(n, `/etc/cluster/vms/${vm}.xml`);
  const left = () => daemons.left();
  /** The site with these VMs besides vm1, like vm2, and these words of pacemaker. */
  const site = (vms: readonly string[], pacemaker = '') => {
    const line = /^ {2}vm2: (.*)$/m.exec(text)?.[1] ?? '';
    const changed = text
      .replace(/^ {2}vm2: .*$/m, vms.map((vm) => `  ${vm}: ${line}`).join('\n'))
      .replace('  pacemaker: { ', `  pacemaker: { ${pacemaker}`);
    writeFileSync(daemons.site, changed);
  };

  it('records what is there as the site says', async () => {
    expect(await push()).toMatchObject({ code: 0 });
    expect((await clusterc('status', daemons.site)).stdout).toMatch(/as desired +bundle [0-9a-f]{12}/);
    expect(await succeeds('plan', daemons.site)).toContain('nothing to do');
  });

  it('adds a VM and changes an option in one change; what operators set stays', async () => {
    await operated(daemons, on);
    site(['vm2', 'vm3'], 'no_quorum_policy: freeze, ');
    const plan = await clusterc('plan', daemons.site);
    expect(plan.stdout).toMatch(/^on a cluster that runs: vm3 starts; everything else keeps running\n/);
    expect(plan.stdout).toMatch(/no-quorum-policy "stop" -> "freeze"/);
    expect(plan.stdout).toMatch(/crm_simulate on host1 says the same: 1 action\n/);
    expect(plan.code).toBe(2);
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stderr + pushed.stdout).toMatch(/patch +host1\n[^]*recap: every node has the new files/);
    const cib = await configuration();
    expect(cib).toMatch(/id="vm2-meta_attributes-target-role" name="target-role" value="Stopped"/);
    expect(cib).toMatch(/rsc_location id="cli-ban-vm1-on-host2/);
    expect(daemons.guests()).toContain('start host2 vm3');
    expect(await succeeds('diff', daemons.site)).toBe('no difference: 2 nodes have what the site says\n');
    expect(await succeeds('plan', daemons.site)).toContain('nothing to do');
    expect(left()).toEqual([]);
  });

  it('stops where the simulator of the node says something else, and where it says nothing', async () => {
    site(['vm2', 'vm3', 'vm4'], 'no_quorum_policy: freeze, ');
    const epoch = await epochOf();
    const instead = (script: string) =>
      daemons.lab.write(1, '/usr/local/sbin/crm_simulate', `#!/bin/sh\n${script}\n`, 0o755);
    instead('exec /usr/sbin/crm_simulate "$@" | sed /resource=.vm4/d');
    const refused = await push();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toMatch(/crm_simulate on host1 says something else: 0 actions\n/);
    expect(refused.stderr).toMatch(/^error pcmk\/engines-disagree/m);
    instead('exit 1');
    const { stdout, stderr, code } = await clusterc('plan', '--format', 'json', daemons.site);
    expect(JSON.parse(stdout)).toMatchObject({ engine: { program: 'crm_simulate', node: 'host1', actions: null } });
    expect(stderr).toMatch(/^error pcmk\/engine-not-asked/m);
    expect(code).toBe(1);
    expect(await epochOf()).toBe(epoch);
    daemons.lab.remove(1, '/usr/local/sbin/crm_simulate');
  });

  it('what a running VM will depend on starts before the order is set, so the VM does not restart', async () => {
    const before = daemons.guests().length;
    site(['vm2', 'vm3', 'vm4'], 'no_quorum_policy: freeze, ');
    const alone = readFileSync(daemons.site, 'utf8');
    writeFileSync(daemons.site, alone.replace(/^( {2}vm1: \{)/m, '$1 depend: vm/vm4,'));
    const plan = await clusterc('plan', daemons.site);
    expect(plan.stdout).toMatch(/^on a cluster that runs: vm4 starts; everything else keeps running\n/);
    expect(plan.stdout).toMatch(/crm_simulate on host1 says the same: 1 action\n/);
    expect(plan.stdout).toMatch(
      /part 1 of 2 \(all but what vm1 will wait for\)[^]*at rest: host1\n[^]*part 2 of 2 \(the rest\)/,
    );
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(await configuration()).toMatch(/<rsc_order [^>]*first="vm4"[^>]*then="vm1"/);
    expect(daemons.guests().slice(before)).toEqual(['start host2 vm4']);
    expect(await succeeds('plan', daemons.site)).toContain('nothing to do');
  });

  it('a VM with another name starts when the old one has stopped, and a failure after that takes both parts back', async () => {
    const before = await timeless();
    site(['vm2', 'vm3', 'vm6'], 'no_quorum_policy: freeze, ');
    touch('spoil');
    const failed = await push('--allow', 'pcmk/disruptive-change');
    expect(failed.stdout + failed.stderr).toMatch(/probe failed on host2: not in its staged state/);
    expect(failed.code).toBe(3);
    expect(await timeless()).toBe(before);
    expect(daemons.guests().slice(-4)).toEqual([
      'stop host2 vm4',
      'start host2 vm6',
      'stop host2 vm6',
      'start host2 vm4',
    ]);
    rmSync(daemons.lab.shared('spoil'));
    const done = await push('--allow', 'pcmk/disruptive-change');
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(daemons.guests().slice(-2)).toEqual(['stop host2 vm4', 'start host2 vm6']);
    expect(daemons.stops().slice(-3)).toEqual(['vm4 300000', 'vm6 300000', 'vm4 300000']);
    site(['vm2', 'vm3'], 'no_quorum_policy: freeze, ');
    await succeeds('push', '--yes', daemons.site, '--allow', 'pcmk/disruptive-change');
  });

  it('refuses what another one changed in the middle, and restores the files', async () => {
    const meddler =
      '[ "$1" != --no-version ] || [ ! -f /lab/shared/meddle ] || { rm /lab/shared/meddle; crm_attribute -t crm_config -n batch-limit -v 7; }';
    daemons.lab.write(1, '/usr/local/sbin/crm_diff', `#!/bin/sh\n${meddler}\nexec /usr/sbin/crm_diff "$@"\n`, 0o755);
    touch('meddle');
    site(['vm2', 'vm3', 'vm4'], 'no_quorum_policy: freeze, ');
    const refused = await push();
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(
      /patch failed on host1: the document of the cluster has version 0\.\d+, and not 0\.\d+ any more/,
    );
    expect(await configuration()).not.toContain('vm4');
    expect(HOSTS.map((n) => xmlOf(n, 'vm4'))).toEqual([undefined, undefined]);
    expect(left()).toEqual([]);
    await on(1, 'crm_attribute', '-t', 'crm_config', '-n', 'batch-limit', '--delete');
  });

  it('stops a VM with its own timeout; then it removes it, and its definition', async () => {
    site(['vm2'], 'no_quorum_policy: freeze, ');
    const refused = await push();
    expect(refused.stderr).toContain('error pcmk/disruptive-change');
    expect(refused.stderr).not.toContain('pcmk/short-stop');
    expect(refused.stdout).toMatch(/crm_simulate on host1 says the same: 1 action\n/);
    expect(refused.stdout).toMatch(
      /part 1 of 2 \(vm3 stops\)[^]*at rest, and [^\n]*no resource with id vm3, role not Stopped: host1\n[^]*part 2 of 2/,
    );
    touch('slow');
    const pushing = push('--allow', 'pcmk/disruptive-change');
    await vi.waitFor(async () => expect(await configuration()).toContain('vm3-stopped-by-push'), SOON);
    expect(HOSTS.map((n) => xmlOf(n, 'vm3'))).not.toContain(undefined);
    rmSync(daemons.lab.shared('slow'));
    expect(await pushing).toMatchObject({ code: 0 });
    expect(await configuration()).not.toContain('vm3');
    expect(daemons.stops().slice(-1)).toEqual(['vm3 300000']);
    expect(HOSTS.map((n) => xmlOf(n, 'vm3'))).toEqual([undefined, undefined]);
    expect(daemons.guests().slice(-1)).toEqual(['stop host2 vm3']);
  });

  it('revert: the CIB of before, as a new change', async () => {
    const reverted = await clusterc('revert', '--yes', daemons.site);
    expect(reverted, reverted.stderr).toMatchObject({ code: 0 });
    expect(daemons.guests().slice(-1)).toEqual(['start host2 vm3']);
    expect(await configuration()).toMatch(/name="target-role" value="Stopped"/);
  });

  it('a failure after the change restores definitions first, then the CIB, then removes what was new', async () => {
    const before = await timeless();
    site(['vm2', 'vm5'], 'no_quorum_policy: freeze, ');
    touch('spoil');
    const failed = await push('--allow', 'pcmk/disruptive-change');
    expect(failed.stdout + failed.stderr).toMatch(
      /probe failed on host2: not in its staged state: \/etc\/cluster\/vms\/vm5\.xml/,
    );
    expect(failed.code).toBe(3);
    expect(await timeless()).toBe(before);
    expect(daemons.guests().slice(-4).sort()).toEqual([
      'start host2 vm3',
      'start host2 vm5',
      'stop host2 vm3',
      'stop host2 vm5',
    ]);
    expect(HOSTS.map((n) => xmlOf(n, 'vm5'))).toEqual([undefined, undefined]);
    expect(left()).toEqual([]);
  });

  it('a killed controller: each node restores its files, and one of them the CIB', async () => {
    const before = await timeless();
    site(['vm2'], 'no_quorum_policy: stop, ');
    touch('slow');
    const pushing = daemons.begin(['push', '--yes', daemons.site, '--allow', 'pcmk/disruptive-change']);
    await reaches(pushing, async () => expect(await configuration()).toContain('vm3-stopped-by-push'));
    const epoch = await epochOf();
    await killed(pushing);
    rmSync(daemons.lab.shared('slow'));
    expect((await clusterc('plan', daemons.site)).stderr).toContain('push/still-armed');
    await daemons.passTime();
    expect(await timeless()).toBe(before);
    expect(await epochOf()).toBe(epoch + 1);
    expect(HOSTS.map((n) => xmlOf(n, 'vm3'))).not.toContain(undefined);
    expect(left()).toEqual([]);
    await daemons.settled(1);
    expect(daemons.guests().slice(-2).sort()).toEqual(['start host2 vm3', 'stop host2 vm3']);
  });

  it('a changed definition counts when its guest starts again; a restart that is allowed comes after the change of the CIB', async () => {
    site(['vm2', 'vm3'], 'no_quorum_policy: freeze, ');
    const vm1 = () => daemons.guests().filter((line) => line.endsWith(' vm1'));
    const [now, log] = [readFileSync(daemons.site, 'utf8'), vm1()];
    const memory = (size: string) =>
      writeFileSync(daemons.site, now.replace('vm1: { memory: 1G', `vm1: { memory: ${size}`));
    memory('2G');
    const later = await push();
    expect(later, later.stderr).toMatchObject({ code: 0 });
    expect(later.stderr).toMatch(/push\/restart-vm\n {2}vm1 keeps the old definition/);
    expect(HOSTS.map((n) => xmlOf(n, 'vm1'))).toEqual(HOSTS.map(() => expect.stringContaining('<memory>2097152<')));
    expect(vm1()).toEqual(log);
    writeFileSync(daemons.site, now.replace('vm1: { memory: 1G', 'vm1: { memory: 3G').replace('freeze', 'stop'));
    const both = await push('--allow', 'push/restart-vm');
    expect(both, both.stderr).toMatchObject({ code: 0 });
    expect(both.stderr + both.stdout).toMatch(/patch +host1\n[^]*run vm\/restart\/vm1 +host1/);
    expect(vm1()).toEqual([...log, 'stop host1 vm1', 'start host1 vm1']);
    writeFileSync(daemons.site, now);
    expect(await push()).toMatchObject({ code: 0 });
  });

  it('a new password of a fence device, and nothing else', async () => {
    site(['vm2', 'vm3'], 'no_quorum_policy: freeze, ');
    const value = `an p&ss"w<rd' host1`;
    secrets.add(value);
    daemons.setSecret('fence/host1', value);
    const pushed = await push();
    expect(pushed, pushed.stderr).toMatchObject({ code: 0 });
    expect(pushed.stdout).toMatch(/^on a cluster that runs: fence-bmc1 restarts; everything else keeps running\n/);
    expect(await configuration()).toContain('an p&amp;ss&quot;w&lt;rd&apos; host1');
    expect(await succeeds('diff', daemons.site)).toContain('no difference');
  });

  it('refuses what is not built, before anything changes', async () => {
    const epoch = await epochOf();
    writeFileSync(daemons.site, text.replace('debian12', 'debian12\n  corosync: { link_mode: active }'));
    const refused = await push();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(
      /push\/not-supported\n {2}a change of totem\.link_mode in corosync\.conf, which needs a restart of corosync/,
    );
    expect(await epochOf()).toBe(epoch);
    expect(left()).toEqual([]);
  });

  async function epochOf(): Promise<number> {
    return Number(/ epoch="(\d+)"/.exec(await on(1, 'cibadmin', '--query'))?.[1]);
  }
});
