/** Spec -> the release of an operating system. */
import type { SourcePath } from '../base/brand.ts';
import { similar } from '../base/similar.ts';
import { defineDiagnostic, valueAt } from '../diag/diagnostic.ts';
import { platformNames, readPlatform } from '../platform/platform.ts';
import type { Platform } from '../platform/release-id.ts';
import type { Ledger } from './ledger.ts';

export const unknownPlatform = defineDiagnostic<{ name: string; suggestion: string | null }>({
  code: 'platform/unknown',
  severity: 'error',
  message: (f) =>
    `there is no platform "${f.name}" here${f.suggestion === null ? '' : `; did you mean "${f.suggestion}"?`}`,
  help: (f) =>
    f.suggestion === null
      ? 'write an operating system alone or with a release, such as rhel6.4, rhel9, debian12 or fedora42'
      : `write ${f.suggestion}`,
  explain:
    'The platform decides which cluster software runs, and what all its programs understand. The description of ' +
    'cluster.platform in the schema names all of them.',
});

/**
 * The release that is written at a place, or the one that was meant. If neither is known, everything around it is in doubt. Reports
 * `platform/unknown`.
 */
export function platformAt(name: string, at: SourcePath, around: SourcePath, ledger: Ledger): Platform | undefined {
  const platform = readPlatform(name);
  if (platform !== undefined) return platform;
  ledger.diagnostics.push(unknownPlatform(valueAt(at), { name, suggestion: similarPlatform(name) ?? null }));
  const meant = platformMeant(name);
  if (meant === undefined) ledger.doubt(around);
  return meant;
}

/** The release with this name, or with a similar one. */
export function platformMeant(name: string): Platform | undefined {
  return readPlatform(name) ?? readPlatform(similarPlatform(name) ?? '');
}

function similarPlatform(name: string): string | undefined {
  return similar(name, platformNames());
}
