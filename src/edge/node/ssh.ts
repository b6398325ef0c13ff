/**
 * Transport `ssh`: the OpenSSH of this machine, with the user's configuration, agent, jump hosts and known hosts.
 *
 * A master process keeps one connection per node for a minute (ControlPersist), so that the next command needs no new key
 * exchange. The arguments become one line for the login shell; only this file quotes them.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { HostName } from '../../base/brand.ts';
import type { BundleNode, Connection } from '../../bundle/bundle.ts';
import type { Ran, Transport } from '../../deploy/node/ports.ts';
import type { Cause } from '../../deploy/node/cause.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { configured } from '../secrets/settings.ts';
import { runCommand, type RunOptions, type Environment } from '../run.ts';
import { ENDED_LINE, remoteLine } from './remote-line.ts';
import { LOOP, Session } from './session.ts';
import { readSshConfig } from './ssh-config.ts';

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
  /** The providers of the site: what they read in the environment is not handed on. */
  readonly providers?: readonly SecretProvider[];
  /** Most ssh processes at once, sessions that wait aside. */
  readonly forks: number;
  /** Are commands that may share a session to share one? What runs one command on a node has no use for it. */
  readonly sessions?: boolean;
} & Pick<RunOptions, 'group'>;

export function sshTransport({ env, config, providers = [], forks, group, sessions = false }: SshSettings): Transport {
  const { lines: settings, keepsNone } = readSshConfig(config);
  const folder = keepsNone ? undefined : socketFolder(env);
  const inTurn = pLimit(forks);
  // English messages, since causes are recognised by their text.
  const handed = { ...handedOn(env, providers), LC_ALL: 'C' };
  const open = new Map<HostName, Session>();

  /** The session of a node, if it waits for a command. */
  function sessionOf(node: BundleNode, ssh: readonly string[]): Session | undefined {
    const known = open.get(node.host);
    if (known !== undefined && !known.isOver) return known.isFree ? known : undefined;
    const session = new Session([...ssh, remoteLine(['sh', '-c', LOOP])], { env: handed, group });
    open.set(node.host, session);
    return session;
  }

  /** ssh and its arguments but for the command. */
  function sshTo(node: BundleNode, connection: 'new' | 'kept' | undefined): readonly string[] {
    const bare = sshArguments(sshOf(node), { config, masters: {} });
    const masters = connection === 'new' || folder === undefined ? ALONE : masterIn(folder, [...settings, ...bare]);
    return ['ssh', ...sshArguments(sshOf(node), { config, masters })];
  }

  return {
    prepare: (nodes) => {
      for (const node of sessions ? nodes.slice(0, forks) : []) sessionOf(node, sshTo(node, 'kept'));
    },
    run: (node, argv, options) =>
      inTurn(async () => {
        const { connection, ...rest } = options;
        const ssh = sshTo(node, connection);
        const session = sessions && connection === 'kept' ? sessionOf(node, ssh) : undefined;
        if (session === undefined)
          return explained(await runCommand([...ssh, remoteLine(argv)], { ...rest, group, env: handed }));
        const ran = await session.run(argv, rest);
        return session.isOver ? explained(ran) : ran;
      }),
  };
}

/**
 * Without what is for clusterc alone, and without the variables in which a provider looks for secrets: ssh hands its environment to
 * a ProxyCommand.
 */
function handedOn(env: Environment, providers: readonly SecretProvider[]): Environment {
  const all = [...providers, ...configured([], '', env).providers.map(({ provider }) => provider)];
  const prefixes = ['CLUSTERC_', ...all.flatMap((one) => (one.type === 'environment' ? [one.prefix] : []))];
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !prefixes.some((prefix) => name.startsWith(prefix))),
  );
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

/** No shared connection. */
const ALONE = { ControlMaster: 'no', ControlPath: 'none' };

/**
 * A socket for all that decides where ssh goes, and how it knows that it is there. The name that ssh itself would give it (%C) is the
 * same for two jump hosts, ProxyCommands and files of known hosts; measured with OpenSSH 9.2.
 */
function masterIn(folder: string, settings: readonly string[]): { readonly [name: string]: string } {
  const name = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, NAME);
  return { ControlMaster: 'auto', ControlPath: join(folder, name), ControlPersist: PERSIST };
}

/** Letters of a socket's name. */
const NAME = 40;

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

/** Longest path of the folder: a socket's path has at most 107 bytes (unix(7)), and ssh appends 17 to its name while it creates one. */
const LONGEST = 107 - '/'.length - NAME - 17;

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

/** Exit code of ssh itself, not of the command. ssh(1), EXIT STATUS. */
const SSH_FAILED = 255;

/** The result with its cause and the decisive line of the output, if ssh, the login shell or sudo failed and not the command. */
function explained(ran: Ran): Ran {
  if (ran.exitCode === null) return ran;
  const isEnded = ENDED_LINE.test(ran.stderr);
  const own = { ...ran, stderr: ran.stderr.replace(ENDED_LINE, '') };
  if (ran.exitCode !== 0 && ran.stdout === '' && SUDO.test(ran.stderr))
    return { ...own, exitCode: null, cause: 'sudo-refused' };
  if (isEnded) return own;
  if (ran.exitCode === SSH_FAILED) {
    const [, cause = 'no-connection'] = SAID.find(([words]) => words.test(ran.stderr)) ?? [];
    return { exitCode: null, stdout: '', stderr: decisiveLine(ran.stderr, cause), cause };
  }
  return isOfShell(ran) ? { exitCode: null, stdout: '', stderr: ofShell(ran), cause: 'no-sh' } : ran;
}

/**
 * Is it the output of a login shell that did not run the line? csh and tcsh run nothing of it, fish says why and exits 0, false and
 * nologin(8) end with 1, the latter with any text (/etc/nologin.txt). Measured: tcsh 6.24, fish 3.6, shadow 4.13.
 */
function isOfShell({ exitCode, stdout }: Ran): boolean {
  return exitCode === 0 ? stdout === '' : stdout.length < SHORT;
}

/** Longer than the output of a shell that runs nothing. */
const SHORT = 200;

function ofShell({ exitCode, stdout, stderr }: Ran): string {
  const lines = `${stderr}\n${stdout}`.split(/\r?\n/).filter((line) => line.trim() !== '');
  // A banner of sshd comes first.
  const line = lines.find((one) => OTHER_SHELL.test(one)) ?? lines.at(-1);
  return line ?? `it ran nothing, and ended with ${exitCode} without a message`;
}

const OTHER_SHELL = /^(Bad : modifier in [$]|fish: |This account is currently not available[.])/;

/** The line of the output that names the cause. A changed host key prints a box of many lines. */
function decisiveLine(stderr: string, cause: Cause): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const words = cause === 'host-key-changed' ? /^Offending / : SAID.find(([, known]) => known === cause)?.[0];
  const line = lines.find((one) => words?.test(one)) ?? lines.at(-1) ?? 'ssh ended without a message';
  return line.replace(/^(ssh|kex_exchange_identification): /, '');
}
