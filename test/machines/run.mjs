// npm run machines -- COMMAND: real machines under user-mode-linux, with iSCSI, DLM, fencing and guests; main.ts says more. Needs root.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = process.env.MACHINES ?? '/var/tmp/clusterc-machines';
mkdirSync(folder, { recursive: true });
// It stays there, since what controls the power runs on when this command has ended.
const outfile = join(folder, 'main.cjs');
await build({ entryPoints: ['test/machines/main.ts'], outfile, bundle: true, platform: 'node', format: 'cjs' });
const env = { ...process.env, MACHINES: folder };
process.exitCode = spawnSync('node', [outfile, ...process.argv.slice(2)], { stdio: 'inherit', env }).status ?? 1;
