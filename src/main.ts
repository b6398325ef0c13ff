/** The composition root: argv and process -> ports -> command -> exit code. boot.ts runs it. */
import { isatty } from 'node:tty';
import { run } from './cli/program.ts';
import { EXIT } from './cli/io.ts';
import type { Stream, World } from './cli/terminal.ts';
import { reasonOf } from './edge/file/findings.ts';
import { readVersion } from './edge/assets.ts';
import { reportBug } from './edge/bug-report.ts';

const STDIN = 0;

function stream(to: NodeJS.WriteStream & { fd: number }): Stream {
  return {
    write: (text) => void to.write(text),
    get columns() {
      return to.columns;
    },
    terminal: isatty(to.fd),
  };
}

/** Where a person reads the question and types the answer. By its number, as `process.stdin` would be made for it. */
function asking(): World['ask'] {
  if (!isatty(STDIN) || !isatty(process.stderr.fd)) return undefined;
  return async (question) => (await import('./edge/ask.ts')).ask(question);
}

/**
 * A reader that closed the pipe (`clusterc dump model | head`) is not an error, and ends the command; a full disk is a system error.
 * A push, which handles interrupts, goes on without its output: nothing may end it in the middle.
 */
function loseOutput(error: NodeJS.ErrnoException): void {
  if (process.listenerCount('SIGINT') > 0) return;
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`error: the output could not be written: ${reasonOf(error)}\n`);
  process.exit(1);
}

process.stdout.on('error', loseOutput);
process.stderr.on('error', loseOutput);

const argv = process.argv.slice(2);
const version = readVersion();

/** One line instead of what Node prints: the source line, which is all of the program. */
function unforeseen(error: unknown): never {
  process.stderr.write(reportBug(error, version, argv));
  process.exit(EXIT.bug);
}

process.on('uncaughtException', unforeseen);

/** The exit code. */
export const ended: Promise<number> = run(argv, version, {
  out: stream(process.stdout),
  err: stream(process.stderr),
  env: process.env,
  now: () => performance.now(),
  ask: asking(),
}).catch(unforeseen);
