/** What clusterc says about itself, and that it is true: every example runs, every wrong word gets an answer. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALL } from '../../src/cli/help/about.ts';
import { EXIT } from '../../src/cli/io.ts';
import { EXIT_CODES } from '../../src/cli/help/about.ts';
import { clusterc } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterc-help-'));
mkdirSync(join(folder, 'bin'));
symlinkSync(resolve('dist/main.js'), join(folder, 'bin', 'clusterc'));
// No test reaches for a network: this ssh runs what it is given here.
writeFileSync(join(folder, 'bin', 'ssh'), '#!/bin/sh\nfor line; do :; done\nexec sh -c "$line"\n', { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true }));

/** Values for the pair: a site alone has none. */
const SECRETS = {
  CLUSTERC_SECRETS: 'environment',
  CLUSTERC_SECRET_FENCE_ILO_HOST1: 'one',
  CLUSTERC_SECRET_FENCE_ILO_HOST2: 'two',
  CLUSTERC_SECRET_ISCSI_SAN: 'twelve-bytes',
};

describe.each(ALL)('$name', (command) => {
  it('has help with its example, its options and those of every command', async () => {
    const { code, out, err } = await clusterc(['help', command.name]);
    expect({ code, err }).toEqual({ code: EXIT.done, err: '' });
    expect(out).toContain(`Example:\n  ${command.example}\n`);
    for (const { flags } of command.options) expect(out).toContain(flags);
    for (const flag of ['--quiet', '--verbose', '--color']) expect(out).toContain(flag);
    expect((await clusterc([command.name, '--help'])).out).toBe(out);
  });

  it('has an example that runs in the folder of a site', () => {
    const site = join(folder, command.name);
    cpSync('fixtures/pair/model', site, { recursive: true });
    cpSync('fixtures/pair/expected/nodes', join(site, 'nodes'), { recursive: true });
    const { status, stderr } = spawnSync('bash', ['--norc', '-c', command.example], {
      cwd: site,
      env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, HOME: folder, XDG_RUNTIME_DIR: folder, ...SECRETS },
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it('without a command the help goes to standard error, and that is wrong usage', async () => {
  const asked = await clusterc(['help']);
  expect(asked).toMatchObject({ code: EXIT.done, err: '' });
  expect(await clusterc([])).toEqual({ code: EXIT.usage, out: '', err: asked.out });
});

it('explains every exit code', () => {
  expect(EXIT_CODES.map(([code]) => code)).toEqual(Object.values(EXIT));
});

describe('wrong usage exits 64 and says what was meant', () => {
  it.each([
    [['chek'], "unknown command 'chek'; did you mean check?", 'clusterc help'],
    [['help', 'puhs'], "unknown command 'puhs'; did you mean push?", 'clusterc help'],
    [['check', '--formt', 'json'], "unknown option '--formt'; did you mean --format?", 'clusterc help check'],
    [['check', '--quite'], "unknown option '--quite'; did you mean --quiet?", 'clusterc help check'],
    [['check', '--format', 'jsn'], 'Did you mean json? It is one of text, json', 'clusterc help check'],
    [['--color', 'alway', 'check'], 'Did you mean always? It is one of auto, always, never', 'clusterc help'],
    [['dump', 'modle'], 'Did you mean model? It is one of tree', 'clusterc help dump'],
    [['check', 'a', 'b'], "too many arguments for 'check'", 'clusterc help check'],
    [['push', '--now'], '--now needs a reason', 'clusterc help push'],
    [['build', '-o'], 'argument missing', 'clusterc help build'],
  ])('%j', async (argv, sentence, help) => {
    const { code, out, err } = await clusterc(argv);
    expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
    expect(err).toContain(sentence);
    expect(err.endsWith(`\n  help: ${help}\n`)).toBe(true);
  });

  it('shows what a terminal must not see as something else', async () => {
    expect((await clusterc(['\u001b[2J'])).err).toContain("unknown command '␛[2J'");
  });
});

it.each(['diff', 'status', 'revert'])(
  '%s does not take a sandbox that is not there for empty nodes',
  async (command) => {
    const { code, out, err } = await clusterc([command, 'fixtures/pair/model', '--sandbox', 'nodir']);
    expect({ code, out }).toEqual({ code: EXIT.failed, out: '' });
    expect(err).toContain('nodir cannot be used as a sandbox: there is no such folder');
  },
);

it('a path in the place of the site is said where it goes', async () => {
  const { code, err } = await clusterc(['dump', 'model', 'vms/vm1']);
  expect(code).toBe(EXIT.usage);
  expect(err).toContain('help: clusterc dump model . vms/vm1\n');
});

it('a path that leads nowhere names what is there', async () => {
  const { err } = await clusterc(['dump', 'model', 'fixtures/pair/model', 'vms/other']);
  expect(err).toBe('there is nothing at vms/other; there are vm1, vm2\n');
});

it('a path that leads nowhere is reported with the one that was meant', async () => {
  const { code, out, err } = await clusterc(['dump', 'model', 'fixtures/pair/model', 'vms/vm1/runon']);
  expect({ code, out, err }).toEqual({
    code: EXIT.failed,
    out: '',
    err: 'there is nothing at vms/vm1/runon; did you mean vms/vm1/runOn?\n',
  });
});
