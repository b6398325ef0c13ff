/** Bundles as commands get them: read, and known to be only what a build writes. */
import { readBundle } from '../../edge/bundle/bundle-read.ts';
import { providersIgnored } from '../../edge/bundle/findings.ts';
import { ownProviders } from '../../edge/secrets/settings.ts';
import type { Environment } from '../../edge/run.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { knownBundle } from '../../stack/known-bundle.ts';

/** Codes `bundle/*`. */
export async function readKnownBundle(path: string, env: Environment): Promise<Result<Bundle>> {
  return known(await readBundle(path), path, env);
}

/**
 * The same for a bundle that was read already, from what is kept of earlier pushes. Where it says that secrets come from counts for
 * nothing: a provider may be a command, and would run here.
 */
export function known({ value, diagnostics }: Result<Bundle>, path: string, env: Environment): Result<Bundle> {
  if (value === undefined) return { diagnostics };
  const judged = knownBundle(value, path);
  const found = [...diagnostics, ...ignored(value, path), ...judged.diagnostics];
  if (judged.value === undefined) return { diagnostics: found };
  return { value: { ...judged.value, secretProviders: ownProviders(env) }, diagnostics: found };
}

function ignored({ secretProviders }: Bundle, path: string): readonly Diagnostic[] {
  const at = { in: 'nowhere', because: 'it is about a bundle' } as const;
  const types = [...new Set(secretProviders.map(({ type }) => type))];
  return types.length === 0 ? [] : [providersIgnored(at, { path, types })];
}
