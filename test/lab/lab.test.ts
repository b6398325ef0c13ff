/** The lab is what tests of reading and pushing over ssh take it for. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLUSTER_CONF } from '../cluster/membership.ts';
import { clusterConf, hostNames } from '../cluster/samples.ts';
import { formed } from '../cluster/state.ts';
import { Lab } from './lab.ts';
import { describeLab } from './describe.ts';

const conf = (version: number) => clusterConf({ hosts: 4, version, vms: { vm1: '', vm2: 'autostart="0"' } });

describeLab('a lab of four hosts', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.up({ hosts: 4 });
  });
  afterAll(() => lab.down());

  const ssh = (n: number, command: string) => lab.ssh(n, [], command);
  const says = async (n: number, command: string) => (await ssh(n, command)).stdout;

  describe('hosts', () => {
    it('are reached by their names, from the control side and from each other', async () => {
      const names = await Promise.all(lab.hosts.map((n) => says(n, 'hostname')));
      expect(names).toEqual(['host1\n', 'host2\n', 'host3\n', 'host4\n']);
      expect(await says(1, 'getent hosts host3')).toBe(`${lab.address(3).padEnd(15)} host3\n`);
    });

    it('have a file system each', async () => {
      lab.write(1, '/etc/cluster/only-here', 'x');
      expect(await says(1, 'cat /etc/cluster/only-here')).toBe('x');
      expect((await ssh(2, 'cat /etc/cluster/only-here')).code).toBe(1);
      lab.remove(1, '/etc/cluster/only-here');
    });

    it('cannot be reached from anywhere else', async () => {
      expect((await lab.run(['ip', 'route'])).stdout).toMatch(/^10\.\d+\.0\.0\/16 dev eth0 [^\n]*\n$/);
    });

    it('cannot write what is not their own', async () => {
      expect((await ssh(1, 'touch /usr/lib/x /usr/local/x')).stderr).toContain('Read-only file system');
    });
  });

  describe('a digest', () => {
    it('is the same after commands that only read', async () => {
      const before = lab.digest(1);
      await ssh(1, 'cman_tool status; clustat -x; cat /etc/cluster/cluster.conf; find /etc /var >/dev/null');
      await lab.ssh(1, ['-l', 'ops'], 'sudo -n cat /etc/shadow');
      expect(lab.digest(1)).toBe(before);
    });

    it.each([
      ['a file is written', 'echo x > /var/lib/x', 'rm /var/lib/x'],
      ['a mode changes', 'chmod 600 /etc/cluster/cluster.conf', 'chmod 640 /etc/cluster/cluster.conf'],
      ['an owner changes', 'chown ops /etc/cluster', 'chown root /etc/cluster'],
      ['a link is made', 'ln -s /etc/passwd /root/link', 'rm /root/link'],
      ['something stays in /tmp', 'mkdir /tmp/left', 'rmdir /tmp/left'],
      ['a command is added', 'touch /usr/local/sbin/new', 'rm /usr/local/sbin/new'],
    ])('is another one when %s', async (_, change, back) => {
      const before = lab.digest(2);
      await lab.exec(2, ['sh', '-c', change]);
      expect(lab.digest(2)).not.toBe(before);
      await lab.exec(2, ['sh', '-c', back]);
      expect(lab.digest(2)).toBe(before);
    });
  });

  describe('stand-ins', () => {
    it('are one cluster: a version that is announced on one host is seen on another', async () => {
      for (const n of lab.hosts) lab.write(n, CLUSTER_CONF, conf(2), 0o640);
      expect(await ssh(1, 'cman_tool version -r -S')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await says(3, 'cman_tool version')).toBe('6.2.0 config 2\n');
    });

    it('see the files of each other, as daemons do: a host without the file is suspended, and says so', async () => {
      for (const n of [1, 2, 3]) lab.write(n, CLUSTER_CONF, conf(3), 0o640);
      expect((await ssh(1, 'cman_tool version -r -S')).code).toBe(0);
      expect(await says(4, 'cman_tool status')).toContain('\nFlags: Error \n');
      lab.write(4, CLUSTER_CONF, conf(3), 0o640);
      expect(await says(4, 'cman_tool status')).toContain('Config Version: 3\n');
    });

    it('take turns', async () => {
      const before = lab.state().now;
      const calls = lab.hosts.flatMap((n) => [ssh(n, 'clusvcadm -R vm:vm1'), ssh(n, 'clusvcadm -R vm:vm1')]);
      expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(Array(8).fill(0));
      expect(lab.state().now).toBe(before + 8);
    });

    it('leave a line for each call in the log of their host', async () => {
      const before = lab.commands(2).length;
      await ssh(2, 'clustat -x; virsh -r list --all');
      expect(
        lab
          .commands(2)
          .slice(before)
          .map(({ argv }) => argv),
      ).toEqual([
        ['clustat', '-x'],
        ['virsh', '-r', 'list', '--all'],
      ]);
    });

    it('speak as RHEL 5 too, where ccs_tool writes the file of every member', async () => {
      lab.setState(formed('rhel5', hostNames(4), conf(1)));
      lab.write(2, '/root/new.conf', conf(7));
      expect(await says(2, 'ccs_tool update /root/new.conf')).toContain('from version 1 to 7');
      expect(lab.hosts.map((n) => lab.read(n, CLUSTER_CONF))).toEqual(Array(4).fill(conf(7)));
      expect(await says(3, 'cman_tool version')).toBe('6.1.0 config 7\n');
      expect(await says(3, 'group_tool ls')).toMatch(/^type +level name/);
      lab.remove(2, '/root/new.conf');
      lab.setState(formed('rhel6', hostNames(4), conf(7)));
    });
  });

  describe('a command that misbehaves', () => {
    it('fails', async () => {
      lab.setFault(1, 'clustat', { fault: 'exits', code: 3, says: 'no' });
      expect(await ssh(1, 'clustat')).toEqual({ code: 3, stdout: '', stderr: 'clustat: no\n' });
      lab.setFault(1, 'clustat', undefined);
      expect((await ssh(1, 'clustat')).code).toBe(0);
    });

    it('hangs', async () => {
      lab.setFault(1, 'clustat', { fault: 'hangs' });
      expect((await ssh(1, 'timeout -s KILL 0.5 clustat')).code).not.toBe(0);
    });

    it('has no end', async () => {
      lab.setFault(1, 'clustat', { fault: 'endless' });
      expect(await says(1, 'clustat | head -c 3000000 | wc -c')).toBe('3000000\n');
    });

    it('prints what no terminal should see', async () => {
      lab.setFault(1, 'clustat', { fault: 'garbage' });
      expect(await says(1, 'clustat')).toContain('\u001b[2J');
      lab.setFault(1, 'clustat', undefined);
    });
  });

  describe('users and shells', () => {
    it.each(['bash', 'dash', 'busybox'] as const)('root may have %s', async (shell) => {
      lab.shell(1, shell);
      expect(await says(1, 'readlink /proc/$$/exe; true')).toBe(`/usr/bin/${shell}\n`);
      lab.shell(1, 'bash');
    });

    it('ops may use sudo, unless that wants a terminal or a password', async () => {
      const sudo = () => lab.ssh(1, ['-l', 'ops'], 'sudo -n id -un');
      expect(await sudo()).toMatchObject({ code: 0, stdout: 'root\n' });
      lab.sudo(1, 'requiretty');
      expect((await sudo()).stderr).toContain('you must have a tty');
      lab.sudo(1, 'password');
      expect((await sudo()).stderr).toContain('a password is required');
      lab.sudo(1, 'free');
    });

    it('ops without sudo learns nothing of the cluster', async () => {
      const { code, stderr } = await lab.ssh(1, ['-l', 'ops'], '/usr/local/sbin/cman_tool status');
      expect([code, stderr]).toEqual([1, 'cman_tool: Cannot open connection to cman, permission denied.\n']);
      expect(lab.commands(1).at(-1)?.argv).toEqual(['cman_tool', 'status']);
    });
  });

  describe('the network, power and disks', () => {
    it('a cable is pulled and plugged in', async () => {
      await lab.cut(3);
      expect((await lab.ssh(3, ['-o', 'ConnectTimeout=1'], 'true')).stderr).toContain('timed out');
      await lab.heal(3);
      expect((await ssh(3, 'true')).code).toBe(0);
    });

    it('a distance delays', async () => {
      await lab.delay(3, 100);
      const start = performance.now();
      await ssh(3, 'true');
      expect(performance.now() - start).toBeGreaterThan(400);
      await lab.delay(3, 0);
    });

    it('a disk fills up', async () => {
      await lab.fill(3);
      expect((await ssh(3, 'echo x > /etc/cluster/y')).stderr).toContain('No space left');
      await lab.unfill(3);
      expect((await ssh(3, 'echo x > /etc/cluster/y && rm /etc/cluster/y')).code).toBe(0);
    });

    it('a host that loses its power is fenced, and keeps its disk', async () => {
      lab.write(4, '/var/lib/kept', 'x');
      await lab.kill(4);
      expect(await says(1, 'cman_tool nodes')).toMatch(/ 4 {3}X .*node4/);
      await lab.start(4);
      expect(await says(4, 'cat /var/lib/kept')).toBe('x');
      expect((await ssh(4, 'cman_tool version')).stderr).toContain('is it running ?');
      expect((await ssh(4, 'cman_tool join')).code).toBe(0);
      expect(await says(1, 'cman_tool nodes')).toMatch(/ 4 {3}M .*node4/);
    });
  });

  /**
   * What an ssh client of today (OpenSSH 8.8 or later) needs for these sshd. The key of the user must be RSA:
   * sshd before 6.5 knows no Ed25519. Against a real one `+ssh-rsa` does for PubkeyAcceptedAlgorithms; the sshd here is a
   * new one, which announces signatures that it then refuses (server-sig-algs), so the client may offer no other.
   */
  const HOST_KEY = ['-o', 'HostKeyAlgorithms=+ssh-rsa'];
  const USER_KEY = ['-o', 'PubkeyAcceptedAlgorithms=ssh-rsa'];
  const EXCHANGE = ['-o', 'KexAlgorithms=+diffie-hellman-group14-sha1'];
  const CIPHER = ['-o', 'Ciphers=+aes128-cbc'];

  describe('an sshd of another time', () => {
    const needed = {
      rhel6: [HOST_KEY, USER_KEY],
      rhel5: [HOST_KEY, USER_KEY, EXCHANGE],
      cbc: [HOST_KEY, USER_KEY, EXCHANGE, CIPHER],
    } as const;
    const attempt = async (options: readonly (readonly string[])[]) =>
      (await lab.ssh(2, ['-i', lab.rsaKey, ...options.flat()], 'true')).code;

    it.each(['rhel6', 'rhel5', 'cbc'] as const)(
      '%s accepts a client with these options, and not with fewer',
      async (kind) => {
        await lab.crypto(2, kind);
        const options = needed[kind];
        expect(await attempt(options)).toBe(0);
        const without = options.map((left) => options.filter((option) => option !== left));
        expect(await Promise.all(without.map(attempt))).toEqual(options.map(() => 255));
      },
    );

    it('refuses a client without options', async () => {
      expect((await ssh(2, 'true')).stderr).toContain('no matching key exchange method found');
      await lab.crypto(2, 'today');
      expect((await ssh(2, 'true')).code).toBe(0);
    });
  });

  it('a host key that changed is refused', async () => {
    await lab.rekey(2);
    const { code, stderr } = await ssh(2, 'true');
    expect(code).toBe(255);
    expect(stderr).toContain('Host key verification failed');
  });
});

describeLab('two labs', () => {
  it('exist next to each other; a host may have no stand-ins', async () => {
    const one = { hosts: 1, conf: clusterConf({ hosts: 1, version: 1, vms: {} }) };
    const [full, bare] = await Promise.all([Lab.up(one), Lab.up({ ...one, bare: [1] })]);
    const asked = await Promise.all([full, bare].map((lab) => lab.ssh(1, [], 'cman_tool version')));
    expect(asked.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, '6.2.0 config 1\n'],
      [127, ''],
    ]);
    await Promise.all([full.down(), bare.down()]);
  });

  it('go when the process that made them is gone, whatever ended it', async () => {
    const lab = resolve(import.meta.dirname, 'netlab');
    const NETLAB_PREFIX = `clt${process.pid}gone`;
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin`, NETLAB_PREFIX };
    const script = '"$0" up 1 --owner $$ && kill -9 $$';
    expect(spawnSync('sh', ['-c', script, lab], { env }).signal).toBe('SIGKILL');
    const left = [
      `/run/netns/${NETLAB_PREFIX}-1`,
      `/var/tmp/netlab-${NETLAB_PREFIX}`,
      `/run/netlab-${NETLAB_PREFIX}.root`,
    ];
    await vi.waitFor(() => expect(left.filter((path) => existsSync(path))).toEqual([]), 600_000);
  });
});
