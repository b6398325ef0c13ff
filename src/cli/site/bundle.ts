/** Reads bundles, limited to what a build writes. */
import { readBundle } from '../../edge/bundle/bundle-read.ts';
import { providersIgnored } from '../../edge/bundle/findings.ts';
import { ownProviders } from '../../edge/secrets/settings.ts';
import type { Environment } from '../../edge/run.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Diagnostic, Result } from '../../diag/diagnostic.ts';
import { foreignCommands, knownStack } from '../../stack/known-bundle.ts';

/** Reads a bundle from a path. Codes `bundle/*`. */
export async function readKnownBundle(path: string, env: Environment): Promise<Result<Bundle>> {
  return known(await readBundle(path), path, env);
}

/**
 * The same for a bundle that was read already, from what is kept of earlier pushes. Where it says that secrets come from counts for
 * nothing: a provider may be a command, and would run here.
 */
export async function known(
  { value, diagnostics }: Result<Bundle>,
  path: string,
  env: Environment,
): Promise<Result<Bundle>> {
  if (value === undefined) return { diagnostics };
  const stack = knownStack(value, path);
  if (stack.value === undefined) return { diagnostics: [...diagnostics, ...stack.diagnostics] };
  const { commands } = await stack.value.operations();
  const foreign = foreignCommands(value, path, commands);
  const found = [...diagnostics, ...ignored(value, path), ...foreign];
  if (foreign.length > 0) return { diagnostics: found };
  return { value: { ...value, secretProviders: ownProviders(env) }, diagnostics: found };
}

function ignored({ secretProviders }: Bundle, path: string): readonly Diagnostic[] {
  const at = { in: 'nowhere', because: 'it is about a bundle' } as const;
  const types = [...new Set(secretProviders.map(({ type }) => type))];
  return types.length === 0 ? [] : [providersIgnored(at, { path, types })];
}
