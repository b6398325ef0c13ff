/** Colours, and how much is said where. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ioFor } from '../../src/cli/terminal.ts';
import { clusterc } from '../support/command-line.ts';

const PAIR = 'fixtures/pair/model';
const folder = mkdtempSync(join(tmpdir(), 'clusterc-terminal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function colors(env: Record<string, string>, color?: string): { out: boolean; err: boolean } {
  const stream = (terminal: boolean) => ({ write: () => undefined, columns: 80, terminal });
  const io = ioFor({ out: stream(false), err: stream(true), env, now: () => 0 }, { color });
  return { out: io.out.color, err: io.err.color };
}

describe('colours: standard output is a pipe, standard error a terminal', () => {
  it.each([
    ['on the terminal only', {}, undefined, false, true],
    ['NO_COLOR', { NO_COLOR: '1' }, undefined, false, false],
    ['NO_COLOR that is empty', { NO_COLOR: '' }, undefined, false, true],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, undefined, true, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, undefined, false, false],
    ['NO_COLOR next to FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, false, false],
    ['TERM=dumb', { TERM: 'dumb' }, undefined, false, false],
    ['--color always next to NO_COLOR', { NO_COLOR: '1' }, 'always', true, true],
    ['--color never next to FORCE_COLOR', { FORCE_COLOR: '1' }, 'never', false, false],
    ['--color auto', { TERM: 'xterm' }, 'auto', false, true],
  ])('%s', (_what, env, option, out, err) => {
    expect(colors(env, option)).toEqual({ out, err });
  });

  it('--color is read before and after the command', async () => {
    const before = await clusterc(['--color', 'always', 'check', PAIR]);
    expect(before.out).toContain('\u001b[');
    expect(await clusterc(['check', PAIR, '--color=always'])).toEqual(before);
  });

  it('a mistake on the command line is red on a terminal', async () => {
    expect((await clusterc(['chek'], { terminal: true })).err).toContain('\u001b[31merror');
  });
});

it('the width of a file is 100 columns, also where a terminal says 0', () => {
  const stream = { write: () => undefined, columns: 0, terminal: true };
  expect(ioFor({ out: stream, err: stream, env: {}, now: () => 0 }, {}).out.columns).toBe(100);
});

describe('--quiet', () => {
  it('check says nothing of a site that has notes only', async () => {
    expect(await clusterc(['-q', 'check', PAIR])).toEqual({ code: 0, out: '', err: '' });
    expect(await clusterc(['check', PAIR, '--quiet'])).toEqual({ code: 0, out: '', err: '' });
  });

  it('leaves JSON whole', async () => {
    const quiet = await clusterc(['check', '-q', '--format', 'json', PAIR]);
    expect(quiet.out).toBe((await clusterc(['check', '--format', 'json', PAIR])).out);
    expect(quiet.out).toContain('fence/single-method');
  });

  it('push leaves the plan and the recap, and says nothing else', async () => {
    const sandbox = join(folder, 'quiet');
    const { code, out, err } = await clusterc(['push', '-q', PAIR, '--sandbox', sandbox]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^on new nodes, the cluster starts, and with it [^]*\nplan [^]*recap: every node has the new files/,
    );
  });

  it('errors are said', async () => {
    const { code, err } = await clusterc(['build', '-q', join(folder, 'nowhere')]);
    expect(code).toBe(1);
    expect(err).toMatch(/^error yaml\/no-such-site\n[^]*help: clusterc init DIR\n$/);
  });
});

describe('--verbose', () => {
  it('check and build name their stages with times', async () => {
    let time = 0;
    const now = () => (time += 7);
    const { err } = await clusterc(['-v', 'check', PAIR], { now });
    const stages = ['read', 'parse', 'validate', 'resolve', 'check', 'draft'];
    const lines = (names: readonly string[]) => names.map((stage) => `  ${stage.padEnd(8)} 7 ms\n`).join('');
    expect(err).toBe(`${lines(stages)}ok: kvmha: 2 hosts, 2 VMs, 12 files\n`);
    const built = await clusterc(['-v', 'build', PAIR, '-o', join(folder, 'verbose-build')], { now });
    expect(built.err).toContain(lines([...stages, 'emit']));
  });

  it('push names each step on each node; without it no time is on a pipe, however long it takes', async () => {
    let time = 0;
    const now = () => (time += 2000);
    const sandbox = join(folder, 'verbose');
    const plain = await clusterc(['push', PAIR, '--sandbox', `${sandbox}-plain`], { now });
    expect(plain.err).toContain('  stage    host1, host2\n');
    expect(plain.err).not.toMatch(/[0-9] m?s\b/);
    const { err } = await clusterc(['push', '-v', PAIR, '--sandbox', sandbox], { now });
    expect(err).toMatch(/^ {2}look {5}host1 {2}\d+\.0 s$/m);
    for (const node of ['host1', 'host2'])
      expect(err).toMatch(new RegExp(`^ {2}commit {3}${node} {2}\\d+(?: ms|\\.\\d s)$`, 'm'));
  });
});
