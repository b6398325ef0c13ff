/** TypeScript that runs in a process of its own: bundled first, since Node 20 runs JavaScript only. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** What the script prints. Node's options first, the script's arguments last; a failure is an error with what it said. */
export async function runScript(script: string, options: readonly string[], args: readonly string[]): Promise<string> {
  // Inside node_modules, so that the libraries left out of the bundle are found.
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
