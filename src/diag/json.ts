/** Diagnostics as JSON, one object per line with sorted keys. `version` rises when a field changes its meaning. */
import type { LocatedDiagnostic } from './located.ts';

const VERSION = 1;

/** One line per diagnostic; empty when there is none. */
export function renderJson(found: readonly LocatedDiagnostic[]): string {
  return found.map((one) => `${JSON.stringify(ordered(one))}\n`).join('');
}

/** In the order of the keys. What is undefined is left out. */
function ordered({ accepted, code, facts, help, message, path, related, severity, where }: LocatedDiagnostic): object {
  return { accepted, code, facts, help, message, path, related, severity, version: VERSION, where };
}
