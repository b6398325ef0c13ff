/** A push to real nodes asks the person at the terminal, which is a real one here; without one it wants a word on the command line. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/bundle/bundle.ts';
import { EXIT } from '../../../src/cli/io.ts';
import { bundleOf } from '../../support/fixtures.ts';
import { clusterc } from '../../support/command-line.ts';
import { secretNames, temporaryFolder } from '../../support/sandboxes.ts';
import { describeWith } from '../../support/tools.ts';

const SITE = resolve('fixtures/pair/model');
const QUESTION = /carry out plan [0-9a-f]{12} on host1, host2\? \[y\/N\] /;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  const values = secretNames(bundleOf('pair')).map((name) => [name, 'value-of-12chr'] as const);
  writeFileSync(at('secrets'), JSON.stringify(Object.fromEntries(values)), { mode: 0o600 });
  nodesSay('-');
});

const at = (name: string) => join(folder, name);
const env = () => ({
  PATH: `${folder}:${process.env['PATH']}`,
  HOME: folder,
  XDG_RUNTIME_DIR: folder,
  XDG_STATE_HOME: at('state'),
  CLUSTERC_SECRETS: `file:${at('secrets')}`,
  TERM: 'xterm',
});

/** A program that replaces ssh, and the shell of nodes without any file: they answer a look, and write down and refuse the first command that would change one. */
function nodesSay(interrupted: string): void {
  const [{ host } = { host: undefined }] = bundleOf('pair').nodes;
  const files = host === undefined ? [] : filesOf(bundleOf('pair'), host);
  const state = [
    'clusterc-node 2\nlock -\ninstalled -\nprevious -',
    `interrupted ${interrupted}\nversion file -\nversion running -\nversion installed -`,
    ...files.map(({ path }) => `file absent none - - - - ${path}`),
    'end\nclusterc-look 1\nend\n',
  ];
  writeFileSync(at('answer'), state.join('\n'));
  const shell = [
    `case "$*" in *'bytes=$1; mark=$2'*) exec /bin/sh "$@" ;; esac`, // the session itself
    'cat >/dev/null',
    `case "$*" in *') && shift && {'*) exec cat ${at('answer')} ;; esac`,
    `case "$*" in *lock*) echo lock ;; *) echo other ;; esac >>${at('called')}`,
    'echo the disk is full >&2; exit 1',
  ];
  mkdirSync(at('node'), { recursive: true });
  writeProgram('node/sh', shell);
  writeProgram('ssh', ['for last; do :; done', `PATH=${at('node')}:$PATH exec /bin/sh -c "$last"`]);
}

function writeProgram(name: string, lines: readonly string[]): void {
  writeFileSync(at(name), `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(at(name), 0o755);
}

const called = () => (existsSync(at('called')) ? readFileSync(at('called'), 'utf8') : '');
const COMMAND = [process.execPath, resolve('dist/main.js'), 'push', SITE, '--no-activate'];

/** A push on a terminal of its own; `typed` at the first question. */
async function onTerminal(
  typed: string,
  ...more: readonly string[]
): Promise<{ readonly code: number; readonly text: string }> {
  const line = [...COMMAND, ...more].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-q', '-e', '-c', line, '/dev/null'], {
    env: env(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  let asked = false;
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString();
    if (asked || !text.includes('[y/N] ')) return;
    asked = true;
    child.stdin.write(typed);
  });
  const [code] = await once(child, 'close');
  return { code: Number(code), text };
}

describeWith('script', 'a push on a terminal', () => {
  it.each(['y\r', 'YES\r', ' yes \r'])('%j carries the plan out that was shown', async (typed) => {
    const { text } = await onTerminal(typed);
    expect(text.search(/^plan [0-9a-f]{12}: /m)).toBeLessThan(text.search(QUESTION));
    expect(text).toMatch(QUESTION);
    expect(called()).toMatch(/^lock$/m);
  });

  it.each([
    ['n\r', EXIT.failed],
    ['\r', EXIT.failed],
    ['maybe yes\r', EXIT.failed],
    ['\u0004', EXIT.failed],
    ['\u0003', EXIT.interrupted],
  ])('%j changes nothing', async (typed, exit) => {
    const { code, text } = await onTerminal(typed);
    expect(code, text).toBe(exit);
    expect(text).toMatch(QUESTION);
    expect(text).toContain('nothing was changed');
    expect(called()).toBe('');
    expect(existsSync(at('state'))).toBe(false);
  });

  it('with --yes does not ask, and neither with the id of the plan', async () => {
    const { text } = await onTerminal('', '--yes');
    expect(text).not.toContain('[y/N]');
    expect(called()).toMatch(/^lock$/m);
    const [, id = ''] = /^plan ([0-9a-f]{12}): /m.exec(text) ?? [];
    writeFileSync(at('called'), '');
    expect((await onTerminal('', '--plan', id)).text).not.toContain('[y/N]');
    expect(called()).toMatch(/^lock$/m);
  });

  it('with another plan than the one that was reviewed is refused', async () => {
    const { code, text } = await onTerminal('', '--plan', '000000000000');
    expect([code, called()]).toEqual([EXIT.failed, '']);
    expect(text).toContain('push/other-plan');
  });

  it('with a reviewed plan is refused, too, where nothing is left to do', async () => {
    const sandbox = ['--sandbox', at('sandbox')];
    const first = await onTerminal('', ...sandbox);
    const [, id = ''] = /^plan ([0-9a-f]{12}): /m.exec(first.text) ?? [];
    const { code, text } = await onTerminal('', ...sandbox, '--plan', id);
    expect(code, text).toBe(EXIT.failed);
    expect(text).toContain(`nothing is left to do, so plan ${id} no longer holds`);
    const planned = await clusterc(['plan', SITE, ...sandbox, '--format', 'json'], { env: env() });
    const { plan: empty } = JSON.parse(planned.out);
    expect((await onTerminal('', ...sandbox, '--plan', empty)).code).toBe(EXIT.done);
  });

  it('in a sandbox does not ask', async () => {
    const { code, text } = await onTerminal('', '--sandbox', at('sandbox'));
    expect(code, text).toBe(EXIT.done);
    expect(text).not.toContain('[y/N]');
  });

  it.each([[], ['--resume']])('asks before it ends an earlier one: %j', async (...more) => {
    nodesSay(`${'a'.repeat(64)} staged -`);
    const { code, text } = await onTerminal('n\r', ...more);
    expect(text).toContain('an earlier push was interrupted; to be rolled back on host1, host2: end it first? [y/N] ');
    expect([code, called()]).toEqual([EXIT.failed, '']);
  });
});

describe('without a terminal', () => {
  const pushed = (...more: readonly string[]) => {
    const [program = '', ...words] = COMMAND;
    const { status, stdout, stderr } = spawnSync(program, [...words, ...more], { env: env(), encoding: 'utf8' });
    return { code: status, text: stdout + stderr };
  };

  it.each([[], ['--format', 'json']])('a push needs consent, before any node is asked: %j', (...more) => {
    nodesSay('out of form');
    const { code, text } = pushed(...more);
    expect(code).toBe(EXIT.usage);
    expect(text).toContain('no terminal on which to ask for confirmation: --yes, or --plan ID');
  });

  it('a revert needs consent, too', () => {
    const words = [resolve('dist/main.js'), 'revert', SITE];
    const { status, stderr } = spawnSync(process.execPath, words, { env: env(), encoding: 'utf8' });
    expect(status).toBe(EXIT.usage);
    expect(stderr).toContain('no terminal on which to ask');
  });

  it('the id of a plan is no word for what an earlier push has left', () => {
    expect(pushed('--resume', '--plan', 'abcdef').code).toBe(EXIT.usage);
  });

  it('--yes and --plan are such words, and a look needs none', () => {
    const { code, text } = pushed('--check');
    expect(code).toBe(EXIT.different);
    const [, id = ''] = /^plan ([0-9a-f]{12}): /m.exec(text) ?? [];
    for (const word of [['--yes'], ['--plan', id]]) {
      writeFileSync(at('called'), '');
      pushed(...word);
      expect(called(), word.join(' ')).toMatch(/^lock$/m);
    }
  });

  it('a sandbox needs none', () => {
    expect(pushed('--sandbox', at('sandbox'))).toMatchObject({ code: EXIT.done });
  });
});
