/** What every provider shares: where it is asked from, how it answers, and how it says that it cannot. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SecretName } from '../../base/brand.ts';
import type { Sealed } from '../../base/sealed.ts';
import type { Place, Result } from '../../diag/diagnostic.ts';
import type { Environment } from '../run.ts';
import * as finding from './findings.ts';

/** Around a provider. */
export type World = {
  /** Of the site, or the current one for what the environment says: relative paths begin here. */
  readonly folder: string;
  readonly env: Environment;
  /** Where the provider is configured. */
  readonly at: Place;
  /** The provider in words: `the file ../secrets.yaml`. */
  readonly words: string;
};

/** A value, or none where the name is not known; `said`: what a command complained of then. */
export type Answer = Result<Sealed> & { readonly said?: string };

/** A provider that can be asked. */
export type Source = {
  /** Undefined for a name that it does not know; diagnostics when it turns out that it cannot be asked. */
  readonly get: (name: SecretName) => Promise<Answer>;
  /** Every name that it holds; none where it cannot tell. */
  readonly names: readonly string[];
};

/** A provider of values that are all at hand. */
export function sourceOf(values: ReadonlyMap<string, Sealed>): Source {
  const get = (name: SecretName) => {
    const value = values.get(name);
    return Promise.resolve({ ...(value === undefined ? {} : { value }), diagnostics: [] });
  };
  return { get, names: [...values.keys()] };
}

/** `secret/provider`: why, and what to do. */
export function refused(
  { at, words }: World,
  reason: string,
  cure: string,
): { readonly diagnostics: Result<never>['diagnostics'] } {
  return { diagnostics: [finding.provider(at, { provider: words, reason, cure })] };
}

/** A path of the site as one that can be opened. `~` is the home folder of whoever runs clusterc. */
export function pathFrom(written: string, { folder, env }: Pick<World, 'folder' | 'env'>): string {
  if (written === '~' || written.startsWith('~/')) return join(env['HOME'] ?? homedir(), written.slice(1));
  return written.startsWith('/') ? written : join(folder, written);
}
