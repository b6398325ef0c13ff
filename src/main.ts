/** The composition root: argv and process -> ports -> command -> exit code. boot.ts runs it. */
import { EXIT } from './cli/exit.ts';
import type { Stream, World } from './cli/terminal.ts';
import { readVersion } from './edge/assets.ts';
import { reportBug } from './edge/bug-report.ts';

const STDIN = 0;

/** `isTTY` is there for terminals only. */
function stream(to: Pick<NodeJS.WriteStream, 'write' | 'columns'> & { readonly isTTY?: boolean }): Stream {
  return {
    write: (text) => void to.write(text),
    get columns() {
      return to.columns;
    },
    terminal: to.isTTY === true,
  };
}

/**
 * Where a person reads the question and types the answer. By its number, as `process.stdin` would be made for it. The module is
 * loaded with a terminal only: it takes a tenth of the start of Node.
 */
function asking(): World['ask'] {
  if (!process.stderr.isTTY || !process.getBuiltinModule('node:tty').isatty(STDIN)) return undefined;
  return async (question) => (await import('./edge/ask.ts')).ask(question);
}

/**
 * A reader that closed the pipe (`clusterc dump model | head`) is not an error, and ends the command; a full disk is a system error.
 * A push, which handles interrupts, goes on without its output: nothing may end it in the middle.
 */
async function loseOutput(error: NodeJS.ErrnoException): Promise<void> {
  if (process.listenerCount('SIGINT') > 0) return;
  if (error.code === 'EPIPE') process.exit();
  const { reasonOf } = await import('./edge/file/findings.ts');
  process.stderr.write(`error: the output could not be written: ${reasonOf(error)}\n`);
  process.exit(1);
}

process.stdout.on('error', (error) => void loseOutput(error));
process.stderr.on('error', (error) => void loseOutput(error));

const argv = process.argv.slice(2);
/** Answered before what reads command lines is loaded, as scripts ask it often. */
const ASKS_VERSION = ['--version', '-V'];
const version = readVersion();

/** One line instead of what Node prints: the source line, which is all of the program. */
function unforeseen(error: unknown): never {
  process.stderr.write(reportBug(error, version, argv));
  process.exit(EXIT.bug);
}

process.on('uncaughtException', unforeseen);

async function main(): Promise<number> {
  if (ASKS_VERSION.includes(argv.join(' '))) {
    process.stdout.write(`${version}\n`);
    return EXIT.done;
  }
  const { run } = await import('./cli/program.ts');
  return run(argv, version, {
    out: stream(process.stdout),
    err: stream(process.stderr),
    env: process.env,
    now: () => performance.now(),
    ask: asking(),
  });
}

/** The exit code. */
export const ended: Promise<number> = main().catch(unforeseen);
