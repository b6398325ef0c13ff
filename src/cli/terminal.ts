/** The process's streams and the global options -> Io: colours, width, verbosity. Pure. */
import type { Severity } from '../diag/diagnostic.ts';
import { folded } from '../diag/fold.ts';
import { OutputMask } from './output-mask.ts';
import { isAcceptable, type Io, type Screen } from './io.ts';

/** A stream of the process. */
export type Stream = {
  readonly write: (text: string) => void;
  /** Undefined or 0 if unknown; changes with the window. */
  readonly columns: number | undefined;
  readonly terminal: boolean;
};

/** The input from main.ts. */
export type World = {
  readonly out: Stream;
  readonly err: Stream;
  readonly env: { readonly [name: string]: string | undefined };
  readonly now: () => number;
  /** Undefined without a keyboard, or where the question would not be seen. */
  readonly ask?: Io['ask'];
};

/** `verbatim`: the result is for a program, or is a file, so its lines stay as they are. */
export type Globals = {
  readonly color?: unknown;
  readonly quiet?: unknown;
  readonly verbose?: unknown;
  readonly verbatim?: boolean;
};

/** Width of output that is not a terminal: that of the examples in the README. */
const COLUMNS = 100;

/** `--verbose` wins over `--quiet`, since the user asks for more. */
export function ioFor({ out, err, env, now, ask }: World, globals: Globals): Io {
  const concealer = new OutputMask();
  const verbose = globals.verbose === true;
  const quiet = globals.quiet === true && !verbose;
  const screen = (stream: Stream, hides: readonly Severity[], write = foldedFor(stream)): Screen => ({
    write: (text) => write(concealer.conceal(text)),
    get columns() {
      return stream.columns || COLUMNS;
    },
    color: colored(stream, globals.color, env),
    live: stream.terminal && env['TERM'] !== 'dumb' && !quiet,
    brief: !verbose,
    namesPath: verbose ? () => true : isAcceptable,
    hides: quiet ? hides : [],
  });
  return {
    out: screen(out, ['note'], globals.verbatim === true ? out.write : foldedFor(out)),
    err: screen(err, ['note', 'warning']),
    quiet,
    verbose,
    now,
    ask,
    env,
    hide: (secrets) => concealer.add(secrets),
    conceal: (text) => concealer.conceal(text),
  };
}

/** Writes to the stream; on a terminal no line is wider than it. */
export function foldedFor(stream: Stream): (text: string) => void {
  return stream.terminal ? (text) => stream.write(folded(text, stream.columns || COLUMNS)) : stream.write;
}

/**
 * The option decides first, then NO_COLOR (no-color.org: set and not empty), FORCE_COLOR (as Node reads it: 0 and false are
 * no), TERM=dumb, and last whether the stream is a terminal.
 */
function colored({ terminal }: Stream, option: unknown, env: World['env']): boolean {
  if (option === 'always' || option === 'never') return option === 'always';
  const { NO_COLOR: no = '', FORCE_COLOR: force = '', TERM: term } = env;
  if (no !== '') return false;
  if (force !== '') return !['0', 'false'].includes(force);
  return terminal && term !== 'dumb';
}
