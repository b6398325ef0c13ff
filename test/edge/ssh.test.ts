/** Words on their way through the login shell of a node, and what ssh and sudo say when they do not get there. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { assert, property, array, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT } from '../../src/edge/run.ts';
import { as, type HostName, type Millis } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import type { BundleNode, Connection } from '../../src/bundle/bundle.ts';
import type { Ran } from '../../src/deploy/node/ports.ts';
import { remoteLine } from '../../src/edge/node/remote-line.ts';
import { sshTransport } from '../../src/edge/node/ssh.ts';
import { pathWith } from '../support/programs.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { describeWith, run } from '../support/tools.ts';

/** What the line prints behind the command. */
const ended = (code: number) => `\nclusterc: the command ended with ${code}\n`;

/** More than any command here takes, on a busy machine too. */
const LONG = as<Millis>(600_000);

const withPath = (folder: string) => ({ PATH: `${folder}:${process.env['PATH']}` });

/** bash asks the kernel who it is, and no program in the PATH. */
const UNPRIVILEGED = process.getuid?.() === 0 ? ['--reuid', '65534', '--clear-groups'] : [];

const SHELLS = [
  ['dash', ['dash']],
  ['bash', ['bash', '--norc']],
  ['busybox', ['busybox', 'sh']],
] as const;

for (const [name, [shell, ...options]] of SHELLS)
  describeWith(name, `words through ${name}`, () => {
    it('arrive as they are, whatever is in them', () => {
      const env = withPath(pathWith({ id: 'echo 0', sudo: 'shift 2; exec "$@"' }));
      const word = string({ unit: 'binary-ascii', maxLength: 12 }).map((text) => text.replaceAll('\0', 'é'));
      assert(
        property(array(word, { maxLength: 6 }), (words) => {
          const line = remoteLine(['printf', '<%s>', ...words]);
          const expected = words.length === 0 ? '<>' : words.map((one) => `<${one}>`).join('');
          expect(run(shell, [...options, '-c', line], { env }).output).toBe(`${expected}${ended(0)}`);
        }),
        { numRuns: 60 },
      );
    });

    it('go through sudo where the login is not root', () => {
      const env = withPath(pathWith({ id: 'echo 1000', sudo: 'printf "sudo:"; printf "<%s>" "$@"' }));
      const line = remoteLine(['sh', '-c', "echo 'a b'"]);
      const { output } = run('setpriv', [...UNPRIVILEGED, shell, ...options, '-c', line], { env });
      expect(output).toBe(`sudo:<-n><--><sh><-c><echo 'a b'>${ended(0)}`);
    });
  });

function node(connection: Partial<Extract<Connection, { via: 'ssh' }>> = {}): BundleNode {
  const host = as<HostName>('host1');
  return {
    host,
    nodeName: 'host1.example.com',
    nodeId: 1,
    connection: { via: 'ssh', address: '192.0.2.1', user: null, port: null, ...connection },
  };
}

/** Runs `true` on a node through a program that replaces ssh. */
async function through(ssh: string, on = node(), more: { readonly config?: string } = {}): Promise<Ran> {
  const env = { ...withPath(pathWith({ ssh })), XDG_RUNTIME_DIR: temporaryFolder() };
  const transport = sshTransport({ env, forks: 4, group: 'ours', ...more });
  return transport.run(on, ['true'], { stdin: Sealed.of('x', 'input'), timeout: LONG });
}

for (const [shell, reason] of [
  ['tcsh', /^Bad : modifier/],
  ['fish', /^fish: /],
] as const)
  describeWith(shell, `${shell} as the login shell`, () => {
    it('is named, and runs no line of a script', async () => {
      const folder = temporaryFolder();
      const env = {
        ...withPath(pathWith({ ssh: `for last; do :; done; exec ${shell} -c "$last"` })),
        XDG_RUNTIME_DIR: temporaryFolder(),
      };
      const script = `x='y'\ntouch ${folder}/ran\n`;
      const ran = await sshTransport({ env, forks: 1, group: 'ours' }).run(node(), ['sh', '-c', script], {
        timeout: LONG,
      });
      expect(ran).toEqual({ exitCode: null, stdout: '', stderr: expect.stringMatching(reason), cause: 'no-sh' });
      expect(existsSync(join(folder, 'ran'))).toBe(false);
    });
  });

describe('a login shell that runs nothing is named', () => {
  it.each([
    [
      'nologin(8)',
      "echo 'This account is currently not available.'; exit 1",
      'This account is currently not available.',
    ],
    [
      'nologin(8) with a text of its own, below a banner',
      "echo Authorized use only. >&2; echo 'Ask the team.'; exit 1",
      'Ask the team.',
    ],
    ['false', 'exit 1', 'it ran nothing, and ended with 1 without a message'],
    ['true', 'exit 0', 'it ran nothing, and ended with 0 without a message'],
  ])('%s', async (_what, ssh, reason) => {
    expect(await through(ssh)).toEqual({ exitCode: null, stdout: '', stderr: reason, cause: 'no-sh' });
  });

  it('but not a command that prints nothing, or no newline, however it ends', async () => {
    const env = {
      ...withPath(pathWith({ ssh: 'for last; do :; done; exec sh -c "$last"', sudo: 'shift 2; exec "$@"' })),
      XDG_RUNTIME_DIR: temporaryFolder(),
    };
    const transport = sshTransport({ env, forks: 1, group: 'ours' });
    const ran = (script: string) => transport.run(node(), ['sh', '-c', script], { timeout: LONG });
    expect(await ran('exit 1')).toEqual({ exitCode: 1, stdout: '', stderr: '' });
    expect(await ran('exit 0')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await ran('printf why >&2; exit 7')).toEqual({ exitCode: 7, stdout: '', stderr: 'why' });
  });
});

describe('the call of ssh', () => {
  it('hands none of the variables of clusterc to ssh, and all others', async () => {
    const env = {
      ...withPath(pathWith({ ssh: 'env' })),
      XDG_RUNTIME_DIR: temporaryFolder(),
      CLUSTERC_SECRET_FENCE: 'swordfish',
      SSH_AUTH_SOCK: '/run/agent',
    };
    const { stdout } = await sshTransport({ env, forks: 1, group: 'ours' }).run(node(), ['true'], { timeout: LONG });
    expect(stdout).toContain('SSH_AUTH_SOCK=/run/agent\n');
    expect(stdout).not.toMatch(/CLUSTERC_|swordfish/);
  });

  it('hands on none of the variables in which a provider looks for secrets, whatever their names begin with', async () => {
    const given = {
      ...withPath(pathWith({ ssh: 'env' })),
      XDG_RUNTIME_DIR: temporaryFolder(),
      KVMHA_FENCE: 'swordfish',
      OURS_FENCE: 'swordfish',
      KVM: 'a name that begins alike',
    };
    const settings = { forks: 1, group: 'ours', providers: [{ type: 'environment', prefix: 'KVMHA_' }] } as const;
    const env = { ...given, CLUSTERC_SECRETS: 'environment:OURS_' };
    const { stdout } = await sshTransport({ env, ...settings }).run(node(), ['true'], { timeout: LONG });
    expect(stdout).toContain('KVM=a name that begins alike\n');
    expect(stdout).not.toMatch(/KVMHA_|OURS_|swordfish/);
  });

  /** Its arguments, one a line, but for the command. */
  const argumentsOf = async (on: BundleNode, config?: string): Promise<readonly string[]> => {
    const { stdout } = await through('printf "%s\\n" "$@"', on, config === undefined ? {} : { config });
    const lines = stdout.split('\n');
    return lines.slice(0, lines.indexOf('--') + 2);
  };

  it('checks host keys and asks nothing, before anything that a host says', async () => {
    const options = (await argumentsOf(node({ options: { KexAlgorithms: '+x', ConnectTimeout: '30' } }))).filter(
      (one) => one.includes('='),
    );
    expect(options.slice(0, 2)).toEqual(['BatchMode=yes', 'StrictHostKeyChecking=yes']);
    expect(options.indexOf('ConnectTimeout=30')).toBeLessThan(options.indexOf('ConnectTimeout=10'));
    expect(options).toContain('KexAlgorithms=+x');
  });

  it('leaves user and port to ssh_config where the site does not say them', async () => {
    expect(await argumentsOf(node())).not.toContain('-l');
    const said = await argumentsOf(node({ user: 'ops', port: 2222 }));
    expect(said.slice(said.indexOf('-l'))).toEqual(['-l', 'ops', '-p', '2222', '--', '192.0.2.1']);
  });

  it('reads another configuration if it is asked to', async () => {
    expect((await argumentsOf(node(), '/etc/cluster-ssh')).slice(0, 3)).toEqual(['-T', '-F', '/etc/cluster-ssh']);
  });

  it('keeps a connection in a folder that is ours alone, and none where there is no such folder', async () => {
    expect(await argumentsOf(node())).toContain('ControlMaster=auto');
    const open = temporaryFolder();
    chmodSync(open, 0o755);
    const env = { ...withPath(pathWith({ ssh: 'printf "%s\\n" "$@"' })), XDG_RUNTIME_DIR: open };
    const at = (mode: number) => {
      writeFileSync(join(open, 'x'), '');
      chmodSync(join(open, 'clusterc'), mode);
    };
    const transport = () => sshTransport({ env, forks: 1, group: 'ours' });
    await transport().run(node(), ['true'], { timeout: LONG });
    at(0o770);
    const { stdout } = await transport().run(node(), ['true'], { timeout: LONG });
    expect(stdout).toContain('ControlPath=none');
  });

  it('shares a connection only where ssh goes to the same host in the same way', async () => {
    const config = join(temporaryFolder(), 'config');
    writeFileSync(config, 'ProxyJump one\n');
    const socketOf = async (...about: Parameters<typeof argumentsOf>) =>
      basename((await argumentsOf(...about)).find((one) => one.startsWith('ControlPath=')) ?? '');
    const first = await socketOf(node(), config);
    expect(first).toMatch(/^[0-9a-f]{40}$/);
    expect(await socketOf(node(), config)).toBe(first);
    const others = [
      await socketOf(node()),
      await socketOf(node({ user: 'ops' }), config),
      await socketOf(node({ options: { HostKeyAlias: 'host1' } }), config),
      await socketOf(node({ options: { ProxyCommand: 'nc gate 22' } }), config),
    ];
    writeFileSync(config, 'ProxyJump another\n');
    others.push(await socketOf(node(), config));
    expect(new Set([first, ...others]).size).toBe(6);
  });

  it('takes included files into account, also by patterns, and those that they include', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('config'), `Host kvm*\n  Include "${folder}/?.conf" ${folder}/missing\n`);
    writeFileSync(at('a.conf'), `include=${folder}/deeper\n`);
    writeFileSync(at('deeper'), `Include ${folder}/config\nProxyJump one\n`);
    const socket = async () =>
      basename((await argumentsOf(node(), at('config'))).find((one) => one.startsWith('ControlPath=')) ?? '');
    const first = await socket();
    writeFileSync(at('.x.conf'), 'ProxyJump hidden\n');
    writeFileSync(at('bb.conf'), 'ProxyJump hidden\n');
    expect(await socket()).toBe(first);
    writeFileSync(at('deeper'), 'ProxyJump another\n');
    const second = await socket();
    writeFileSync(at('b.conf'), 'UserKnownHostsFile /etc/known\n');
    expect(new Set([first, second, await socket()]).size).toBe(3);
  });

  it.each([
    ['ControlPersist no', true],
    ['ControlPath = none', true],
    ['Host *\n  controlmaster "no"', true],
    ['Match all\n  ControlPersist false', true],
    ['Include INCLUDED', true],
    ['# ControlPersist no', false],
    ['Host gate\n  ControlPersist no', false],
    ['Host gate\n  Include INCLUDED', false],
    ['Host gate\nHost *\n  ControlPath none', true],
    ['ControlPath ~/.ssh/%C\nHost *\n  ControlPath none', false],
    ['ControlPersist 5m', false],
  ])('keeps no connection where the configuration of ssh says so for all hosts: %j', async (text, off) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'included'), 'ControlPersist no\nHost x\n');
    writeFileSync(join(folder, 'config'), `${text.replace('INCLUDED', join(folder, 'included'))}\n`);
    const given = await argumentsOf(node(), join(folder, 'config'));
    expect(given.includes('ControlPath=none')).toBe(off);
    expect(given.includes('ControlMaster=auto')).toBe(!off);
  });

  it('keeps no connection to a host whose own options say so', async () => {
    const given = await argumentsOf(node({ options: { ControlPath: 'none' } }));
    const first = given.find((one) => one.startsWith('ControlPath='));
    expect(first).toBe('ControlPath=none'); // ssh takes the first value
  });

  it('connects ahead to each node once, where commands share a session, and again where that has failed', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'log');
    const begun = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0);
    const ssh = `echo begun >>${log}; [ ! -f ${folder}/down ] || exit 255; for last; do :; done; exec sh -c "$last"`;
    const env = { ...withPath(pathWith({ ssh, sudo: 'shift 2; exec "$@"' })), XDG_RUNTIME_DIR: folder };
    const settings = { env, forks: 2, group: 'ours' } as const;
    sshTransport(settings).prepare?.([node()]);
    const ran = (transport: ReturnType<typeof sshTransport>) =>
      transport.run(node(), ['echo', 'here'], { timeout: LONG, connection: 'kept' });
    const ahead = sshTransport({ ...settings, sessions: true });
    ahead.prepare?.([node()]);
    expect(await ran(ahead)).toMatchObject({ exitCode: 0, stdout: 'here\n' });
    expect(begun()).toBe(1);
    writeFileSync(join(folder, 'down'), '');
    const late = sshTransport({ ...settings, sessions: true });
    late.prepare?.([node()]);
    while (begun() < 2) await new Promise((done) => setTimeout(done, 10));
    await new Promise((done) => setTimeout(done, 200));
    rmSync(join(folder, 'down'));
    expect(await ran(late)).toMatchObject({ exitCode: 0, stdout: 'here\n' });
    expect(begun()).toBe(3);
  });

  it('hands on the input, and what the command says and how it ends', async () => {
    expect(await through(`cat; echo bad >&2; printf '${ended(3)}' >&2; exit 3`)).toEqual({
      exitCode: 3,
      stdout: 'input',
      stderr: 'bad\n',
    });
  });

  it('runs no more at once than it is allowed', async () => {
    const folder = temporaryFolder();
    // The first one ends only when a second one has begun.
    const ssh = `echo b >>${folder}/log; until [ "$(grep -c b ${folder}/log)" -gt 1 ]; do sleep 0.02; done; echo e >>${folder}/log`;
    const env = { ...withPath(pathWith({ ssh })), XDG_RUNTIME_DIR: folder };
    const transport = sshTransport({ env, forks: 2, group: 'ours' });
    await Promise.all(Array.from({ length: 6 }, () => transport.run(node(), ['true'], { timeout: LONG })));
    let running = 0;
    const depths = readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .map((line) => (running += line === 'b' ? 1 : line === 'e' ? -1 : 0));
    expect(Math.max(...depths)).toBe(2);
  });
});

/** What OpenSSH 9.2 and sudo 1.9 print, recorded with real ones; the last two are sudo 1.7's, from its source. */
const FAILURES: readonly (readonly [cause: string, exit: number, stderr: string, reason: string])[] = [
  [
    'host-key-unknown',
    255,
    'No ED25519 host key is known for 192.0.2.1 and you have requested strict checking.\r\nHost key verification failed.\r\n',
    'No ED25519 host key is known for 192.0.2.1 and you have requested strict checking.',
  ],
  [
    'host-key-changed',
    255,
    '@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n@@@@@\r\nOffending ED25519 key in /home/ops/.ssh/known_hosts:7\r\nHost key for 192.0.2.1 has changed and you have requested strict checking.\r\nHost key verification failed.\r\n',
    'Offending ED25519 key in /home/ops/.ssh/known_hosts:7',
  ],
  [
    'no-common-algorithm',
    255,
    'Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa\r\n',
    'Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa',
  ],
  [
    'login-refused',
    255,
    'Authorized use only.\r\nroot@192.0.2.1: Permission denied (publickey).\r\n',
    'root@192.0.2.1: Permission denied (publickey).',
  ],
  [
    'no-connection',
    255,
    'ssh: connect to host 192.0.2.1 port 22: No route to host\r\n',
    'connect to host 192.0.2.1 port 22: No route to host',
  ],
  ['no-connection', 255, '', 'ssh ended without a message'],
  ['sudo-refused', 1, 'sudo: a password is required\n', 'sudo: a password is required\n'],
  [
    'sudo-refused',
    1,
    'sudo: sorry, you must have a tty to run sudo\n',
    'sudo: sorry, you must have a tty to run sudo\n',
  ],
  ['sudo-refused', 127, 'bash: sudo: command not found\n', 'bash: sudo: command not found\n'],
];

describe('a failure', () => {
  it.each(FAILURES)('%s (%i): %j', async (cause, exit, stderr, reason) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'said'), exit === 255 ? stderr : `${stderr}${ended(exit)}`);
    expect(await through(`cat ${folder}/said >&2; exit ${exit}`)).toEqual({
      exitCode: null,
      stdout: '',
      stderr: reason,
      cause,
    });
  });

  it('belongs to a command that exits as ssh does', async () => {
    const env = {
      ...withPath(pathWith({ ssh: 'for last; do :; done; exec sh -c "$last"', sudo: 'shift 2; exec "$@"' })),
      XDG_RUNTIME_DIR: temporaryFolder(),
    };
    const transport = sshTransport({ env, forks: 1, group: 'ours' });
    const restart = 'echo "Local machine trying to restart vm:vm1...Failure"; echo why >&2; exit 255';
    expect(await transport.run(node(), ['sh', '-c', restart], { timeout: LONG })).toEqual({
      exitCode: 255,
      stdout: 'Local machine trying to restart vm:vm1...Failure\n',
      stderr: 'why\n',
    });
  });

  it('of the command itself has no cause', async () => {
    expect(await through(`echo no such file >&2; printf '${ended(1)}' >&2; exit 1`)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'no such file\n',
    });
  });

  it('to end is an end, and to stop talking too', async () => {
    const env = { ...withPath(pathWith({ ssh: 'exec sleep 3600' })), XDG_RUNTIME_DIR: temporaryFolder() };
    const hanging = sshTransport({ env, forks: 1, group: 'ours' });
    expect(await hanging.run(node(), ['true'], { timeout: as<Millis>(200) })).toMatchObject({ cause: 'no-answer' });
    expect(await through(`yes | head -c ${MAX_OUTPUT + 1}`)).toMatchObject({
      exitCode: null,
      cause: 'too-much',
      stdout: '',
    });
  });
});
