/** Values of secrets from a command: pass, a vault's client, gpg. */
import { as, type Millis, type SecretName } from '../../base/brand.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { Sealed } from '../../base/sealed.ts';
import { masker } from '../../deploy/node/mask.ts';
import type { Ran } from '../../deploy/node/ports.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { runCommand } from '../run.ts';
import { refused, type Answer, type Source, type World } from './provider.ts';

type CommandProvider = Extract<SecretProvider, { type: 'command' }>;

/** Somebody may have to type a passphrase. Our choice. */
const TIMEOUT = as<Millis>(60_000);
const CURE = 'run it by hand, and mend what it says';

/** Asked once per name, one after the other: a passphrase is asked for once then. */
export function openCommand({ command }: CommandProvider, world: World): Promise<Result<Source>> {
  const get = async (name: SecretName): Promise<Answer> => {
    const ran = await runHere(
      command.map((word) => word.replaceAll('{name}', name)),
      world,
    );
    // Another exit code than 0 says that it does not know the name; that it could not be run at all says nothing of names.
    if (ran.exitCode === null) return refused(world, whyNot(ran), CURE);
    return ran.exitCode === 0 ? valueOf(name, ran.stdout, world) : { diagnostics: [], said: said(ran) };
  };
  return Promise.resolve({ value: { get, names: [] }, diagnostics: [] });
}

/** What a command prints, where it has to succeed. */
export async function askCommand(command: readonly string[], world: World): Promise<Result<Sealed>> {
  const ran = await runHere(command, world);
  if (ran.exitCode === 0) return valueOf('what a command prints', ran.stdout, world);
  return refused(world, `${command[0] ?? ''}: ${ran.exitCode === null ? whyNot(ran) : said(ran)}`, CURE);
}

/** In the folder of the site, with the whole environment: such commands live on HOME, GNUPGHOME and their like. */
function runHere(command: readonly string[], { env, folder }: World): Promise<Ran> {
  return runCommand(command, { timeout: TIMEOUT, env, folder, group: 'ours' });
}

/** One line end at the end belongs to the command, not to the value. A character in place of one that is not UTF-8 would be another value. */
function valueOf(label: string, stdout: string, world: World): Result<Sealed> {
  if (stdout.includes('\ufffd')) return refused(world, 'it prints what is not UTF-8', CURE);
  return { value: Sealed.of(label, stdout.replace(/\r?\n$/, '')), diagnostics: [] };
}

/** The first line of what it complains of, without what it also printed as a value. */
function said({ stdout, stderr }: Ran): string {
  const printed = stdout
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => Sealed.of('printed', word));
  return masker(printed)(stderr.trim()).split('\n')[0] || 'it failed without a word';
}

/** Why it could not be run, or did not end, without its words: `Command failed with ENOENT: pass show x`. */
function whyNot({ stderr }: Ran): string {
  if (/\bENOENT\b/.test(stderr)) return 'there is no such command';
  return stderr.replace(/^(Command [^:]*):.*$/s, '$1');
}
