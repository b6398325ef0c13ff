/** Every block of shell commands in docs/ runs as it is written, or says here why it cannot. Nodes are folders. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/sandboxes.ts';

/** Languages of blocks without commands, and `console`, which test/docs.test.ts runs and compares. */
const OTHER = ['console', 'yaml', 'text', 'dockerfile', 'json'];

/** Start of a command -> why it is not run. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm ': 'it installs the packages of this very checkout; .ci/run does it on a fresh machine',
  'clusterc facts': 'it needs hosts with sshd; test/lab runs it',
  'clusterc import --from': 'it needs hosts with sshd; test/lab/import.test.ts runs it',
  'for node in host1 host2; do': 'it needs hosts with sshd',
  'grep clusterc /var/log/messages': 'it is for a node',
  'clusterc push --plan 3e1d17829476': 'its plan is an example; test/cli/push/consent.test.ts pushes a plan by its id',
};

const pages = readdirSync('docs')
  .filter((name) => name.endsWith('.md') && name !== 'decisions.md')
  .map((name) => ({ name, text: readFileSync(join('docs', name), 'utf8') }));

const blocks = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, language = '', body = '']) => ({ name, language, body })),
);
const shell = blocks.filter(({ language }) => language === 'sh');

/** The commands of a block: its lines, but a loop is one. */
function commandsIn(body: string): readonly string[] {
  return body.startsWith('for ') ? [body] : body.trimEnd().split('\n');
}

function isRun(command: string): boolean {
  return !Object.keys(NOT_RUN).some((start) => command.startsWith(start));
}

/** A folder with the site `mycluster` of init, copies of the files of nodes, and nodes to which two bundles were pushed. */
function workplace(): { readonly folder: string; readonly env: Record<string, string> } {
  const folder = temporaryFolder();
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  const nodes = 'diff|facts|history|plan|push|revert|status) set -- "$@" --sandbox "$HOME/.nodes" ;;';
  const program = `#!/bin/sh\ncase $1 in ${nodes} esac\nexec '${process.execPath}' '${resolve('dist/main.js')}' "$@"\n`;
  writeFileSync(join(bin, 'clusterc'), program);
  chmodSync(join(bin, 'clusterc'), 0o755);
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, LC_ALL: 'C.UTF-8' };
  const run = (...words: readonly string[]) => execFileSync('clusterc', words, { cwd: folder, env, stdio: 'pipe' });
  run('init', '-q', 'mycluster');
  run('push', '-q', 'mycluster');
  const site = join(folder, 'mycluster/site.yaml');
  writeFileSync(site, readFileSync(site, 'utf8').replace('memory: 2G', 'memory: 3G'));
  run('push', '-q', 'mycluster');
  cpSync('fixtures/pair/expected/nodes', join(folder, 'mycluster/copies'), { recursive: true });
  return { folder, env };
}

it('every block says its language, and no block is only indented', () => {
  expect(blocks.filter(({ language }) => language !== 'sh' && !OTHER.includes(language))).toEqual([]);
  for (const { name, text } of pages)
    expect(text.replace(/^```[^]*?^```$/gm, '').match(/^\n {4}\S.*$/gm), name).toBeNull();
});

it('there are commands, and each reason is for one of them', () => {
  const commands = shell.flatMap(({ body }) => commandsIn(body));
  expect(commands.filter(isRun).length).toBeGreaterThan(15);
  for (const start of Object.keys(NOT_RUN))
    expect(
      commands.some((command) => command.startsWith(start)),
      start,
    ).toBe(true);
});

it.each(shell.filter(({ body }) => commandsIn(body).some(isRun)))('$name: $body', ({ body }) => {
  const { folder, env } = workplace();
  const cwd = body.includes('mycluster') ? folder : join(folder, 'mycluster');
  for (const command of commandsIn(body).filter(isRun)) {
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], { cwd, env, encoding: 'utf8' });
    expect([0, 2], `${command}\n${stdout}${stderr}`).toContain(status);
  }
});
