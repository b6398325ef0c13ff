/** What all providers share: where they run, how they answer and how they report a failure. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SecretName } from '../../base/brand.ts';
import type { Sealed } from '../../base/sealed.ts';
import type { Place, Result } from '../../diag/diagnostic.ts';
import type { Environment } from '../run.ts';
import * as finding from './findings.ts';

/** The surroundings of a provider. */
export type World = {
  /** Where relative paths start: the folder of the site, or the current one for providers from the environment. */
  readonly folder: string;
  readonly env: Environment;
  /** The place in the site that configures the provider. */
  readonly at: Place;
  /** The provider in words: `the file ../secrets.yaml`. */
  readonly words: string;
};

/** A value, or none if the name is unknown; `said`: error output of a command in that case. */
export type Lookup = Result<Sealed> & { readonly said?: string };

/** An opened provider. */
export type OpenProvider = {
  /** Undefined for an unknown name; diagnostics if asking fails. */
  readonly get: (name: SecretName) => Promise<Lookup>;
  /** All names that it holds; empty if it cannot list them. */
  readonly names: readonly string[];
};

/** A provider whose values are all known. */
export function sourceOf(values: ReadonlyMap<string, Sealed>): OpenProvider {
  const get = (name: SecretName) => {
    const value = values.get(name);
    return Promise.resolve({ ...(value === undefined ? {} : { value }), diagnostics: [] });
  };
  return { get, names: [...values.keys()] };
}

/** `secret/provider` with its problem and cure. */
export function refused(
  { at, words }: World,
  reason: string,
  cure: string,
): { readonly diagnostics: Result<never>['diagnostics'] } {
  return { diagnostics: [finding.provider(at, { provider: words, reason, cure })] };
}

/** A path of the site as an absolute path. `~` is the home folder of the user who runs clusterc. */
export function pathFrom(written: string, { folder, env }: Pick<World, 'folder' | 'env'>): string {
  if (written === '~' || written.startsWith('~/')) return join(env['HOME'] ?? homedir(), written.slice(1));
  return written.startsWith('/') ? written : join(folder, written);
}
