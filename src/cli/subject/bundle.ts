/** Reads bundles, limited to what a build writes. */
import { readBundle } from '../../edge/bundle/bundle-read.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { foreignCommands, knownStack } from '../../stack/known-bundle.ts';

/** Reads a bundle from a path. Codes `bundle/*`. */
export async function readKnownBundle(path: string): Promise<Result<Bundle>> {
  return known(await readBundle(path), path);
}

/** The same for a bundle that was read already, from what is kept of earlier pushes. */
export async function known({ value, diagnostics }: Result<Bundle>, path: string): Promise<Result<Bundle>> {
  if (value === undefined) return { diagnostics };
  const stack = knownStack(value, path);
  if (stack.value === undefined) return { diagnostics: [...diagnostics, ...stack.diagnostics] };
  const { commands } = await stack.value.operations();
  const foreign = foreignCommands(value, path, commands);
  const found = [...diagnostics, ...foreign];
  return foreign.length > 0 ? { diagnostics: found } : { value, diagnostics: found };
}
