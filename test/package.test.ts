/** The package as npm would publish it: complete, alone, and free to be passed on. Needs dist/. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import { filesBelow } from './support/fixtures.ts';

const root = mkdtempSync(join(tmpdir(), 'clusterc-package-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Nothing of the checkout is within reach: another folder, no NODE_PATH, no user configuration, no registry. */
function type(program: string, ...args: readonly string[]): string {
  const bin = join(root, 'node_modules/.bin');
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: root, npm_config_offline: 'true' };
  return execFileSync(program, [...args], { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

const packed = join(root, 'node_modules/clusterc');

beforeAll(() => {
  const npm = ['pack', '--ignore-scripts', '--silent', '--pack-destination', root];
  const archive = execFileSync('npm', npm, { encoding: 'utf8' }).trim();
  writeFileSync(join(root, 'package.json'), '{ "private": true }');
  type('npm', 'install', '--no-audit', '--no-fund', `./${archive}`);
});

describe('what is packed', () => {
  const manifest = () => JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));

  it('the program, documentation, schemas, templates and licences, and nothing else', () => {
    const files = filesBelow(packed);
    const tops = new Set(files.map((file) => file.replace(/\/.*/, '')));
    expect([...tops]).toEqual(['LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'schemas', 'templates']);
    for (const folder of ['dist', 'docs', 'schemas', 'templates'])
      expect(filesBelow(join(packed, folder))).toEqual(
        filesBelow(folder).filter((file) => !file.startsWith('.vitepress/')),
      );
  });

  it('the manual page, where npm looks for it, and the generated reference', () => {
    expect(readFileSync(join(packed, manifest().man), 'utf8')).toMatch(/^\.TH CLUSTERC 1 /);
    const page = readFileSync(join(packed, 'docs/reference/commands.gen.md'), 'utf8');
    for (const { name } of COMMANDS) expect(page).toContain(`\n## ${name}\n`);
  });

  it('an executable that says which interpreter it wants', () => {
    expect(manifest().bin).toEqual({ clusterc: 'dist/main.js' });
    expect(readFileSync(join(packed, 'dist/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('nothing has to be installed next to it, and nothing runs while it is installed', () => {
    const { dependencies, scripts } = manifest();
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    expect(filesBelow(join(root, 'node_modules')).filter((file) => !/^(clusterc|\.)/.test(file))).toEqual([]);
  });

  it('no path of the machine it was built on', () => {
    const here = filesBelow(join(packed, 'dist')).filter((file) =>
      readFileSync(join(packed, 'dist', file), 'utf8').includes(process.cwd()),
    );
    expect(here).toEqual([]);
  });
});

describe('what it does, far from the checkout', () => {
  it('init, check, build and push', () => {
    expect(type('clusterc', '--version')).toBe(`${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`);
    type('clusterc', 'init', 'site');
    expect(type('clusterc', 'check', 'site')).toContain('fence/single-method');
    expect(type('clusterc', 'build', 'site', '-o', 'bundle')).toBe('bundle\n');
    expect(type('clusterc', 'push', 'site', '--sandbox', 'nodes')).toContain('every node has the new files');
    expect(existsSync(join(root, 'nodes/host1/etc/cluster/cluster.conf'))).toBe(true);
    const rendered = 'bundle/nodes/host1/etc/cluster/cluster.conf';
    expect(type('clusterc', 'plan', '--old', rendered, '--new', rendered)).toContain('everything keeps running');
  });
});

describe('what V8 has compiled ahead', () => {
  const AHEAD = `.${process.arch}.v8`;
  const scripts = filesBelow('dist').filter((name) => name.endsWith('.cjs'));
  const compiled = scripts.filter((name) => existsSync(join('dist', name + AHEAD)));
  const textOf = (names: readonly string[]) => names.map((name) => readFileSync(join('dist', name), 'latin1')).join('');
  const ahead = textOf(compiled.map((name) => name + AHEAD));

  it('is taken by the V8 that made it', () => {
    expect(compiled).toEqual(expect.arrayContaining(['clusterc.cjs', 'schema.cjs']));
    // In a process of its own: V8 rejects every cache once a flag was set, as other tests do.
    const program = `const [{ readFileSync }, { Script }] = [require('node:fs'), require('node:vm')];
      for (const file of process.argv.slice(1)) {
        const cachedData = readFileSync(file + '${AHEAD}');
        if (new Script(readFileSync(file, 'latin1'), { cachedData }).cachedDataRejected !== false) console.log(file);
      }`;
    const files = compiled.map((name) => join('dist', name));
    expect(execFileSync('node', ['-e', program, ...files], { encoding: 'utf8' })).toBe('');
  });

  it('can be missing', () => {
    const copy = join(root, 'copy');
    cpSync('dist', join(copy, 'dist'), { recursive: true, filter: (file) => !file.endsWith('.v8') });
    for (const name of ['package.json', 'templates']) cpSync(name, join(copy, name), { recursive: true });
    const check = (dist: string) =>
      execFileSync('node', [`${dist}/main.js`, 'check', 'fixtures/pair/model', '--format', 'json'], {
        encoding: 'utf8',
      });
    expect(check(join(copy, 'dist'))).toBe(check('dist'));
  });

  it('is what most commands need', () => {
    expect(textOf(scripts)).toContain('every node has the new files');
    expect(ahead).toContain('every node has the new files');
  });

  it.each([
    ['age-encryption', 'no identity matched any of the file'],
    ['ansible-vault', 'Integrity check failed'],
  ])('and not %s, which few sites need', (_library, text) => {
    expect(textOf(scripts)).toContain(text);
    expect(ahead).not.toContain(text);
  });
});

describe('licences of what is bundled', () => {
  const ALLOWED = 'MIT ISC BSD-2-Clause BSD-3-Clause Apache-2.0 0BSD BlueOak-1.0.0 Python-2.0'.split(' ');
  const notices = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8').split(/^# (?=\S+ [0-9]+\.\S+ \()/m);
  const bundled = notices.slice(1).map((notice) => {
    const [, name = '', version = '', licence = ''] = /^(\S+) (\S+) \((.*)\)$/m.exec(notice) ?? [];
    return { name, version, licence, words: notice.split(/\s+/).length };
  });
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

  it('are named, and there are some', () => {
    expect(bundled.map(({ name }) => name)).toEqual(expect.arrayContaining(['handlebars', 'xmlbuilder2', 'yaml']));
  });

  it('libxml2 is in the WebAssembly of its wrapper, and has a text of its own', () => {
    expect(notices.find((notice) => notice.startsWith('libxml2-wasm '))).toMatch(/James Lan[^]*Daniel Veillard/);
  });

  it.each(bundled)('$name $version: may be passed on, with its text, and runs no script of its own', (one) => {
    expect(ALLOWED).toContain(one.licence);
    expect(one.words).toBeGreaterThan(80);
    const locked = Object.entries<{ version: string; hasInstallScript?: true }>(packages).filter(
      ([path, { version }]) => path.endsWith(`node_modules/${one.name}`) && version === one.version,
    );
    expect(locked).not.toEqual([]);
    expect(locked.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
  });
});
