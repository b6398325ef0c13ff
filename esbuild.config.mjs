// Makes dist/: src/main.ts as one script, with the code of the schema as another, and both with what V8 makes of them
// (esbuild.ahead.mjs); libxml2 as a module, for the commands that read XML; src/boot.ts, which starts them; the manual page.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** What stands in files of its own beside the program. */
const apart = {
  name: 'apart',
  setup({ onResolve }) {
    onResolve({ filter: /\/compiled\.ts$/ }, () => ({ path: './schema.cjs', external: true }));
    onResolve({ filter: /^libxml2-wasm$/ }, () => ({ path: './libxml2.js', external: true }));
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

const common = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  // Every licence is in the file of notices, whole.
  legalComments: 'none',
  metafile: true,
};

/** A script for boot.ts: a function of what it calls. */
const script = {
  ...common,
  format: 'cjs',
  // boot.ts reads a letter a byte, which is fastest.
  charset: 'ascii',
  define: { 'import.meta.url': 'url' },
  banner: { js: '(function(require,beside,module,url){var exports=module.exports;' },
  footer: { js: '})' },
};

/** What a script imports is not imported by itself: only boot.ts knows where it stands. */
function leaveToBoot(file, imported) {
  const own = `import("${imported}")`;
  const parts = readFileSync(file, 'latin1').split(own);
  if (parts.length !== 2) throw new Error(`${file} has ${own} not once: has esbuild another way to write it?`);
  writeFileSync(file, parts.join(`beside("${imported}")`), 'latin1');
}

rmSync('dist', { recursive: true, force: true });
const made = await Promise.all([
  build({ ...script, entryPoints: ['src/main.ts'], outfile: 'dist/clusterc.cjs', plugins: [apart, unused] }),
  build({
    ...script,
    stdin: { contents: await compiledSchema(), loader: 'js', resolveDir: resolve('.') },
    outfile: 'dist/schema.cjs',
  }),
  build({
    ...common,
    format: 'esm',
    // The WebAssembly of libxml2 is a text of all letters: escaped it would be a fifth larger.
    charset: 'utf8',
    entryPoints: ['libxml2-wasm'],
    outfile: 'dist/libxml2.js',
  }),
  build({ ...common, format: 'esm', entryPoints: ['src/boot.ts'], outfile: 'dist/main.js' }),
]);
leaveToBoot('dist/clusterc.cjs', './libxml2.js');
chmodSync('dist/main.js', 0o755);
execFileSync(process.execPath, ['esbuild.ahead.mjs'], { stdio: 'ignore' });
writeFileSync('dist/clusterc.1', execFileSync(process.execPath, ['dist/main.js', 'man']));
const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  noticesOf([...inputs, 'node_modules/ajv/package.json']) /* ajv wrote the code of the schema */,
);

// npm links the commands of dependencies only: this is for `npx clusterc` in the checkout.
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/clusterc', { force: true });
symlinkSync('../../dist/main.js', 'node_modules/.bin/clusterc');
