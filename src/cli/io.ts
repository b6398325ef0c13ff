/** The process as commands see it. Made once per command line, so that tests can run commands. */
import type { Sealed } from '../base/sealed.ts';
import type { Diagnostic, Severity } from '../diag/diagnostic.ts';
import { tally, type LocatedDiagnostic } from '../diag/located.ts';
import { textPieces } from '../diag/text.ts';
import type { Ports } from '../deploy/node/ports.ts';
import type { Answer } from '../edge/ask.ts';
import { locate } from '../source/locate.ts';
import type { Compilation } from '../analyse.ts';
import { codes } from '../codes.ts';

/** A stream for text and how to write to it. */
export type Screen = {
  readonly write: (text: string) => void;
  readonly columns: number;
  readonly color: boolean;
  /** A terminal whose lines can be overwritten. */
  readonly live: boolean;
  /** Many findings with one code are shortened to a line each. */
  readonly brief: boolean;
  /** Findings that name their path in the site. */
  readonly namesPath?: (one: LocatedDiagnostic) => boolean;
  /** Severities that are not shown here; accepted findings count as notes. */
  readonly hides: readonly Severity[];
};

/** Results go to `out`, everything else to `err`. */
export type Io = {
  readonly out: Screen;
  readonly err: Screen;
  /** Results and errors only. */
  readonly quiet: boolean;
  /** Also stages and steps, with durations. */
  readonly verbose: boolean;
  /** Milliseconds from an arbitrary start. */
  readonly now: () => number;
  /** Asks the person at the terminal; undefined without a terminal. */
  readonly ask?: ((question: string) => Promise<Answer>) | undefined;
  /** The environment of the process. */
  readonly env: { readonly [name: string]: string | undefined };
  /** From now on no screen shows these values. */
  readonly hide: (secrets: Iterable<Sealed>) => void;
  /** A text as a screen would show it, for one that goes elsewhere. */
  readonly conceal: (text: string) => string;
  /** Replaces nodes, clock and keyboard in a test. */
  readonly ports?: Partial<Ports>;
};

export { EXIT, type ExitCode } from './exit.ts';

/** Formats of results for reading; `check` has more. */
export type ReadFormat = 'text' | 'json';

/** Prints a line about the result, unless --quiet. */
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

/** Without notes and accepted findings: for commands that are not about the site. */
export function pressing(found: readonly LocatedDiagnostic[]): readonly LocatedDiagnostic[] {
  return found.filter(isPressing);
}

function isPressing({ severity, accepted }: LocatedDiagnostic): boolean {
  return severity !== 'note' && accepted === undefined;
}

/** Is it a warning or an error that the site may accept, and does not? */
export function isAcceptable(one: LocatedDiagnostic): boolean {
  return isPressing(one) && codes.get(one.code)?.acceptable === true;
}

/** Diagnostics whose place is in no file of the site. */
export function unlocated(diagnostics: readonly Diagnostic[]): readonly LocatedDiagnostic[] {
  return locate([], undefined, diagnostics);
}

/** Prints the diagnostics and their count; a quiet screen shows neither notes nor a count. */
export function report(found: readonly LocatedDiagnostic[], screen: Screen): void {
  const shown = found.filter((one) => !screen.hides.includes(one.accepted === undefined ? one.severity : 'note'));
  writePieces(textPieces(shown, screen), screen);
  if (shown.length > 0 && screen.hides.length === 0) screen.write(`\n${tally(shown)}\n`);
}

/** Characters that are written at once: all of 40,000 findings would be held several times. */
const AT_ONCE = 1024 ** 2;

export function writePieces(pieces: Iterable<string>, { write }: Screen): void {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < AT_ONCE) continue;
    write(text);
    text = '';
  }
  if (text !== '') write(text);
}
