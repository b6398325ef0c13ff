// npm run soak -- --stack cman|pacemaker --hosts 2|3 --seed N --minutes M: pushes with faults on real sshd hosts; soak.ts says which.
// Needs root, as the lab does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

// Inside node_modules, so that the libraries left out of the bundle are found.
const outfile = join(mkdtempSync(resolve('node_modules/.clusterc-soak-')), 'main.mjs');
try {
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' };
  await build({ entryPoints: ['test/soak/main.ts'], outfile, ...options });
  process.exitCode = spawnSync('node', [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(dirname(outfile), { recursive: true });
}
