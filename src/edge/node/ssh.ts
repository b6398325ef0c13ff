/**
 * Transport `ssh`: the OpenSSH of this machine, with the user's configuration, agent, jump hosts and known hosts.
 *
 * A master process keeps one connection per node for a minute (ControlPersist), so that the next command needs no new key
 * exchange. The arguments become one line for the login shell; only this file quotes them.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { BundleNode, Connection } from '../../bundle/bundle.ts';
import type { Ran, Transport } from '../../deploy/node/ports.ts';
import type { Cause } from '../../deploy/node/cause.ts';
import { runCommand, type RunOptions, type Environment } from '../run.ts';

type Ssh = Extract<Connection, { via: 'ssh' }>;

/** Options that neither ssh_config nor a site can change. ssh uses the first value of an option, ssh_config(5). */
const ALWAYS = {
  BatchMode: 'yes',
  StrictHostKeyChecking: 'yes',
  ClearAllForwardings: 'yes',
  ForwardAgent: 'no',
  UpdateHostKeys: 'no', // it would write to known_hosts
  PermitLocalCommand: 'no',
  RemoteCommand: 'none',
  LogLevel: 'INFO', // at ERROR it does not say that no algorithm matches
};

/** Options that a host may override. Seconds; a dead connection is noticed after 15 s. Our choice. */
const USUAL = { ConnectTimeout: '10', ServerAliveInterval: '5', ServerAliveCountMax: '3' };

/** Seconds that an idle connection is kept. Our choice, as in Ansible. */
const PERSIST = '60';

export type SshSettings = {
  readonly env: Environment;
  /** Replaces ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly config?: string | undefined;
  /** Most ssh processes at once. */
  readonly forks: number;
} & Pick<RunOptions, 'group'>;

export function sshTransport({ env, config, forks, group }: SshSettings): Transport {
  const masters = mastersIn(socketFolder(env));
  const inTurn = pLimit(forks);
  return {
    run: async (node, argv, options) => {
      const { connection, ...rest } = options;
      const way = { config, masters: connection === 'new' ? ALONE : masters };
      const command = ['ssh', ...sshArguments(sshOf(node), way), remoteLine(argv)];
      // English messages, since causes are recognised by their text.
      const around = { ...rest, group, env: { ...handedOn(env), LC_ALL: 'C' } };
      return explained(await inTurn(() => runCommand(command, around)));
    },
  };
}

/** Without what is for clusterc alone, as are values of secrets: ssh hands its environment to a ProxyCommand. Decision 69. */
function handedOn(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CLUSTERC_')));
}

function sshOf({ connection }: BundleNode): Ssh {
  if (connection.via !== 'ssh') throw new Error('bug/ssh: a folder is not reached over ssh');
  return connection;
}

/** All arguments but the command. */
function sshArguments(
  { address, user, port, options = {} }: Ssh,
  { config, masters }: { readonly config: string | undefined; readonly masters: { readonly [name: string]: string } },
): readonly string[] {
  const all = [ALWAYS, options, USUAL, masters].flatMap((some) => Object.entries(some));
  return [
    '-T',
    ...(config === undefined ? [] : ['-F', config]),
    ...all.flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    '--',
    address,
  ];
}

/**
 * A command as one line for the node's login shell, which must be a POSIX shell. A user other than root gets root by `sudo -n`,
 * which never prompts; sudo has -n since 1.7 (RHEL 5.5, from memory). bash knows its user id, other shells ask `id`. The
 * folders of the cluster tools are appended to PATH, since sshd of RHEL 5 and 6 gives root /usr/local/bin:/bin:/usr/bin (from
 * memory). A last line marks an exit code 255 of the command itself, as ssh uses that code too.
 */
export function remoteLine(argv: readonly string[]): string {
  return `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH; n=$(printf '\\nx'); n=\${n%x}; set -- ${argv.map(quoted).join(' ')}; [ "\${EUID:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"; "$@"; code=$?; [ "$code" != 255 ] || echo '${OWN_255}' >&2; exit "$code"`;
}

/** Follows the output of a command that itself ended with ssh's exit code for failures, as cluster tools do. Measured. */
const OWN_255 = 'clusterc: the command itself ended with 255';

/** Quotes a word for a POSIX shell. Nothing is special between single quotes. POSIX, Shell Command Language, 2.2.2. "$n" is a newline. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`).replaceAll('\n', `'"$n"'`)}'`;
}

/** No shared connection. */
const ALONE = { ControlMaster: 'no', ControlPath: 'none' };

function mastersIn(folder: string | undefined): { readonly [name: string]: string } {
  if (folder === undefined) return ALONE;
  return { ControlMaster: 'auto', ControlPath: join(folder, '%C'), ControlPersist: PERSIST };
}

/**
 * The folder for the sockets of master processes. It belongs to the user only, since its writers could answer for a node.
 * Undefined if there is none; then each command has its own connection.
 */
function socketFolder(env: Environment): string | undefined {
  const uid = process.getuid?.();
  const { XDG_RUNTIME_DIR: runtime = '' } = env;
  const folder = runtime === '' ? join(tmpdir(), `clusterc-${uid}`) : join(runtime, 'clusterc');
  try {
    mkdirSync(folder, { mode: 0o700, recursive: false });
  } catch {
    // The folder may exist already; its mode and owner are checked below.
  }
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const ours = found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0;
  return ours && folder.length <= LONGEST && PLAIN.test(folder) ? folder : undefined;
}

/** Longest path of the folder: a socket's path has at most 107 bytes (unix(7)), %C has 40, and ssh appends 17 while it creates one. */
const LONGEST = 107 - '/'.length - 40 - 17;

/** A path without blanks and `%`: ssh splits option values at blanks and expands %. ssh_config(5), TOKENS. */
const PLAIN = /^[A-Za-z0-9/._-]+$/;

/** Messages of ssh and sudo when they cannot run the command. OpenSSH 9.2 sshconnect.c, ssh.c, sshconnect2.c; sudo's sudo.c, auth. */
const SAID: readonly (readonly [words: RegExp, cause: Cause])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/, 'host-key-changed'],
  [/No .* host key is known for|Host key verification failed/, 'host-key-unknown'],
  [/no matching .* found|Unable to negotiate|no mutual signature|error in libcrypto/i, 'no-common-algorithm'],
  [/Permission denied|Too many authentication failures|no more authentication methods/i, 'login-refused'],
];

const SUDO = /^sudo: |must have a tty to run sudo|^\S*sh: .*sudo: (command )?not found/m;

/**
 * Output of csh and tcsh, fish, and nologin(8) for such a line, of which they run nothing; fish exits 0 all the same. It is one line,
 * since csh would run further lines as commands of their own. Measured: tcsh 6.24, fish 3.6.
 */
const OTHER_SHELL = /^(Bad : modifier in [$].*|fish: .*|This account is currently not available[.])$/m;

/** Exit code of ssh itself, not of the command. ssh(1), EXIT STATUS. */
const SSH_FAILED = 255;

/** Longer than the output of a shell that runs nothing. */
const SHORT = 200;

/** The result with its cause and the decisive line of the output, if ssh or sudo failed and not the command. */
function explained(ran: Ran): Ran {
  const own = `${OWN_255}\n`;
  if (ran.exitCode === SSH_FAILED && ran.stderr.endsWith(own))
    return { ...ran, stderr: ran.stderr.slice(0, -own.length) };
  if (ran.exitCode === SSH_FAILED) {
    const [, cause = 'no-connection'] = SAID.find(([words]) => words.test(ran.stderr)) ?? [];
    return { exitCode: null, stdout: '', stderr: decisiveLine(ran.stderr, cause), cause };
  }
  const said = OTHER_SHELL.exec(`${ran.stderr}\n${ran.stdout.slice(0, SHORT)}`)?.[0];
  if (said !== undefined && (ran.exitCode !== 0 || ran.stdout === '') && ran.stdout.length < SHORT)
    return { exitCode: null, stdout: '', stderr: said, cause: 'no-sh' };
  if (ran.exitCode !== 0 && ran.stdout === '' && SUDO.test(ran.stderr))
    return { ...ran, exitCode: null, cause: 'sudo-refused' };
  return ran;
}

/** The line of the output that names the cause. A changed host key prints a box of many lines. */
function decisiveLine(stderr: string, cause: Cause): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const words = cause === 'host-key-changed' ? /^Offending / : SAID.find(([, known]) => known === cause)?.[0];
  const line = lines.find((one) => words?.test(one)) ?? lines.at(-1) ?? 'ssh ended without a word';
  return line.replace(/^(ssh|kex_exchange_identification): /, '');
}
