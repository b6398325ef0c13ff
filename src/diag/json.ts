/** Diagnostics as JSON, one object per line with sorted keys. `version` rises when a field changes its meaning. */
import type { LocatedDiagnostic } from './located.ts';

const VERSION = 1;

/** One line per diagnostic; empty when there is none. */
export function renderJson(found: readonly LocatedDiagnostic[]): string {
  return found.map((diagnostic) => `${JSON.stringify(ordered({ version: VERSION, ...diagnostic }))}\n`).join('');
}

function ordered(fields: object): object {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}
