/** `check --watch` as a process of its own, on files that are saved. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/sandboxes.ts';

const ENDS = /watching [\w/]*site: checked in .*; Ctrl-C ends it\n/;

/** The process and what it has said since the last result. */
class Watching {
  readonly #child: ChildProcess;
  #said = '';
  #heard = () => {};

  constructor(cwd: string, args: readonly string[] = [], site = 'site') {
    const line = [resolve('dist/main.js'), 'check', '--watch', site, ...args];
    this.#child = spawn(process.execPath, line, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (piece) => {
        this.#said += String(piece);
        this.#heard();
      });
  }

  /** What is said up to the end of the next result. */
  async result(): Promise<string> {
    while (!ENDS.test(this.#said))
      await new Promise<void>((heard) => {
        this.#heard = heard;
      });
    const said = this.#said;
    this.#said = '';
    return said;
  }

  async end(): Promise<NodeJS.Signals | null> {
    const ended = new Promise<NodeJS.Signals | null>((done) =>
      this.#child.on('close', (_code, signal) => done(signal)),
    );
    this.#child.kill('SIGINT');
    return ended;
  }
}

let folder: string;
let watching: Watching;
const site = () => join(folder, 'site/site.yaml');
/** By rename, so that no half of a file is ever read. */
const save = (text: string) => {
  writeFileSync(join(folder, 'new.yaml'), text);
  renameSync(join(folder, 'new.yaml'), site());
};
const change = (pattern: string, by: string) => {
  const text = readFileSync(site(), 'utf8');
  expect(text).toContain(pattern);
  save(text.replace(pattern, by));
};

beforeEach(() => {
  folder = temporaryFolder();
  cpSync('fixtures/pair/model', join(folder, 'site'), { recursive: true });
});
afterEach(() => watching.end());

it('says what is wrong after each change, and nothing after a save without one', async () => {
  watching = new Watching(folder);
  expect(await watching.result()).toContain('ok: ');
  change('memory: 2G', 'memory: lots');
  expect(await watching.result()).toMatch(
    /^watching site: a file was saved\n[^]*site\/site\.yaml:\d+:\d+[^]*memory: lots/,
  );
  save(readFileSync(site(), 'utf8'));
  change('memory: lots', 'memory: [');
  expect(await watching.result()).toContain('yaml/');
  change('memory: [', 'memory: 2G');
  expect(await watching.result()).toMatch(/^watching site: a file was saved\n(?!watching)[^]*ok: /);
});

it('sees files that are replaced by rename, new folders, and that the site is gone and back', async () => {
  watching = new Watching(folder);
  await watching.result();
  change('memory: 2G', 'memory: lots');
  expect(await watching.result()).toContain('memory: lots');
  change('memory: lots', 'memory: 2G');
  expect(await watching.result()).toContain('ok: ');
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more/more.yaml'), 'unheard_of: 1\n');
  renameSync(join(folder, 'more'), join(folder, 'site/more'));
  expect(await watching.result()).toContain('site/more/more.yaml:1:1');
  renameSync(join(folder, 'site'), join(folder, 'gone'));
  expect(await watching.result()).toContain('site');
  renameSync(join(folder, 'gone'), join(folder, 'site'));
  expect(await watching.result()).toContain('more.yaml');
});

it('of a site that is not there yet waits for it, and for the folders above it', async () => {
  rmSync(join(folder, 'site'), { recursive: true });
  watching = new Watching(folder, [], 'a/b/site');
  expect(await watching.result()).toContain('a/b/site');
  mkdirSync(join(folder, 'new/b'), { recursive: true });
  cpSync('fixtures/pair/model', join(folder, 'new/b/site'), { recursive: true });
  renameSync(join(folder, 'new'), join(folder, 'a'));
  expect(await watching.result()).toContain('ok: ');
});

it('prints findings as the problem matcher of docs/editor.md reads them', async () => {
  const [, json = ''] = /```json\n(\{\n {2}"version"[^]*?)```/.exec(readFileSync('docs/editor.md', 'utf8')) ?? [];
  const { tasks }: Tasks = JSON.parse(json);
  const { pattern, background } = tasks[0].problemMatcher;
  change('memory: 2G', 'memory: lots');
  watching = new Watching(folder, ['--format', 'github']);
  const said = await watching.result();
  const found = new RegExp(pattern.regexp, 'm').exec(said);
  expect([pattern.file, pattern.line, pattern.column].map((group) => found?.[group])).toEqual([
    'site/site.yaml',
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^\d+$/),
  ]);
  expect(said).toMatch(new RegExp(background.endsPattern, 'm'));
  change('memory: lots', 'memory: 2G');
  expect(await watching.result()).toMatch(new RegExp(background.beginsPattern, 'm'));
});

type Tasks = { readonly tasks: readonly [{ readonly problemMatcher: Matcher }] };

type Matcher = {
  readonly pattern: { readonly regexp: string; readonly file: number; readonly line: number; readonly column: number };
  readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
};
