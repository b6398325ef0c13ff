/** Imports point one way: each folder of src/ imports only the folders that are listed for it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow } from '../support/fixtures.ts';

/** What a folder may import besides itself. */
const MAY_IMPORT: { readonly [folder: string]: string } = {
  base: '',
  diag: 'base',
  source: 'base diag',
  catalogue: 'base diag',
  formats: 'base',
  platform: 'base',
  bundle: 'base',
  spec: 'base diag catalogue source',
  model: 'base spec platform',
  resolve: 'base diag spec catalogue platform model',
  placement: 'base impact model resolve',
  check: 'base diag catalogue placement platform model resolve',
  emit: 'base diag bundle catalogue platform model resolve',
  impact: 'base diag bundle deploy model platform status',
  deploy: 'base diag bundle catalogue',
  status: 'base diag bundle deploy',
  diff: 'base diag bundle deploy formats platform',
  facts: 'base diag deploy source spec',
  import: 'base diag source catalogue diff formats platform',
  convert: 'base diag source model platform',
  stack:
    'base convert diag bundle deploy diff emit facts impact import model placement platform resolve stack/cman stack/pacemaker status',
  'stack/cman':
    'base diag bundle catalogue check deploy diff emit facts impact import model placement platform resolve spec stack status',
  'stack/pacemaker':
    'base diag bundle catalogue check convert deploy diff emit facts formats impact import model placement platform resolve spec stack status',
  report: 'base convert diag bundle deploy diff impact placement status platform model resolve emit source spec stack',
  edge: 'base diag bundle deploy source',
};
/** The files at the top of src/ put the stages together; cli/ calls everything. */
const ANYTHING = new Set(['', 'cli']);

it('each folder imports only what is listed for it', () => {
  const wrong = filesBelow('src')
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts') && !ANYTHING.has(roomOf(name)))
    .flatMap((name) =>
      importsOf(name)
        .filter((to) => !isAllowed(roomOf(name), roomOf(to)))
        .map((to) => `${name} -> ${to}`),
    );
  expect(wrong).toEqual([]);
});

function isAllowed(from: string, to: string): boolean {
  return from === to || (MAY_IMPORT[from] ?? '').split(' ').includes(to);
}

/** The folder below src/; below stack/, that of one stack; empty for files of src/ itself. */
function roomOf(name: string): string {
  const folders = dirname(name).split('/');
  return folders[0] === '.' ? '' : folders.slice(0, folders[0] === 'stack' ? 2 : 1).join('/');
}

/** The files of src/ that a file imports, types included; not what it loads from schemas/ or from packages. */
function importsOf(name: string): readonly string[] {
  return [...readFileSync(`src/${name}`, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g)]
    .map(([, path]) => join(dirname(name), path ?? ''))
    .filter((path) => !path.startsWith('..'));
}

/** Libraries and modules that are a large part of a command's start-up: `check` finds mistakes and writes nothing. */
const NOT_FOR_A_CHECK =
  /'(?:handlebars|xmlbuilder2|execa|libxml2-wasm|modern-tar)'|\/site-schema\.ts'|\/kinds\.gen\.ts'/;

it('a check loads neither the libraries that write files nor the explanations', () => {
  const loaded = new Set(['main.ts', 'cli/program.ts', 'cli/site/check.ts']);
  for (const name of loaded) for (const to of importsAtOnce(name)) loaded.add(to);
  const heavy = [...loaded].filter((name) => NOT_FOR_A_CHECK.test(importTexts(name).join('\n')));
  expect(loaded.size).toBeGreaterThan(100);
  expect(heavy).toEqual(['spec/compiled.ts']); // the build has code that ajv made instead
});

/** The import statements of a file that load something. */
function importTexts(name: string): readonly string[] {
  return readFileSync(`src/${name}`, 'utf8').match(/^(?:import|export) (?!type )[^;]*? from '[^']+'/gm) ?? [];
}

function importsAtOnce(name: string): readonly string[] {
  return importTexts(name)
    .map((text) => /'(\.[^']+\.ts)'/.exec(text)?.[1])
    .filter((path) => path !== undefined)
    .map((path) => join(dirname(name), path));
}
