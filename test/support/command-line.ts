/** Runs clusterc in this process on recorded streams. */
import { run } from '../../src/cli/program.ts';
import type { World } from '../../src/cli/terminal.ts';

export type Said = { readonly code: number; readonly out: string; readonly err: string };

type Around = Partial<Pick<World, 'env' | 'now'>> & { readonly terminal?: boolean; readonly columns?: number };

/** Runs one command line, by default on a pipe of 100 columns. */
export async function clusterc(argv: readonly string[], around: Around = {}): Promise<Said> {
  const written = { out: '', err: '' };
  const { terminal = false, columns = 100, env = {}, now = () => 0 } = around;
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => void (written[name] += text),
    columns,
    terminal,
  });
  const code = await run(argv, '1.2.3', { out: stream('out'), err: stream('err'), env, now });
  return { code, ...written };
}
