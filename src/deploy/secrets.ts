/** The values of a bundle's secrets, sealed, before anything is sent anywhere. */
import type { SecretName } from '../base/brand.ts';
import { Sealed } from '../base/sealed.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { fill, secretsIn, SecretUnfit } from '../bundle/content.ts';
import type { Diagnostic, Result } from '../diag/diagnostic.ts';
import { unfitSecret, unresolvedSecret } from './findings.ts';
import type { SecretValues } from './node.ts';
import type { Secrets } from './ports.ts';

const NOWHERE = { in: 'nowhere', because: 'values of secrets stand outside the site' } as const;

/** All values, or what is missing or cannot be written where it is used: `secret/unresolved`, `secret/unfit`. */
export async function resolveSecrets(bundle: Bundle, secrets: Secrets): Promise<Result<SecretValues>> {
  const names = [...new Set(bundle.files.flatMap(({ content }) => secretsIn(content)))].sort();
  const values = await Promise.all(names.map(async (name) => [name, await secrets.get(name)] as const));
  const missing = values
    .filter(([, value]) => value === undefined)
    .map(([name]) => unresolvedSecret(NOWHERE, { secret: name }));
  if (missing.length > 0) return { diagnostics: missing };
  const known = new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  const diagnostics = unfit(bundle, known);
  return diagnostics.length > 0 ? { diagnostics } : { value: known, diagnostics };
}

function unfit(bundle: Bundle, values: ReadonlyMap<SecretName, Sealed>): readonly Diagnostic[] {
  return bundle.files.flatMap(({ content }) => {
    try {
      fill(content, values, { 'config-version': 0 });
      return [];
    } catch (error) {
      if (error instanceof SecretUnfit) return [unfitSecret(NOWHERE, { problem: error.message })];
      throw error;
    }
  });
}
