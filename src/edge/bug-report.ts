/** Reports an unexpected error that ends the program: one line on the screen, the stack in a file. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { visible } from '../diag/visible.ts';

/**
 * The line, which says where the stack was written. Only the name of the error is shown, as its message may quote what was read,
 * even a secret; the file is for its owner alone.
 */
export function reportBug(error: unknown, version: string, argv: readonly string[]): string {
  const name = error instanceof Error ? error.name : typeof error;
  const bug = `error internal/bug: this is a bug in clusterc ${version} (${visible(name)})`;
  const file = written(error, version, argv);
  const kept = file === undefined ? 'its stack could not be written' : `its stack is in ${file}`;
  return `${bug}, not a mistake of yours; ${kept}: read it, and send it to those who maintain clusterc, with the command line\n`;
}

function written(error: unknown, version: string, [command = '']: readonly string[]): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const system = `node ${process.version}, ${process.platform} ${process.arch}`;
  try {
    const file = join(mkdtempSync(join(tmpdir(), 'clusterc-bug-')), 'stack.txt');
    writeFileSync(file, `clusterc ${version} ${command}, ${system}\n${stack}\n`, { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}
