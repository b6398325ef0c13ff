/** Secret values from environment variables. */
import type { SecretName } from '../../base/brand.ts';
import { own } from '../../base/json.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { Sealed } from '../../base/sealed.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { sameVariable } from './findings.ts';
import type { OpenProvider, World } from './provider.ts';

type EnvironmentProvider = Extract<SecretProvider, { type: 'environment' }>;

/** Unused variables are not reported: they may be for other clusters or programs. */
export function openEnvironment({ prefix }: EnvironmentProvider, { env }: World): Promise<Result<OpenProvider>> {
  const get = (name: SecretName) => {
    const value = own(env, variableOf(name, prefix));
    return Promise.resolve({ ...(value === undefined ? {} : { value: Sealed.of(name, value) }), diagnostics: [] });
  };
  return Promise.resolve({ value: { get, names: [] }, diagnostics: [] });
}

/** Names that share a variable that is set: `secret/same-variable`. */
export function clashes(
  { prefix }: EnvironmentProvider,
  names: readonly SecretName[],
  { at, env }: Pick<World, 'at' | 'env'>,
): readonly Diagnostic[] {
  const first = new Map<string, SecretName>();
  return names.flatMap((secret) => {
    const variable = variableOf(secret, prefix);
    const other = first.get(variable);
    if (other === undefined) first.set(variable, secret);
    return other === undefined || own(env, variable) === undefined
      ? []
      : [sameVariable(at, { secret, other, variable })];
  });
}

/** `fence/ilo-host1` -> `CLUSTERC_SECRET_FENCE_ILO_HOST1`: a name that every shell can set. POSIX.1, 8.1. */
export function variableOf(name: SecretName, prefix: string): string {
  return `${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
