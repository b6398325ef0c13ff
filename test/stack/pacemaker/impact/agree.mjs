// npm run agree: builds the comparison with crm_simulate and runs it; see agree.script.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

// Inside node_modules, so that the libraries left out of the bundle are found.
const outfile = join(mkdtempSync(resolve('node_modules/.clusterc-agree-')), 'script.mjs');
const entryPoints = ['test/stack/pacemaker/impact/agree.script.ts'];
await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
const { status } = spawnSync('node', [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(dirname(outfile), { recursive: true });
process.exitCode = status ?? 1;
