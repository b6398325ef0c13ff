/** Secret values from a command: pass, the client of a vault, gpg. */
import { as, type Millis, type SecretName } from '../../base/brand.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { Sealed } from '../../base/sealed.ts';
import { masker } from '../../deploy/node/mask.ts';
import type { Ran } from '../../deploy/node/ports.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { runCommand } from '../run.ts';
import { refused, type Lookup, type OpenProvider, type World } from './provider.ts';

type CommandProvider = Extract<SecretProvider, { type: 'command' }>;

/** Timeout; the user may have to type a passphrase. Our choice. */
const TIMEOUT = as<Millis>(60_000);
const CURE = 'run it by hand, and fix what it reports';

/** Runs the command once per name, one after the other, so that a passphrase is asked for only once. */
export function openCommand({ command }: CommandProvider, world: World): Promise<Result<OpenProvider>> {
  const get = async (name: SecretName): Promise<Lookup> => {
    const ran = await runHere(
      command.map((word) => word.replaceAll('{name}', name)),
      world,
    );
    // Any other exit code means that the name is unknown. A command that could not be run says nothing about names.
    if (ran.exitCode === null) return refused(world, whyNot(ran), CURE);
    return ran.exitCode === 0 ? valueOf(name, ran.stdout, world) : { diagnostics: [], said: said(ran) };
  };
  return Promise.resolve({ value: { get, names: [] }, diagnostics: [] });
}

/** The output of a command that must succeed. */
export async function askCommand(command: readonly string[], world: World): Promise<Result<Sealed>> {
  const ran = await runHere(command, world);
  if (ran.exitCode === 0) return valueOf('what a command prints', ran.stdout, world);
  return refused(world, `${command[0] ?? ''}: ${ran.exitCode === null ? whyNot(ran) : said(ran)}`, CURE);
}

/** Runs in the folder of the site with the whole environment, since such commands need HOME, GNUPGHOME and others. */
function runHere(command: readonly string[], { env, folder }: World): Promise<Ran> {
  return runCommand(command, { timeout: TIMEOUT, env, folder, group: 'ours' });
}

/**
 * Strips one trailing newline, which is the command's. Output that is not UTF-8 is refused, since replacing a byte changes the
 * value.
 */
function valueOf(label: string, stdout: string, world: World): Result<Sealed> {
  if (stdout.includes('\ufffd')) return refused(world, 'it prints what is not UTF-8', CURE);
  return { value: Sealed.of(label, stdout.replace(/\r?\n$/, '')), diagnostics: [] };
}

/** The first line of stderr, without anything that was also printed as the value. */
function said({ stdout, stderr }: Ran): string {
  const printed = stdout
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => Sealed.of('printed', word));
  return masker(printed)(stderr.trim()).split('\n')[0] || 'it failed without a message';
}

/** Why it could not be run or did not end, without its arguments: `Command failed with ENOENT: pass show x`. */
function whyNot({ stderr }: Ran): string {
  if (/\bENOENT\b/.test(stderr)) return 'there is no such command';
  return stderr.replace(/^(Command [^:]*):.*$/s, '$1');
}
