/** status, diff, facts and import of hosts with real corosync and pacemaker. None of them changes anything, or shows a secret. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../support/tools.ts';
import type { Ended } from '../lab.ts';
import { Daemons, missingForDaemons, operated } from './daemons.ts';

const CIB = '/var/lib/pacemaker/cib/cib.xml';

describeNeeding(missingForDaemons(), 'asking two hosts with real corosync and pacemaker', () => {
  let daemons: Daemons;
  const said: string[] = [];
  beforeAll(async () => {
    daemons = await Daemons.up({ hosts: 2 });
  });
  afterAll(() => daemons.down());
  afterEach(() => {
    for (const secret of [...daemons.secrets.values(), OTHER])
      for (const text of said) expect(text).not.toContain(secret);
  });

  const clusterc = async (...argv: readonly string[]): Promise<Ended> => {
    const ended = await daemons.clusterc(argv);
    said.push(ended.stdout, ended.stderr);
    return ended;
  };
  const on = async (n: number, ...argv: readonly string[]) => {
    const ended = await daemons.lab.exec(n, argv);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    return ended.stdout;
  };
  const epoch = async () => /\bepoch="\d+"/.exec(await on(1, 'cibadmin', '--query'))?.[0];
  const OTHER = 'another<password';

  it('status: the cluster is as the site says, but for what only a push can record', async () => {
    const before = await epoch();
    const { stdout, code } = await clusterc('status', daemons.site);
    expect(stdout).toMatch(/^lab: quorate, 2 of 2 members\n {2}host1 +member +pacemaker/);
    expect(stdout).toMatch(/ {2}vm1 +started +host1\n {2}vm2 +started +host2\n/);
    expect(stdout).not.toContain(CIB);
    expect(stdout.match(/as desired, but not recorded/g)).toHaveLength(5);
    expect(code).toBe(2);
    expect(await epoch()).toBe(before);
  });

  it('status: a guest that runs with another definition than its file, and an operation that has failed', async () => {
    await on(2, 'sed', '-i', '/memory/s/[0-9][0-9]*/4096/', '/run/guests/vm2');
    daemons.lab.remove(1, '/run/guests/vm1');
    await daemons.until(1, `crm_mon -1 --output-as=xml | grep -c '<failure '`, '1');
    await daemons.settled(1);
    const reported = (await clusterc('status', daemons.site)).stderr.replaceAll(/\s+/g, ' ');
    expect(reported).toMatch(
      /status\/other-definition vm2 runs on host2 with another definition than that in \S+vm2\.xml /,
    );
    expect(reported.match(/other-definition/g)).toHaveLength(1);
    expect(reported).toMatch(
      /pcmk\/failed-operation monitor of vm1 failed on host1\.example\.com at [^a-z]*: not running /,
    );
    await on(1, 'crm_resource', '--cleanup');
    await daemons.settled(1);
    expect((await clusterc('status', daemons.site)).stderr).not.toContain('failed-operation');
  });

  it('diff: the CIB that runs means what the site says', async () => {
    expect(await clusterc('diff', daemons.site)).toMatchObject({
      code: 0,
      stdout: 'no difference: 2 nodes have what the site says\n',
    });
  });

  it('diff and status: what operators do to resources is theirs', async () => {
    await operated(daemons, on);
    expect(await clusterc('diff', daemons.site)).toMatchObject({ code: 0 });
    const { stdout } = await clusterc('status', daemons.site);
    expect(stdout).toMatch(/ {2}vm2 +stopped/);
    expect(stdout).not.toContain(CIB);
  });

  it('diff and status: any other change of our sections is drift, and no password is shown', async () => {
    await on(1, 'crm_attribute', '--type', 'crm_config', '--name', 'no-quorum-policy', '--update', 'freeze');
    await on(1, 'crm_resource', '--resource', 'fence-bmc1', '--set-parameter=password', `--parameter-value=${OTHER}`);
    const { stdout, code } = await clusterc('diff', daemons.site);
    expect(code).toBe(2);
    expect(stdout).toContain('2 of 2 nodes differ: 1 difference in 1 file');
    expect(stdout).toMatch(/~ \/var\/lib\/pacemaker\/cib\/cib\.xml +host1, host2/);
    expect(stdout).toMatch(/- .*no-quorum-policy.*freeze/);
    expect(stdout).toMatch(/- .*password.*\(hidden\)/);
    expect((await clusterc('status', daemons.site)).stdout).toMatch(
      /~ \S+cib\.xml +host1, host2 \(not what the site says\)/,
    );
    expect((await clusterc('diff', '--format', 'json', daemons.site)).code).toBe(2);
  });

  it('facts: what boots and which agents are there', async () => {
    const { stdout, code } = await clusterc('facts', daemons.site);
    expect(code).toBe(0);
    expect(stdout).toMatch(/fence_agents:[^]*- fence_ipmilan/);
  });

  it('import: the hosts become a site with the same fencing and the same VMs', async () => {
    const output = daemons.output('imported');
    const done = await clusterc('import', '--from', 'host1,host2', '-o', output);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    const site = readFileSync(join(output, 'site.yaml'), 'utf8');
    said.push(site, readFileSync(join(output, 'IMPORT.md'), 'utf8'));
    expect(site).toMatch(/fence_ipmilan[^]*host1:[^]*host2:[^]*vm1:[^]*vm2:/);
    expect(existsSync(join(output, '.secrets.yaml'))).toBe(true);
  });

  it('status: a node that operators put on standby is named as such', async () => {
    await on(1, 'crm_attribute', '--node', 'host1.example.com', '--name', 'standby', '--update', 'on');
    expect((await clusterc('status', daemons.site)).stdout).toMatch(/host1 +member +pacemaker: standby/);
    await on(1, 'crm_attribute', '--node', 'host1.example.com', '--name', 'standby', '--delete');
  });

  it('status and diff: a node without pacemaker is named, and the others say what runs', async () => {
    await on(2, 'sh', '-c', 'kill "$(pidof pacemakerd)"; while pidof pacemakerd; do sleep 0.1; done >/dev/null');
    const { stdout, stderr } = await clusterc('status', daemons.site);
    expect(stderr).toContain('pacemaker does not run on host2');
    expect(stdout).toMatch(/~ \S+cib\.xml +host1 \(not what the site says\)/);
  });
});
