/** Every block of shell commands in docs/ runs as it is written, or says here why it cannot. Nodes are folders. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { FILES, FOLDERS } from '../src/edge/node/node-root.ts';
import { stacks } from '../src/stack/stacks.ts';
import { temporaryFolder } from './support/sandboxes.ts';

/** Languages of blocks without commands, and `console`, which test/docs.test.ts runs and compares. */
const OTHER = ['console', 'yaml', 'text', 'dockerfile', 'json'];

/** Start of a command -> why it is not run. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm ci && npm ': 'it installs the packages of this very checkout; .ci/run does it on a fresh machine',
  'npm run machines': 'it boots machines, for minutes, and needs root',
  'clusterc facts': 'it needs hosts with sshd; test/lab runs it',
  'clusterc import --from': 'it needs hosts with sshd; test/lab/import.test.ts runs it',
  'crm_attribute --node HOST': 'it is for a running cluster; test/lab/pacemaker has one',
  'systemctl disable --now pacemaker': 'it is for a node',
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

/** The commands of a block: its lines, but with a loop it is one script. */
function commandsIn(body: string): readonly string[] {
  return body.includes('\ndone\n') ? [body] : body.trimEnd().split('\n');
}

function isRun(command: string): boolean {
  return !Object.keys(NOT_RUN).some((start) => command.startsWith(start));
}

/** Runs a command in the folder of a node, where it finds the paths that it names. */
const SSH = `#!/bin/sh
cd "$HOME/.nodes/\${1#root@}" && shift && exec $(printf '%s ' "$@" | sed 's, /, ,g')
`;

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** A folder with the site `mycluster` of init, copies of the files of nodes, and nodes to which two bundles were pushed. */
function workplace(): { readonly folder: string; readonly env: Record<string, string> } {
  const folder = temporaryFolder();
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  const nodes = 'diff|facts|history|plan|push|revert|status) set -- "$@" --sandbox "$HOME/.nodes" ;;';
  const program = `#!/bin/sh\ncase $1 in ${nodes} esac\nexec '${process.execPath}' '${resolve('dist/main.js')}' "$@"\n`;
  writeProgram(join(bin, 'clusterc'), program);
  writeProgram(join(bin, 'ssh'), SSH);
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, LC_ALL: 'C.UTF-8' };
  const run = (...words: readonly string[]) => execFileSync('clusterc', words, { cwd: folder, env, stdio: 'pipe' });
  run('init', '-q', 'mycluster');
  run('push', '-q', 'mycluster');
  const site = join(folder, 'mycluster/site.yaml');
  writeFileSync(site, readFileSync(site, 'utf8').replace('memory: 2G', 'memory: 3G'));
  run('push', '-q', 'mycluster');
  cpSync('fixtures/pair/expected/nodes', join(folder, 'mycluster/copies'), { recursive: true });
  for (const host of ['host1', 'host2']) {
    mkdirSync(join(folder, '.nodes', host, 'proc'));
    for (const name of ['meminfo', 'cpuinfo']) cpSync(`/proc/${name}`, join(folder, '.nodes', host, 'proc', name));
  }
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

it('the loop of the guide copies all that an import reads', async () => {
  const [body = ''] = shell.flatMap((block) => (block.body.includes('tar chf') ? [block.body] : []));
  const copied = [...body.matchAll(/(?<=[\s'])\/[\w./-]+/g)].map(([path]) => path.slice(1));
  const folders = FOLDERS.map(([path]) => path).filter((path) => path !== '.');
  const operations = await Promise.all(stacks().map((stack) => stack.operations()));
  const own = operations.flatMap(({ importer }) => importer?.files.map(({ path }) => path) ?? []);
  const read = [...FILES, ...folders, ...own];
  expect(read.filter((path) => !copied.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual([]);
});
