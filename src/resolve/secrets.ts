/** Spec -> secret providers. */
import type { SourcePath } from '../base/brand.ts';
import type { SecretProvider, VaultPassword } from '../base/provider.ts';
import type * as Spec from '../spec/spec.gen.ts';
import { DEFAULTS } from './defaults.ts';
import type { Ledger } from './ledger.ts';
import type { ProviderEntry } from '../model/model.ts';

/** In the order of the site, in which they are asked. */
export function resolveSecretProviders(site: Spec.Site, ledger: Ledger): readonly ProviderEntry[] {
  return (site.secrets?.providers ?? []).map((written, index) => {
    const at = ['secrets', 'providers', index];
    return { at, provider: resolveProvider(written, at, ledger) };
  });
}

function resolveProvider(written: Spec.SecretProvider, at: SourcePath, ledger: Ledger): SecretProvider {
  switch (written.type) {
    case 'environment':
      return {
        type: 'environment',
        prefix: ledger.defaulted(written.prefix, [...at, 'prefix'], DEFAULTS.secret_provider.prefix),
      };
    case 'file':
      return { type: 'file', file: written.file };
    case 'vault':
      return { type: 'vault', file: written.file, passwords: passwordsOf(written) };
    case 'age':
      return { type: 'age', file: written.file, identity: written.identity ?? null };
    case 'command':
      return { type: 'command', command: written.command };
  }
}

/** A check refuses both at once. */
function passwordsOf({ password_file: file, password_command: command }: Spec.VaultProvider): readonly VaultPassword[] {
  return [...(file === undefined ? [] : [{ file }]), ...(command === undefined ? [] : [{ command }])];
}
