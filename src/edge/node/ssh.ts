/**
 * Transport `ssh`: the OpenSSH of this machine, with the user's configuration, agent, jump hosts and known hosts.
 *
 * One connection per node, kept by a master process for a minute (ControlPersist), so that a key exchange is paid once
 * and the next command of a session finds it. Words go as one line for the login shell, quoted here and nowhere else.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { BundleNode, Connection } from '../../bundle/bundle.ts';
import type { Ran, Transport } from '../../deploy/node/ports.ts';
import type { Cause } from '../../deploy/node/cause.ts';
import { runCommand, type Around, type Environment } from '../run.ts';

type Ssh = Extract<Connection, { via: 'ssh' }>;

/** Options that neither ssh_config nor a site can change; of two the first counts, ssh_config(5). */
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

/** Options that a host may set otherwise. Seconds; a dead connection is noticed after 15 of them. Our choice. */
const USUAL = { ConnectTimeout: '10', ServerAliveInterval: '5', ServerAliveCountMax: '3' };

/** Seconds that a connection is kept for the next command. Our choice, as Ansible's. */
const PERSIST = '60';

export type SshSettings = {
  readonly env: Environment;
  /** What stands in place of ~/.ssh/config and /etc/ssh/ssh_config. */
  readonly config?: string | undefined;
  /** Processes of ssh at once. */
  readonly forks: number;
} & Pick<Around, 'group'>;

export function sshTransport({ env, config, forks, group }: SshSettings): Transport {
  const masters = mastersIn(socketFolder(env));
  const inTurn = pLimit(forks);
  return {
    run: async (node, argv, options) => {
      const { connection, ...rest } = options;
      const way = { config, masters: connection === 'new' ? ALONE : masters };
      const command = ['ssh', ...sshArguments(sshOf(node), way), remoteLine(argv)];
      // Messages in English, since they are told apart by their words.
      const around = { ...rest, group, env: { ...env, LC_ALL: 'C' } };
      return explained(await inTurn(() => runCommand(command, around)));
    },
  };
}

function sshOf({ connection }: BundleNode): Ssh {
  if (connection.via !== 'ssh') throw new Error('bug/ssh: a folder is not reached over ssh');
  return connection;
}

/** Everything but the command. */
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
 * Words as a line for the login shell of the node, which has to be one of the sh family. Who is not root becomes it (bash
 * knows who it is, others ask `id`): `sudo -n` asks for nothing, which sudo knows since 1.7 (RHEL 5.5, from memory). Where a
 * session begins without the folders of the cluster's tools they come last: sshd of RHEL 5 and 6 gives root
 * /usr/local/bin:/bin:/usr/bin (from memory). Exit code 255 of the command is told from ssh's own by a last line.
 */
export function remoteLine(argv: readonly string[]): string {
  return `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH; set -- ${argv.map(quoted).join(' ')}; [ "\${EUID:-$(id -u)}" = 0 ] || set -- sudo -n -- "$@"; "$@"; code=$?; [ "$code" != 255 ] || echo '${OWN_255}' >&2; exit "$code"`;
}

/** Said behind a command that ended with the exit code that ssh has for its own failures, as tools of a cluster do. Measured. */
const OWN_255 = 'clusterc: the command itself ended with 255';

/** A word that a POSIX shell takes for itself: between single quotes nothing is special. POSIX, Shell Command Language, 2.2.2. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A connection of its own. */
const ALONE = { ControlMaster: 'no', ControlPath: 'none' };

function mastersIn(folder: string | undefined): { readonly [name: string]: string } {
  if (folder === undefined) return ALONE;
  return { ControlMaster: 'auto', ControlPath: join(folder, '%C'), ControlPersist: PERSIST };
}

/**
 * Where the sockets of masters are: a folder that is nobody else's, since who can write there can answer for a node.
 * Undefined where there is none; then each command has a connection of its own.
 */
function socketFolder(env: Environment): string | undefined {
  const uid = process.getuid?.();
  const { XDG_RUNTIME_DIR: runtime = '' } = env;
  const folder = runtime === '' ? join(tmpdir(), `clusterc-${uid}`) : join(runtime, 'clusterc');
  try {
    mkdirSync(folder, { mode: 0o700, recursive: false });
  } catch {
    // It may be there already; whether it can be used is seen below.
  }
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const ours = found?.isDirectory() === true && found.uid === uid && (found.mode & 0o077) === 0;
  return ours && folder.length <= LONGEST && PLAIN.test(folder) ? folder : undefined;
}

/** A socket's path has at most 107 bytes (unix(7)); %C has 40, and ssh adds 17 while it makes one. */
const LONGEST = 107 - '/'.length - 40 - 17;

/** ssh splits the value of an option at blanks, and takes % for the beginning of a token. ssh_config(5), TOKENS. */
const PLAIN = /^[A-Za-z0-9/._-]+$/;

/** What ssh and sudo say when they do not come to run the command. OpenSSH 9.2 sshconnect.c, ssh.c, sshconnect2.c; sudo's sudo.c, auth. */
const SAID: readonly (readonly [words: RegExp, cause: Cause])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/, 'host-key-changed'],
  [/No .* host key is known for|Host key verification failed/, 'host-key-unknown'],
  [/no matching .* found|Unable to negotiate|no mutual signature|error in libcrypto/i, 'no-common-algorithm'],
  [/Permission denied|Too many authentication failures|no more authentication methods/i, 'login-refused'],
];

const SUDO = /^sudo: |must have a tty to run sudo|^\S*sh: .*sudo: (command )?not found/m;

/** Exit code of ssh itself. ssh(1), EXIT STATUS. */
const SSH_FAILED = 255;

/** A failure of ssh or sudo is none of the command: it gets its cause, and of what was said the line that tells. */
function explained(ran: Ran): Ran {
  const own = `${OWN_255}\n`;
  if (ran.exitCode === SSH_FAILED && ran.stderr.endsWith(own))
    return { ...ran, stderr: ran.stderr.slice(0, -own.length) };
  if (ran.exitCode === SSH_FAILED) {
    const [, cause = 'no-connection'] = SAID.find(([words]) => words.test(ran.stderr)) ?? [];
    return { exitCode: null, stdout: '', stderr: tellingLine(ran.stderr, cause), cause };
  }
  if (ran.exitCode !== 0 && ran.stdout === '' && SUDO.test(ran.stderr))
    return { ...ran, exitCode: null, cause: 'sudo-refused' };
  return ran;
}

/** Of many lines (a changed key takes a box of them) the one that says it. */
function tellingLine(stderr: string, cause: Cause): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const words = cause === 'host-key-changed' ? /^Offending / : SAID.find(([, known]) => known === cause)?.[0];
  const line = lines.find((one) => words?.test(one)) ?? lines.at(-1) ?? 'ssh ended without a word';
  return line.replace(/^(ssh|kex_exchange_identification): /, '');
}
