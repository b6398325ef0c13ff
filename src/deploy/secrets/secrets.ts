/** The sealed values of a bundle's secrets, before anything is sent. */
import type { SecretName } from '../../base/brand.ts';
import { secretNamesOf, type Bundle } from '../../bundle/bundle.ts';
import { hasError, type Place, type Result } from '../../diag/diagnostic.ts';
import { unfitSecret, unresolvedSecret } from '../plan/findings.ts';
import type { SecretValues } from '../node/activator.ts';
import type { Secrets } from '../node/ports.ts';
import { secretFindings } from './rules.ts';

/** Hints for finding a secret: where the site refers to it, and what providers said that do not know it. */
export type Hints = {
  readonly placeOf: (name: SecretName) => Place;
  readonly said: ReadonlyMap<SecretName, string>;
};

const NOWHERE = { in: 'nowhere', because: 'values of secrets stand outside the site' } as const;
export const NO_HINTS: Hints = { placeOf: () => NOWHERE, said: new Map() };

/** All values, or what is missing or invalid: `secret/unresolved` and the codes of rules.ts. */
export async function resolveSecrets(
  bundle: Bundle,
  secrets: Secrets,
  { placeOf, said }: Hints,
): Promise<Result<SecretValues>> {
  const known = await ask(bundle, secrets);
  const missing = secretNamesOf(bundle)
    .filter((name) => !known.has(name))
    .map((name) => unresolvedSecret(placeOf(name), { secret: name, said: said.get(name) ?? null }));
  if (missing.length > 0) return { diagnostics: missing };
  const diagnostics = secretFindings(bundle, known, placeOf);
  return hasError(diagnostics) ? { diagnostics } : { value: known, diagnostics };
}

/**
 * The known values, for read-only commands; a file with another secret is compared in part. `secret/unfit` for a value that no
 * file can hold.
 */
export async function secretsAtHand(
  bundle: Bundle,
  secrets: Secrets,
  { placeOf }: Hints,
): Promise<Result<SecretValues>> {
  const known = await ask(bundle, secrets);
  const diagnostics = secretFindings(bundle, known, placeOf).filter(({ code }) => code === unfitSecret.code);
  return diagnostics.length > 0 ? { diagnostics } : { value: known, diagnostics };
}

async function ask(bundle: Bundle, secrets: Secrets): Promise<SecretValues> {
  const values = await Promise.all(secretNamesOf(bundle).map(async (name) => [name, await secrets.get(name)] as const));
  return new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}
