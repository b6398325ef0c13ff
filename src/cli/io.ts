/** What a command may touch of the process: made once in main.ts, so that commands can be run in a test. */
import type { Diagnostic } from '../diag/diagnostic.ts';
import { tally, type LocatedDiagnostic } from '../diag/located.ts';
import { renderText } from '../diag/text.ts';
import { locate } from '../source/locate.ts';
import type { Compilation } from '../compile.ts';

/** A place that text is written to, and how. */
export type Screen = { readonly write: (text: string) => void; readonly columns: number; readonly color: boolean };

/** Results go to `out`, everything else to `err`. */
export type Io = { readonly out: Screen; readonly err: Screen };

/** Exit codes; product.md, "Exit codes", and decision 37. */
export const EXIT = { done: 0, failed: 1, different: 2, reverted: 3, stuck: 4, usage: 64, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Formats of what is printed for reading; `check` has more. */
export type ReadFormat = 'text' | 'json';

/** The diagnostics of a compilation, with lines. */
export function located({
  files,
  tree,
  diagnostics,
}: Pick<Compilation, 'files' | 'tree' | 'diagnostics'>): readonly LocatedDiagnostic[] {
  return locate(files, tree, diagnostics);
}

/** Without notes and what is accepted: for commands whose subject is not the site. */
export function pressing(found: readonly LocatedDiagnostic[]): readonly LocatedDiagnostic[] {
  return found.filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined);
}

/** Diagnostics that no file of the site is the place of. */
export function unlocated(diagnostics: readonly Diagnostic[]): readonly LocatedDiagnostic[] {
  return locate([], undefined, diagnostics);
}

/** Prints frames and the count below them. */
export function report(found: readonly LocatedDiagnostic[], screen: Screen): void {
  if (found.length > 0) screen.write(`${renderText(found, screen)}\n${tally(found)}\n`);
}
