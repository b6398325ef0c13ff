// Bundles src/main.ts into dist/: one chunk per command, loaded when it is called.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const SCHEMA_MODULE = 'src/spec/compiled.ts';

/** The code that ajv makes of the schema, instead of the module that makes it. Its `require` is resolved by esbuild. */
async function compiledSchema() {
  const folder = mkdtempSync(resolve('node_modules/.clusterc-'));
  try {
    const outfile = join(folder, 'compiled.mjs');
    await build({
      entryPoints: [SCHEMA_MODULE],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    const { ajv, isSite } = await import(pathToFileURL(outfile).href);
    return standaloneCode.default(ajv, { isSite: isSite.schema.$id });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ahead = {
  name: 'schema-compiled-ahead',
  setup({ onLoad }) {
    const filter = /[/\\]spec[/\\]compiled\.ts$/;
    onLoad({ filter }, async () => ({ contents: await compiledSchema(), loader: 'js', resolveDir: resolve('.') }));
  },
};

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
  plugins: [ahead],
  // CommonJS dependencies call require; in an ES module somebody has to make it.
  banner: { js: "import { createRequire } from 'node:module';const require=createRequire(import.meta.url);" },
});
chmodSync('dist/main.js', 0o755);

// npm links the commands of dependencies only: this is for `npx clusterc` in the checkout.
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/clusterc', { force: true });
symlinkSync('../../dist/main.js', 'node_modules/.bin/clusterc');
