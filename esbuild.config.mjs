// Makes dist/: src/main.ts as scripts, of which a command loads those it needs, the code of the schema as another, and all with
// what V8 makes of them (esbuild.ahead.mjs); libxml2 as a module, for the commands that read XML; src/boot.ts, which starts them;
// the manual page; the schema of a site for editors.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build, transform } from 'esbuild';
import { LATE, namesOf } from './esbuild.files.mjs';
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
    onResolve({ filter: /^libxml2-wasm$/ }, () => ({ path: './libxml2.mjs', external: true }));
  },
};

/** A module that is loaded late stands in a script of its own, which is named after it. */
const late = {
  name: 'late',
  setup({ onResolve }) {
    const names = new Map(Object.entries(LATE).map(([name, path]) => [resolve(path), name]));
    onResolve({ filter: /\.ts$/ }, ({ path, kind, resolveDir }) => {
      const name = kind === 'import-statement' ? names.get(resolve(resolveDir, path)) : undefined;
      return name === undefined ? undefined : { path: `./${name}.cjs`, external: true };
    });
  },
};

/** What our libraries load and we never ask of them: YAML as a source of XML, source maps of templates, programs as commands. */
const unused = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(js-yaml|source-map)$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
      importer.includes('/commander/') ? { path, namespace: 'left-out' } : undefined,
    );
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

/** A script for boot.ts: a function of what it calls. boot.ts reads a letter a byte, which is fastest. */
const script = { format: 'cjs', minify: true, platform: 'node', target: 'node20', charset: 'ascii' };

/** What libxml2 is imported by: not by itself, as only boot.ts knows where it stands. */
const LIBXML2 = 'import("./libxml2.mjs")';

/** `late(...)` instead of `require(...)` for a script that is loaded late, with the names of what it exports. */
function lateOrNow(code, exported) {
  return code.replace(/require\(("\.\/[\w-]+\.cjs")\)/g, (all, name) => {
    const names = exported.get(JSON.parse(name));
    return names === undefined ? all : `late(${name},${JSON.stringify(names)})`;
  });
}

/**
 * esbuild splits modules only, so each becomes a script afterwards. What it imports on demand is another script. `names`: of all
 * scripts, see esbuild.files.mjs. `exported`: what those export that are loaded late.
 */
async function scriptOf(text, { names, exported }) {
  const own = text.replace(LIBXML2, 'beside("./libxml2.mjs")');
  const { code } = await transform(own, { ...script, supported: { 'dynamic-import': false } });
  const named = lateOrNow(code, exported).replace(/"\.\/[\w-]+\.cjs"/g, (name) =>
    JSON.stringify(names.get(JSON.parse(name)) ?? name),
  );
  return `function(require,late,beside,module,url){var exports=module.exports;${named}}`;
}

/** Writes each file: an object of its scripts by their names. */
async function writeScripts(modules, { names, exported }) {
  const files = new Map();
  for (const { path, text } of modules) {
    const [file, own] = names.get(`./${basename(path)}`).split('#');
    files.set(file, [
      ...(files.get(file) ?? []),
      `${JSON.stringify(own)}:${await scriptOf(text, { names, exported })}`,
    ]);
  }
  for (const [file, scripts] of files) writeFileSync(join('dist', file), `({${scripts.join(',\n')}})`, 'latin1');
}

rmSync('dist', { recursive: true, force: true });
const made = await Promise.all([
  build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: Object.entries({ clusterc: 'src/main.ts', ...LATE }).map(([name, path]) => ({ in: path, out: name })),
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'url' },
    plugins: [apart, late, unused],
    write: false,
  }),
  build({
    ...common,
    format: 'esm',
    stdin: { contents: await compiledSchema(), loader: 'js', resolveDir: resolve('.') },
    outfile: 'dist/schema.cjs',
    write: false,
  }),
  build({
    ...common,
    format: 'esm',
    // The WebAssembly of libxml2 is a text of all letters: escaped it would be a fifth larger.
    charset: 'utf8',
    entryPoints: ['libxml2-wasm'],
    outfile: 'dist/libxml2.mjs',
  }),
  build({ ...common, format: 'cjs', entryPoints: ['src/boot.ts'], outfile: 'dist/main.js' }),
]);
const modules = made.flatMap(({ outputFiles }) => outputFiles ?? []);
if (modules.filter(({ text }) => text.split(LIBXML2).length === 2).length !== 1)
  throw new Error('libxml2 is not imported once: has esbuild another way to write it?');
const [ofProgram, ofSchema] = made.map(({ metafile }) => metafile.outputs);
const exported = Object.keys(LATE).map((name) => [`./${name}.cjs`, ofProgram[`dist/${name}.cjs`].exports]);
await writeScripts(modules, { names: namesOf({ ...ofProgram, ...ofSchema }), exported: new Map(exported) });
// Node takes 5 ms to get its loader of modules ready.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
chmodSync('dist/main.js', 0o755);
execFileSync(process.execPath, ['esbuild.ahead.mjs'], { stdio: 'ignore' });
const printed = (command) => execFileSync(process.execPath, ['dist/main.js', command], { encoding: 'utf8' });
writeFileSync('dist/clusterc.1', printed('man'));
// The schema of a site, published under its own name: urn:clusterc:site:2 is clusterc-site-2.
const schema = printed('schema');
const [, ...name] = JSON.parse(schema).$id.split(':');
writeFileSync(`dist/${name.join('-')}.schema.json`, schema);
const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  noticesOf([...inputs, 'node_modules/ajv/package.json']) /* ajv wrote the code of the schema */,
);

// npm links the commands of dependencies only: this is for `npx clusterc` in the checkout.
mkdirSync('node_modules/.bin', { recursive: true });
rmSync('node_modules/.bin/clusterc', { force: true });
symlinkSync('../../dist/main.js', 'node_modules/.bin/clusterc');
