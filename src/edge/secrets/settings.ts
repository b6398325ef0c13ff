/** The configured providers: those of the site, or those of the environment, which replace them. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { own } from '../../base/json.ts';
import type { SecretProvider } from '../../base/provider.ts';
import { keyAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { Environment } from '../run.ts';
import * as finding from './findings.ts';

/** A provider, the place that configures it, and the folder where its paths start. */
export type Configured = { readonly provider: SecretProvider; readonly at: Place; readonly folder: string };
export type Settings = { readonly providers: readonly Configured[]; readonly diagnostics: readonly Diagnostic[] };

const SET = { in: 'nowhere', because: 'it is set in the environment' } as const;

/** The providers to ask; `folder` is that of the site. Codes `secret/settings`, `secret/no-provider`. */
export function configured(providers: readonly SecretProvider[], folder: string, env: Environment): Settings {
  const words = (env['CLUSTERC_SECRETS'] ?? '').split(',').filter((word) => word !== '');
  if (words.length > 0) return fromWords(words);
  if (providers.length === 0) return { providers: [], diagnostics: [finding.noProvider(SET, {})] };
  return {
    providers: providers.map((provider, index) => ({ provider, folder, at: keyAt(['secrets', 'providers', index]) })),
    diagnostics: [],
  };
}

/** The operator's own file of values, where it is there: for bundles, which say nothing of providers. XDG base directory specification. */
export function ownProviders({
  XDG_CONFIG_HOME: config = '',
  HOME: home = '',
}: Environment): readonly SecretProvider[] {
  const base = isAbsolute(config) ? config : isAbsolute(home) ? join(home, '.config') : undefined;
  const file = base === undefined ? '' : join(base, 'clusterc/secrets.yaml');
  return file !== '' && existsSync(file) ? [{ type: 'file', file }] : [];
}

/** Is any provider configured? */
export function isConfigured(providers: readonly SecretProvider[], env: Environment): boolean {
  return providers.length > 0 || (env['CLUSTERC_SECRETS'] ?? '') !== '';
}

function fromWords(words: readonly string[]): Settings {
  const read = words.map((word) => ({ word, provider: providerOf(word.trim()) }));
  return {
    providers: read.flatMap(({ provider }) => (provider === undefined ? [] : [{ provider, at: SET, folder: '' }])),
    diagnostics: read.flatMap(({ word, provider }) =>
      provider === undefined ? [finding.settings(SET, { word })] : [],
    ),
  };
}

const FORMS: { readonly [type: string]: (rest: string) => SecretProvider } = {
  environment: (prefix) => ({ type: 'environment', prefix: prefix === '' ? 'CLUSTERC_SECRET_' : prefix }),
  file: (file) => ({ type: 'file', file }),
  vault: (file) => ({ type: 'vault', file, passwords: [] }),
  age: (file) => ({ type: 'age', file, identity: null }),
};

/** The provider of a word `type:rest`; only `environment` needs no rest. */
function providerOf(word: string): SecretProvider | undefined {
  const [, type = '', rest = ''] = /^([a-z]+)(?::(.+))?$/.exec(word) ?? [];
  return rest === '' && type !== 'environment' ? undefined : own(FORMS, type)?.(rest);
}
