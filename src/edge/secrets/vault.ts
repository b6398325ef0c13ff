/** Secret values from an Ansible Vault file. The only user of ansible-vault, which is loaded on first use. */
import type { SecretProvider } from '../../base/provider.ts';
import { Sealed, unseal } from '../../base/sealed.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { askCommand } from './command.ts';
import { readEncrypted, readOwn } from './open.ts';
import { pathFrom, refused, type OpenProvider, type World } from './provider.ts';
import { readValues } from './values.ts';

type VaultProvider = Extract<SecretProvider, { type: 'vault' }>;

/**
 * Formats that the library can open; 1.2 adds an id that names the password. Ansible's user guide, "Format of files encrypted
 * with Ansible Vault".
 */
const HEADER = /^\$ANSIBLE_VAULT;1\.[12];AES256(;[^\r\n]*)?\r?\n/;

export async function openVault({ file, passwords }: VaultProvider, world: World): Promise<Result<OpenProvider>> {
  const read = readEncrypted(pathFrom(file, world), world);
  if (read.value === undefined) return { diagnostics: read.diagnostics };
  const text = new TextDecoder().decode(read.value.bytes);
  if (!HEADER.test(text))
    return refused(
      world,
      'it does not begin with $ANSIBLE_VAULT;1.1;AES256',
      'make it with: ansible-vault encrypt FILE',
    );
  const password = await passwordOf(passwords, world);
  if (password.value === undefined) return { diagnostics: password.diagnostics };
  const opened = await decrypted(text, String(unseal(password.value)));
  if (opened === undefined)
    return refused(world, 'the password does not open it, or it was changed', 'try it with: ansible-vault view FILE');
  return readValues(new TextEncoder().encode(opened), world);
}

/** Undefined for a wrong password. The library throws for one, and returns undefined for a wrong id. */
async function decrypted(text: string, password: string): Promise<string | undefined> {
  const { Vault } = await import('ansible-vault');
  try {
    return await new Vault({ password }).decrypt(text, undefined);
  } catch {
    return undefined;
  }
}

async function passwordOf(passwords: VaultProvider['passwords'], world: World): Promise<Result<Sealed>> {
  const set = world.env['CLUSTERC_VAULT_PASSWORD_FILE'];
  const [configured] = passwords;
  if (set !== undefined && set !== '') return fromFile(pathFrom(set, { ...world, folder: '' }), world);
  if (configured === undefined)
    return refused(
      world,
      'there is no password',
      'add password_file or password_command, or set CLUSTERC_VAULT_PASSWORD_FILE',
    );
  if ('file' in configured) return fromFile(pathFrom(configured.file, world), world);
  return trimmed(await askCommand(configured.command, world), world);
}

/**
 * The password from a file. Ansible runs an executable password file, so its content is not the password. ansible,
 * parsing/vault: get_file_vault_secret.
 */
function fromFile(path: string, world: World): Result<Sealed> {
  const { value, diagnostics } = readOwn(path, world);
  if (value === undefined) return { diagnostics };
  if (value.isProgram)
    return refused(world, `${path} is a program`, `write password_command: [${path}], or chmod 600 it`);
  return trimmed({ value: Sealed.of('vault password', new TextDecoder().decode(value.bytes)), diagnostics }, world);
}

/** Without surrounding whitespace, as in ansible-vault(1). */
function trimmed({ value, diagnostics }: Result<Sealed>, world: World): Result<Sealed> {
  if (value === undefined) return { diagnostics };
  const password = value.map((text) => text.trim());
  return password.length === 0
    ? refused(world, 'the password is empty', 'write it there')
    : { value: password, diagnostics };
}
