/** Commands in README.md and docs/, run as written: each prints what the text says. `npm run golden` rewrites them. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-tour-'));
const bin = join(folder, '.bin');
mkdirSync(bin);
symlinkSync(resolve('dist/main.js'), join(bin, 'clusterc'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A reader's terminal: 100 columns, no colour, standard output and error in the order in which they come. */
function type(command: string): string {
  const env = { PATH: `${bin}:${process.env['PATH']}`, LC_ALL: 'C.UTF-8', HOME: folder };
  const script = `{ ${command.replace(/^npx /, '')}\n} 2>&1 || true`;
  return execFileSync('sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' });
}

const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
const texts = new Map(
  ['README.md', ...pages.map((name) => join('docs', name))].map((path) => [path, readFileSync(path, 'utf8')]),
);
const readme = texts.get('README.md') ?? '';

/** Every console block with its commands run again. */
function rerun(text: string): string {
  return text.replace(/```console\n([^]*?)```/g, (_all, block: string) => {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const lines = commands.map((line) => `${line}\n${type(line.slice(2))}`);
    return `\`\`\`console\n${lines.join('')}\`\`\``;
  });
}

const withCommands = [...texts].filter(([, text]) => text.includes('```console\n'));

it('some page has commands', () => {
  expect(withCommands.map(([path]) => path)).toContain('docs/tutorial.md');
});

it.each(withCommands)('the commands in %s print what it says', (path, text) => {
  const actual = rerun(text);
  if (process.env['WRITE'] === '1') writeFileSync(path, actual);
  else expect(actual).toBe(text);
});

it('the README is at most 150 lines long', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(150);
});

it('the README names every command', () => {
  const rows = [...readme.matchAll(/^\| `clusterc (\w+)/gm)].map(([, name]) => name);
  expect(new Set(rows)).toEqual(new Set(COMMANDS.map(({ name }) => name)));
});

it('the site in the README compiles', () => {
  const [, site = ''] = /```yaml\n([^]*?)```/.exec(readme) ?? [];
  writeFileSync(join(folder, 'readme.yaml'), site);
  expect(type('clusterc check -q readme.yaml')).toBe('');
});

it.each([...texts])('the links in %s lead to files', (path, text) => {
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, to]) => join(dirname(path), to ?? ''));
  expect(links.filter((to) => !existsSync(to))).toEqual([]);
});

it('the recipes in the guide are those of the files', () => {
  const shown = [...(texts.get('docs/ci.md') ?? '').matchAll(/```\w+\n(# (docs\/recipes\/\S+?),? [^]*?)```/g)];
  expect(shown.map(([, , path]) => path)).toEqual(
    ['Containerfile', 'github.yaml', 'gitlab.yaml'].map((name) => `docs/recipes/${name}`),
  );
  for (const [, text, path = ''] of shown) expect(text).toBe(readFileSync(path, 'utf8'));
});

it('the status in the guide is one that clusterc gives', () => {
  expect(texts.get('docs/diff.md')).toContain(readFileSync('fixtures/status/a-time-bomb.txt', 'utf8'));
});

it('the message in the README is the one that clusterc gives', () => {
  type('clusterc init mistaken');
  type("sed -i '/vm1:$/,/memory/s/memory: 2G/memory: 20G/' mistaken/site.yaml");
  const shown = /^( {4}error [^]*?)\n\n/m.exec(readme)?.[1] ?? '';
  const said = type('clusterc check mistaken').replaceAll('mistaken/', 'mycluster/');
  expect(said).toContain(shown.replace(/^ {4}/gm, ''));
});
