/** A command line run in this process, with what it printed. */
import type { ExitCode } from '../../src/cli/io.ts';
import { run } from '../../src/cli/program.ts';

export type Typed = { readonly code: ExitCode; readonly out: string; readonly err: string };

/** Runs the words after `clusterc`, on a terminal of 100 columns without colour. */
export async function type(...words: readonly string[]): Promise<Typed> {
  const printed = { out: '', err: '' };
  const screen = (name: 'out' | 'err') => ({
    write: (text: string) => void (printed[name] += text),
    columns: 100,
    color: false,
  });
  const code = await run(words, '0.0.0', { out: screen('out'), err: screen('err') });
  return { code, ...printed };
}
