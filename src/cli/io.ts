/** What a command may touch of the process: made once per command line, so that commands can be run in a test. */
import type { Sealed } from '../base/sealed.ts';
import type { Diagnostic, Severity } from '../diag/diagnostic.ts';
import { tally, type LocatedDiagnostic } from '../diag/located.ts';
import { renderText } from '../diag/text.ts';
import type { Ports } from '../deploy/node/ports.ts';
import { locate } from '../source/locate.ts';
import type { Compilation } from '../analyse.ts';

/** A place that text is written to, and how. */
export type Screen = {
  readonly write: (text: string) => void;
  readonly columns: number;
  readonly color: boolean;
  /** A terminal whose lines can be rewritten. */
  readonly live: boolean;
  /** Many findings of one code are shortened to a line each. */
  readonly brief: boolean;
  /** Findings that are left out here; accepted ones count as notes. */
  readonly hides: readonly Severity[];
};

/** Results go to `out`, everything else to `err`. */
export type Io = {
  readonly out: Screen;
  readonly err: Screen;
  /** Results and errors only. */
  readonly quiet: boolean;
  /** Also stages and steps, with times. */
  readonly verbose: boolean;
  /** Milliseconds that pass; their zero means nothing. */
  readonly now: () => number;
  /** The environment of the process. */
  readonly env: { readonly [name: string]: string | undefined };
  /** From now on no screen shows these values. */
  readonly hide: (secrets: Iterable<Sealed>) => void;
  /** What stands in the place of nodes, clock and keyboard, for a test. */
  readonly ports?: Partial<Ports>;
};

/** Exit codes; product.md, "Exit codes", and decision 37. */
export const EXIT = {
  done: 0,
  failed: 1,
  different: 2,
  reverted: 3,
  stuck: 4,
  unhealthy: 5,
  usage: 64,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Formats of what is printed for reading; `check` has more. */
export type ReadFormat = 'text' | 'json';

/** A line beside the result, which --quiet leaves out. */
export function remark(text: string, { err, quiet }: Io): void {
  if (!quiet) err.write(`${text}\n`);
}

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

/** Prints frames and the count below them; a quiet screen has neither notes nor a count. */
export function report(found: readonly LocatedDiagnostic[], screen: Screen): void {
  const shown = found.filter((one) => !screen.hides.includes(one.accepted === undefined ? one.severity : 'note'));
  const count = screen.hides.length === 0 ? `${tally(shown)}\n` : '';
  if (shown.length > 0) screen.write(renderText(shown, screen) + (count === '' ? '' : `\n${count}`));
}
