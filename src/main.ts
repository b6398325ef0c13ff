#!/usr/bin/env node
/** The only composition root: argv and process -> ports -> command -> exit code. */
import { run } from './cli/program.ts';
import type { Screen } from './cli/io.ts';
import { readVersion } from './edge/assets.ts';

function screen(stream: NodeJS.WriteStream): Screen {
  const { NO_COLOR: noColor = '', FORCE_COLOR: force = '' } = process.env;
  return {
    write: (text) => void stream.write(text),
    columns: stream.columns ?? 100,
    color: noColor === '' && (stream.isTTY || force !== ''),
  };
}

/** A reader that went away (`clusterc dump model | head`) is no failure of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await run(process.argv.slice(2), readVersion(), {
  out: screen(process.stdout),
  err: screen(process.stderr),
});
