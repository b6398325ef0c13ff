/** Commands on machines, and clusterc where it can reach them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { FOLDER, RUN, SECRETS } from './folder.ts';
import { addressOf, isOn, NAMES, type Name } from './machine.ts';
import { NAMESPACE } from './network.ts';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const SSH_CONFIG = join(RUN, 'ssh_config');
const KNOWN_HOSTS = join(RUN, 'known_hosts');

type Options = { readonly input?: string; readonly seconds?: number; readonly env?: Readonly<Record<string, string>> };

/** As root; a word of the command is one of the shell there. */
export async function onMachine(name: Name, command: readonly string[], options: Options = {}): Promise<Ended> {
  return inside(['ssh', '-F', SSH_CONFIG, name, ...command], options);
}

export async function clusterc(argv: readonly string[]): Promise<Ended> {
  return inside(CLUSTERC(argv), { env: ENVIRONMENT });
}

/** The same two, with this terminal; the exit code. */
export async function atTerminal(what: 'ssh' | 'clusterc', words: readonly string[]): Promise<number> {
  const argv = what === 'ssh' ? ['ssh', '-F', SSH_CONFIG, ...words] : CLUSTERC(words);
  const { exitCode } = await execa('ip', [...INSIDE, ...argv], { stdio: 'inherit', reject: false, env: ENVIRONMENT });
  return exitCode ?? 1;
}

const INSIDE = ['netns', 'exec', NAMESPACE];
const CLUSTERC = (argv: readonly string[]) => [process.execPath, resolve('dist/main.js'), ...argv];
const ENVIRONMENT = {
  CLUSTERC_SSH_CONFIG: SSH_CONFIG,
  CLUSTERC_SECRETS: `file:${SECRETS}`,
  XDG_STATE_HOME: join(RUN, 'state'),
  XDG_RUNTIME_DIR: RUN,
};

async function inside(argv: readonly string[], { input = '', seconds = 1800, env = {} }: Options): Promise<Ended> {
  const options = { reject: false, stripFinalNewline: false, input, timeout: seconds * 1000, env } as const;
  const { exitCode, stdout, stderr } = await execa('ip', [...INSIDE, ...argv], options);
  return { code: exitCode ?? 1, stdout, stderr };
}

/** As a person does who has compared the key with the one on the console; returns it. */
export async function trustKey(name: Name): Promise<string> {
  for (;;) {
    const { stdout } = await inside(['ssh-keyscan', '-t', 'ed25519', addressOf(name)], {});
    const key = /ssh-ed25519 \S+/.exec(stdout)?.[0];
    if (key !== undefined) return key;
    if (!isOn(name))
      throw new Error(`${name} has stopped: ${readFileSync(join(RUN, `${name}.log`), 'utf8').slice(-2000)}`);
    await setTimeout(500);
  }
}

export function writeSshConfig(keys: ReadonlyMap<Name, string>): void {
  const hosts = NAMES.map(
    (name) => `Host ${name} ${name}.example.com\n  HostName ${addressOf(name)}\n  HostKeyAlias ${name}\n`,
  );
  const all = `Host *\n  User root\n  IdentityFile ${join(FOLDER, 'key')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${KNOWN_HOSTS}\n`;
  writeFileSync(SSH_CONFIG, hosts.join('') + all);
  writeFileSync(KNOWN_HOSTS, NAMES.map((name) => `${name},${addressOf(name)} ${keys.get(name)}\n`).join(''));
}

/** Until ssh answers; seconds at most. */
export async function answers(name: Name, most: number): Promise<void> {
  await until(`${name} answers`, most, async () => (await onMachine(name, ['true'], { seconds: 10 })).code === 0);
}

export async function until(what: string, most: number, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + most * 1000; !(await holds()); await setTimeout(500))
    if (Date.now() > end) throw new Error(`after ${most} s it does not hold that ${what}`);
}
