/** Runs TypeScript in a separate process. It is bundled first, since Node 20 runs only JavaScript. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** The script's output. `options`: of Node. `args`: of the script. A failure throws an error with the output. */
export async function runScript(script: string, options: readonly string[], args: readonly string[]): Promise<string> {
  // In node_modules, so that libraries outside the bundle resolve.
  const folder = mkdtempSync(resolve('node_modules/.clusterc-script-'));
  const outfile = join(folder, 'script.mjs');
  try {
    await build({
      entryPoints: [script],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    return (await promisify(execFile)('node', [...options, outfile, ...args])).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
