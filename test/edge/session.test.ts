/** Commands that share one ssh to a node, with a program that replaces ssh and runs the line of the login shell here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, asyncProperty, assert, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_OUTPUT } from '../../src/edge/run.ts';
import { as, type HostName, type Millis } from '../../src/base/brand.ts';
import { Sealed } from '../../src/base/sealed.ts';
import type { BundleNode } from '../../src/bundle/bundle.ts';
import type { Ran, Transport } from '../../src/deploy/node/ports.ts';
import { sshTransport } from '../../src/edge/node/ssh.ts';
import { pathWith } from '../support/programs.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { describeWith } from '../support/tools.ts';

const LONG = as<Millis>(600_000);
const NODE: BundleNode = {
  host: as<HostName>('host1'),
  nodeName: 'host1.example.com',
  nodeId: 1,
  connection: { via: 'ssh', address: '192.0.2.1', user: null, port: null },
};

type Played = { readonly transport: Transport; readonly opened: () => number };

/** `ssh`: what it does with the line, which is in $last. */
function played(ssh = 'exec sh -c "$last"'): Played {
  const folder = temporaryFolder();
  const programs = pathWith({
    ssh: `for last; do :; done; echo x >>${folder}/opened; ${ssh}`,
    sudo: 'shift 2; exec "$@"',
  });
  const env = { PATH: `${programs}:${process.env['PATH']}`, XDG_RUNTIME_DIR: folder };
  return {
    transport: sshTransport({ env, forks: 4, group: 'ours', sessions: true }),
    opened: () => readFileSync(join(folder, 'opened'), 'utf8').length / 2,
  };
}

function run({ transport }: Played, argv: readonly string[], input = '', timeout = LONG): Promise<Ran> {
  return transport.run(NODE, argv, { stdin: Sealed.of('input', input), timeout, connection: 'kept' });
}

const sh = (script: string, ...words: readonly string[]) => ['sh', '-c', script, 'sh', ...words];

for (const [name, shell] of [
  ['dash', 'dash'],
  ['bash', 'bash --norc'],
  ['busybox', 'busybox sh'],
] as const)
  describeWith(name, `commands in one session of ${name}`, () => {
    it('get their words and their input as they are, and say what they say', async () => {
      const session = played(`exec ${shell} -c "$last"`);
      const text = string({ unit: 'binary', maxLength: 12 }).map((one) =>
        one.replaceAll('\0', 'é').replaceAll('\r', ' '),
      );
      await assert(
        asyncProperty(array(text, { maxLength: 4 }), text, async (words, input) => {
          const ran = await run(session, sh('printf "<%s>" "$@"; cat; printf why >&2; exit 7', ...words), input);
          const shown = words.length === 0 ? '<>' : words.map((one) => `<${one}>`).join('');
          expect(ran).toEqual({ exitCode: 7, stdout: `${shown}${input}`, stderr: 'why' });
        }),
        { numRuns: 40 },
      );
      expect(session.opened()).toBe(1);
    });
  });

describe('a session', () => {
  it('sends a long word once, and is not confused by what looks like its own lines', async () => {
    const session = played();
    const script = `# ${'x'.repeat(40_000)}\nprintf '%s' "$1"`;
    for (const word of ['call 5 x true', 'keep w0 3', "it's\n\nclusterc: 1 2 3\n"])
      expect(await run(session, sh(script, word))).toEqual({ exitCode: 0, stdout: word, stderr: '' });
    expect(session.opened()).toBe(1);
  });

  it('reads away the input that a command leaves', async () => {
    const session = played();
    const input = 'a line that is not read\n'.repeat(20_000);
    expect(await run(session, ['true'], input)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await run(session, sh('read -r line; echo "$line"; exit 3'), input)).toMatchObject({ exitCode: 3 });
    expect(await run(session, ['cat'], 'the next one')).toMatchObject({ stdout: 'the next one' });
    expect(await run(session, ['cat'])).toMatchObject({ stdout: '' });
    expect(session.opened()).toBe(1);
  });

  it('is for one command at a time: another one has an ssh of its own', async () => {
    const session = played();
    const folder = temporaryFolder();
    const wait = sh(`echo >${folder}/begun; until [ -e ${folder}/go ]; do sleep 0.02; done; echo first`);
    const go = sh(`until [ -e ${folder}/begun ]; do sleep 0.02; done; echo >${folder}/go; echo second`);
    const both = await Promise.all([run(session, wait), run(session, go)]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['first\n', 'second\n']);
    expect(session.opened()).toBe(2);
  });

  it('ends with a command that takes too long or prints too much, and the next one opens another', async () => {
    const session = played();
    expect(await run(session, ['true'])).toMatchObject({ exitCode: 0 });
    expect(await run(session, ['sleep', '3600'], '', as<Millis>(200))).toMatchObject({ cause: 'no-answer' });
    expect(await run(session, ['head', '-c', String(MAX_OUTPUT + 1), '/dev/zero'])).toMatchObject({
      exitCode: null,
      cause: 'too-much',
      stdout: '',
    });
    expect(await run(session, ['echo', 'well'])).toEqual({ exitCode: 0, stdout: 'well\n', stderr: '' });
    expect(session.opened()).toBe(3);
  });

  it('whose connection is lost says so, and the next command has a new one', async () => {
    const lost = `[ "$(grep -c x "$XDG_RUNTIME_DIR/opened")" -gt 1 ] || { echo 'Connection to 192.0.2.1 closed.' >&2; exit 255; }`;
    const session = played(`${lost}; exec sh -c "$last"`);
    expect(await run(session, ['true'])).toEqual({
      exitCode: null,
      stdout: '',
      stderr: 'Connection to 192.0.2.1 closed.',
      cause: 'no-connection',
    });
    expect(await run(session, ['echo', 'well'])).toMatchObject({ exitCode: 0, stdout: 'well\n' });
  });

  it('names a login shell that runs nothing, and a sudo that refuses, as a command of its own does', async () => {
    expect(await run(played("echo 'This account is currently not available.'; exit 1"), ['true'])).toMatchObject({
      cause: 'no-sh',
    });
    const refused =
      "sh -c 'echo sudo: a password is required >&2; exit 1'; code=$?; printf '\\nclusterc: the command ended with 1\\n' >&2";
    expect(await run(played(`${refused}; exit $code`), ['true'])).toMatchObject({ cause: 'sudo-refused' });
  });

  it('is not used for a command that may leave processes behind, nor for one over a new connection', async () => {
    const session = played();
    for (const more of [{}, { connection: 'new' }] as const)
      await session.transport.run(NODE, ['true'], { timeout: LONG, ...more });
    await run(session, ['true']);
    await run(session, ['true']);
    expect(session.opened()).toBe(3);
  });
});
