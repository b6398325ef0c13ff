// Bundles src/main.ts into dist/: one chunk per command, loaded when it is called; and the manual page.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { noticesOf } from './esbuild.notices.mjs';
import { lean } from './esbuild.schema.mjs';

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
    return lean(standaloneCode.default(ajv, { isSite: isSite.schema.$id }), isSite.schema);
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

/** Libraries of our libraries for what we never ask of them: YAML as a source of XML, source maps of templates. */
const unused = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(js-yaml|source-map)$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // The WebAssembly of libxml2 is a text of all letters: escaped it would be a fifth larger.
  charset: 'utf8',
  logLevel: 'warning',
  // Every licence is in the file of notices, whole.
  legalComments: 'none',
  metafile: true,
  plugins: [ahead, unused],
  // CommonJS dependencies call require; in an ES module somebody has to make it.
  banner: { js: "import { createRequire } from 'node:module';const require=createRequire(import.meta.url);" },
});
chmodSync('dist/main.js', 0o755);
writeFileSync('dist/clusterc.1', execFileSync(process.execPath, ['dist/main.js', 'man']));
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  noticesOf([...Object.keys(metafile.inputs), 'node_modules/ajv/package.json']) /* ajv wrote the code of the schema */,
);

// npm links the commands of dependencies only: this is for `npx clusterc` in the checkout.
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/clusterc', { force: true });
symlinkSync('../../dist/main.js', 'node_modules/.bin/clusterc');
