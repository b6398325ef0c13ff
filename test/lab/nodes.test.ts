/** clusterc looks at real hosts over ssh: healthy ones, broken ones, and ones that lie. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { builtLab, type Built } from './clusterc.ts';
import { describeLab } from './describe.ts';

const CONF = '/etc/cluster/cluster.conf';

describeLab('four hosts over ssh', () => {
  let built: Built;
  beforeAll(async () => {
    built = await builtLab({ hosts: 4 });
  });
  afterAll(() => built.down());

  const status = (...more: readonly string[]) => built.clusterc(['status', built.site, ...more]);
  const diff = (...more: readonly string[]) => built.clusterc(['diff', built.site, ...more]);
  /** Codes of what is said of nodes, sorted, each once. */
  const codes = (text: string) => {
    const found = text.matchAll(/^(?:error|warning) ((?:node|status|drift)\/[\w-]+)/gm);
    return [...new Set([...found].map(([, code]) => code ?? ''))].sort();
  };

  const READING =
    /^(cman_tool (version|status|nodes)|fence_tool ls|group_tool ls|clustat -x|iscsiadm -m (session|node)|service \S+ status|ls .*|(pvs|vgs|lvs) --noheadings .*|virsh -r list --all|virsh (-r capabilities|--version)|chkconfig --list|rpm .*)$/;

  it('are as the site says: nothing to tell, and nothing is changed on them', async () => {
    const { lab } = built;
    const before = lab.hosts.map((n) => lab.tree(n));
    const asked = lab.hosts.map((n) => lab.commands(n).length);
    const [health, difference] = [await status(), await diff()];
    const facts = await built.clusterc(['facts', built.site, '-o', `${built.site}.facts`]);
    expect(facts, facts.stderr).toMatchObject({ code: 0 });
    expect(readFileSync(`${built.site}.facts`, 'utf8')).toMatch(/^ {2}host4:\n {4}collected: /m);
    expect(health).toMatchObject({ code: 0, stdout: expect.stringContaining('quorate, 4 of 4 members') });
    expect(difference).toMatchObject({ code: 0, stdout: expect.stringContaining('no difference') });
    expect(lab.hosts.map((n) => lab.tree(n))).toEqual(before);
    const commands = lab.hosts.flatMap((n) =>
      lab
        .commands(n)
        .slice(asked[n - 1])
        .map(({ argv }) => argv.join(' ')),
    );
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((command) => !READING.test(command))).toEqual([]);
  });

  it('asked a second time for facts, give the same file', async () => {
    const file = `${built.site}.facts`;
    const before = readFileSync(file, 'utf8');
    const again = await built.clusterc(['facts', built.site, '-o', file]);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing has changed') });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('are described by the one that is asked', async () => {
    const health = await status('--limit', 'host1');
    expect(health.stdout).toMatch(
      /quorate, 4 of 4 members, config_version 1\n {2}host1 [^]*\n {2}vm:vm1 +started +host3\n/,
    );
    expect(health.code).toBe(0);
  });

  it('are the same without the values of secrets, except for these values', async () => {
    const found = await built.clusterc(['diff', built.site], { CLUSTERC_SECRETS: 'environment:NONE' });
    expect(found.code).toBe(0);
    expect(found.stdout).toContain('no value is at hand: fence/host1');
  });

  it.each(['dash', 'busybox'] as const)('with %s as the login shell of root: the same', async (shell) => {
    built.lab.shell(1, shell);
    expect(await status('--limit', 'host1')).toMatchObject({ code: 0 });
    built.lab.shell(1, 'bash');
  });

  /** The site with more below a host. */
  function siteWith(host: string, lines: string): string {
    const file = built.site.replace(/\.yaml$/, '-2.yaml');
    writeFileSync(file, readFileSync(built.site, 'utf8').replace(`  ${host}:\n`, `  ${host}:\n${lines}\n`));
    return file;
  }

  it('a user with sudo is as good as root; without it, that is said', async () => {
    const site = siteWith('host1', '    ssh: { user: ops }');
    built.lab.sudo(1, 'free');
    expect(await built.clusterc(['status', site, '--limit', 'host1'])).toMatchObject({ code: 0 });
    for (const how of ['requiretty', 'password'] as const) {
      built.lab.sudo(1, how);
      const refused = await built.clusterc(['status', site, '--limit', 'host1']);
      expect(refused.code).toBe(1);
      expect(codes(refused.stderr)).toEqual(['node/sudo-refused']);
    }
  });

  it.each([
    ['rhel6', 'HostKeyAlgorithms: +ssh-rsa, PubkeyAcceptedAlgorithms: ssh-rsa'],
    [
      'rhel5',
      'HostKeyAlgorithms: +ssh-rsa, PubkeyAcceptedAlgorithms: ssh-rsa, KexAlgorithms: +diffie-hellman-group14-sha1',
    ],
  ] as const)('an sshd with the algorithms of %s needs the options that docs/ssh.md names', async (crypto, options) => {
    const { lab } = built;
    await lab.crypto(1, crypto);
    try {
      const refused = await status('--limit', 'host1');
      expect(codes(refused.stderr)).toEqual(['node/no-common-algorithm']);
      const site = siteWith(
        'host1',
        `    ssh: { options: { ${options}, IdentityFile: ${lab.rsaKey}, HostKeyAlias: host1-rsa } }`,
      );
      const known = await knownWithRsa();
      const accepted = await built.clusterc(['status', site, '--limit', 'host1'], { CLUSTERC_SSH_CONFIG: known });
      expect(accepted, accepted.stderr).toMatchObject({ code: 0 });
    } finally {
      await lab.crypto(1, 'today');
    }
  });

  /** An ssh_config whose known hosts have the RSA key of host1, too. */
  async function knownWithRsa(): Promise<string> {
    const { lab } = built;
    const { stdout: key } = await lab.exec(1, ['cat', '/etc/ssh/ssh_host_rsa_key.pub']);
    const hosts = `${lab.sshConfig}.known`;
    writeFileSync(hosts, `host1-rsa ${key}`);
    const config = `${lab.sshConfig}.rsa`;
    writeFileSync(config, `UserKnownHostsFile ${hosts}\n${readFileSync(lab.sshConfig, 'utf8')}`);
    return config;
  }

  it('one that is cut off is reported, and the others are looked at', async () => {
    await built.lab.cut(3);
    const site = siteWith('host3', '    ssh: { options: { ConnectTimeout: 1 } }');
    const health = await built.clusterc(['status', site]);
    await built.lab.heal(3);
    expect(health.code).toBe(1);
    expect(codes(health.stderr)).toEqual(['node/no-connection']);
    expect(health.stdout).toMatch(/host1 .*member/);
  });

  it('one with a full disk is looked at like any other', async () => {
    await built.lab.fill(2);
    expect(await diff()).toMatchObject({ code: 0 });
    await built.lab.unfill(2);
  });

  it('an edit is found, with its node and place', async () => {
    const { lab } = built;
    const text = lab.read(2, CONF) ?? '';
    lab.write(2, CONF, text.replace('post_join_delay="', 'post_join_delay="1'), 0o640);
    const found = await diff();
    lab.write(2, CONF, text, 0o640);
    expect(found.code).toBe(2);
    expect(found.stdout).toMatch(/cluster\.conf.*host2/);
    expect(found.stdout).toContain('post_join_delay');
    expect(found.stdout).not.toMatch(/host[134]\b.*cluster\.conf/);
  });

  it('a suspended node is an error of status, although the announcement ended well', async () => {
    const { lab } = built;
    const before = lab.state();
    const text = lab.read(1, CONF) ?? '';
    for (const n of [1, 2, 3]) lab.write(n, CONF, text.replace('config_version="1"', 'config_version="2"'), 0o640);
    await lab.exec(1, ['cman_tool', 'version', '-r', '-S']);
    const health = await status();
    for (const n of [1, 2, 3]) lab.write(n, CONF, text, 0o640);
    lab.setState(before);
    expect(health.code).toBe(2);
    expect(health.stderr).toMatch(/^error status\/suspended\n {2}cman on host4/m);
  });

  const BASHRC = '/root/.bashrc';
  let bashrc: string | undefined;
  /** The login shell of root on a host says something before each command. */
  const greet = (n: number, script: string) => {
    bashrc = built.lab.read(n, BASHRC);
    built.lab.write(n, BASHRC, script);
  };
  afterEach(() => {
    if (bashrc !== undefined) built.lab.write(4, BASHRC, bashrc);
  });

  it.each([
    ['greets', 'echo Welcome', 'node/not-understood'],
    ['never stops to talk', 'exec yes', 'node/too-much-output'],
    [
      'sends control characters',
      String.raw`printf '\033[2J\033]0;x\007clusterc-node 2\n\033[31m'`,
      'node/not-understood',
    ],
    [
      'tells of a path outside',
      String.raw`printf 'clusterc-node 2\nlock -\ninstalled -\nprevious -\ninterrupted -\nversion file -\nversion running -\nversion installed -\nfile extra ours 0600 root root - /etc/../../x\n|x\n.\nend\n'; exit 0`,
      'node/not-understood',
    ],
    [
      'sends a text of another digest',
      String.raw`printf 'clusterc-node 2\nlock -\ninstalled -\nprevious -\ninterrupted -\nversion file -\nversion running -\nversion installed -\nfile extra ours 0600 root root ${'1'.repeat(64)} /etc/x\n|x\n.\nend\n'; exit 0`,
      'node/wrong-digest',
    ],
    ['ends in the middle', String.raw`printf 'clusterc-node 2\nlock -\n'; exit 0`, 'node/cut-off'],
  ])('a host that %s is reported, and the others are shown', async (_what, script, code) => {
    greet(4, `${script}\n`);
    const found = await diff();
    expect(found.code).toBe(1);
    expect(codes(found.stderr)).toEqual([code]);
    expect(found.stdout + found.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(found.stdout).toMatch(/3 /);
  });

  it('a command of the cluster that hangs holds up one answer only', async () => {
    built.lab.setFault(1, 'clustat', { fault: 'hangs' });
    const health = await status('--limit', 'host1,host2');
    built.lab.setFault(1, 'clustat', undefined);
    expect(codes(health.stderr)).toContain('status/no-answer');
    expect(health.stdout).toContain('host2');
  });

  it('a changed host key is refused, and the others are shown', async () => {
    await built.lab.rekey(4);
    const found = await diff();
    expect(found.code).toBe(1);
    expect(codes(found.stderr)).toEqual(['node/host-key-changed']);
    expect(found.stderr).toContain('Offending');
  });
});
