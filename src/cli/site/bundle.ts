/** Bundles as commands get them: read, and known to be only what a build writes. */
import { readBundle } from '../../edge/bundle/bundle-read.ts';
import type { Bundle } from '../../bundle/bundle.ts';
import type { Result } from '../../diag/diagnostic.ts';
import { knownBundle } from '../../stack/known-bundle.ts';

/** Codes `bundle/*`. */
export async function readKnownBundle(path: string): Promise<Result<Bundle>> {
  return known(await readBundle(path), path);
}

/** The same for a bundle that was read already, from what is kept of earlier pushes. */
export function known({ value, diagnostics }: Result<Bundle>, path: string): Result<Bundle> {
  if (value === undefined) return { diagnostics };
  const judged = knownBundle(value, path);
  return { ...judged, diagnostics: [...diagnostics, ...judged.diagnostics] };
}
