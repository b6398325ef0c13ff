/** Secret values from a file encrypted with age. The only user of age-encryption, which is loaded on first use. */
import type { SecretProvider } from '../../base/provider.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { readEncrypted, readOwn } from './open.ts';
import { pathFrom, refused, type OpenProvider, type World } from './provider.ts';
import { readValues } from './values.ts';

type AgeProvider = Extract<SecretProvider, { type: 'age' }>;

/** The headers of a binary file (age-encryption.org/v1) and of an armored one. */
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';
const HEADER = 'age-encryption.org/v1\n';

export async function openAge({ file, identity }: AgeProvider, world: World): Promise<Result<OpenProvider>> {
  const read = readEncrypted(pathFrom(file, world), world);
  if (read.value === undefined) return { diagnostics: read.diagnostics };
  const start = Buffer.from(read.value.bytes.subarray(0, 256)).toString('latin1').trimStart();
  if (![ARMOR, HEADER].some((form) => start.startsWith(form)))
    return refused(world, 'it was not encrypted with age', 'make it with: age -e -r RECIPIENT');
  const keys = identitiesOf(identity, world);
  if (keys.value === undefined) return { diagnostics: keys.diagnostics };
  const opened = await decrypted(read.value.bytes, keys.value, start.startsWith(ARMOR));
  return opened === undefined
    ? refused(world, 'the identity does not open it, or it was changed', 'try it with: age -d -i IDENTITY FILE')
    : readValues(opened, world);
}

/** Undefined for a wrong identity or a modified file: the library throws for both. */
async function decrypted(
  bytes: Uint8Array,
  identities: readonly string[],
  isArmored: boolean,
): Promise<Uint8Array | undefined> {
  const { armor, Decrypter } = await import('age-encryption');
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    return await decrypter.decrypt(isArmored ? armor.decode(new TextDecoder().decode(bytes)) : bytes);
  } catch {
    return undefined;
  }
}

/** One key per line, with comments between them. age(1), RECIPIENTS AND IDENTITIES. */
function identitiesOf(configured: string | null, world: World): Result<readonly string[]> {
  const set = world.env['CLUSTERC_AGE_IDENTITY'] ?? '';
  if (set === '' && configured === null)
    return refused(world, 'there is no identity', 'add identity, or set CLUSTERC_AGE_IDENTITY');
  const path = set === '' ? pathFrom(configured ?? '', world) : pathFrom(set, { ...world, folder: '' });
  const { value, diagnostics } = readOwn(path, world);
  if (value === undefined) return { diagnostics };
  const lines = new TextDecoder().decode(value.bytes).split(/\r?\n/);
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  // The library supports no ssh keys, plugins or identities with a passphrase.
  return keys.length > 0 && keys.every((key) => key.startsWith('AGE-SECRET-KEY-'))
    ? { value: keys, diagnostics }
    : refused(
        world,
        `${path} holds something else than AGE-SECRET-KEY lines`,
        'make an identity with: age-keygen -o FILE',
      );
}
