// Bundles src/main.ts into dist/: one chunk per command, loaded when it is called; and the manual page.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'linked',
  // CommonJS dependencies call require; in an ES module somebody has to make it.
  banner: { js: "import { createRequire } from 'node:module';const require=createRequire(import.meta.url);" },
});
chmodSync('dist/main.js', 0o755);
writeFileSync('dist/clusterc.1', execFileSync(process.execPath, ['dist/main.js', 'man']));

// npm links the commands of dependencies only: this is for `npx clusterc` in the checkout.
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/clusterc', { force: true });
symlinkSync('../../dist/main.js', 'node_modules/.bin/clusterc');
