/** Diagnostics with lines: what the renderers get, and all they get. Plain JSON. */
import type { Diagnostic, Severity } from './diagnostic.ts';

/** Lines and columns from 1, the offset from 0 in UTF-16 units. */
export type Position = { readonly line: number; readonly column: number; readonly offset: number };

/** The excerpt ends with the line of `start`; up to two lines before it give the context. */
export type Range = {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  readonly excerpt: readonly string[];
};

export type LocatedDiagnostic = Omit<Diagnostic, 'at' | 'related' | 'accepted'> & {
  readonly where: Range | string;
  readonly related: readonly { readonly where: Range | string; readonly message: string }[];
  readonly accepted?: { readonly because: string };
};

export type RenderOptions = {
  readonly columns: number;
  readonly color: boolean;
  /** Findings and places beyond the first few of their kind in one line each. */
  readonly brief?: boolean;
};

/** `2 errors, 1 warning`; accepted errors are counted apart. Empty when there is nothing to count. */
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
