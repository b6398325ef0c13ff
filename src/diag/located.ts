/** Diagnostics with lines: the only input of the renderers. Plain JSON. */
import type { Diagnostic, Severity } from './diagnostic.ts';

/** Lines and columns from 1, offset from 0 in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number; readonly offset: number };

/**
 * The excerpt ends with the line of `start`, after up to two lines of context. Of long lines it holds a part: `cut` characters
 * on the left are not in it.
 */
export type Range = {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly excerpt: readonly string[];
  readonly cut?: number;
};

export type LocatedDiagnostic = Omit<Diagnostic, 'at' | 'related' | 'accepted'> & {
  readonly where: Range | string;
  /** The place in the site, as `accept` wants it. Absent for a place that is in no site. */
  readonly path?: string;
  readonly related: readonly { readonly where: Range | string; readonly message: string }[];
  readonly accepted?: { readonly because: string };
};

export type RenderOptions = {
  readonly columns: number;
  readonly color: boolean;
  /** Shortens findings and places beyond the first few of their kind to one line each, and counts those beyond the next few. */
  readonly brief?: boolean;
  /** Findings that name their path in the site, as `accept` wants it. */
  readonly namesPath?: (one: LocatedDiagnostic) => boolean;
};

/** `2 errors, 1 warning`; accepted errors are counted separately. Empty if there is nothing to count. */
export function tally(found: readonly Pick<LocatedDiagnostic, 'severity' | 'accepted'>[]): string {
  const open = (severity: Severity) =>
    found.filter((one) => one.severity === severity && one.accepted === undefined).length;
  const counts: readonly (readonly [number, string])[] = [
    [open('error'), 'error'],
    [open('warning'), 'warning'],
    [open('note'), 'note'],
    [found.filter(({ accepted }) => accepted !== undefined).length, 'accepted finding'],
  ];
  return counts
    .flatMap(([count, noun]) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]))
    .join(', ');
}
