/** What the Tab key offers: by the table and the site, and in the shells themselves. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALL } from '../../src/cli/help/about.ts';
import { candidateLines, complete } from '../../src/cli/help/complete.ts';
import { namesIn, stageValue } from '../../src/cli/help/names.ts';
import { pathsFrom } from '../../src/cli/subject/paths.ts';
import { SHELLS } from '../../src/cli/help/shells.ts';
import { clusterc } from '../support/command-line.ts';
import { describeWith, run } from '../support/tools.ts';

const PAIR = 'fixtures/pair/model';
const folder = mkdtempSync(join(tmpdir(), 'clusterc-completion-'));
const bin = join(folder, 'bin');
mkdirSync(bin);
symlinkSync(resolve('dist/main.js'), join(bin, 'clusterc'));
mkdirSync(join(folder, 'site', 'folder'), { recursive: true });
writeFileSync(join(folder, 'site', 'site.yaml'), readFileSync(`${PAIR}/site.yaml`));
writeFileSync(join(folder, 'broken.yaml'), 'hosts: [');
afterAll(() => rmSync(folder, { recursive: true }));

/** Words only. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const lines = (await complete(['--', ...words])).split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split('\t')[0] ?? '');
}

/** In the folder of the site, with state in a folder of the test. */
function offeredIn(...words: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(resolve('dist/main.js'), ['complete', '--', ...words], {
    cwd: join(folder, 'site'),
    env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('by the table', () => {
  it('commands, with what they do', async () => {
    expect(await offered('')).toEqual(ALL.map(({ name }) => name));
    expect(await complete(['che'])).toBe('check\treport everything that is wrong with a site\n');
    expect(await offered('help', 'pu')).toEqual(['push']);
    expect(await offered('-v', '--color', 'never', 'bui')).toEqual(['build']);
  });

  it('options of the command, and of every command', async () => {
    expect(await offered('check', '-')).toEqual([
      '--format',
      '--strict',
      '--watch',
      '--with',
      '--quiet',
      '--verbose',
      '--color',
      '--help',
    ]);
    expect(await offered('--v')).toEqual(['--version', '--verbose']);
    expect(await offered('check', '--', '-')).toEqual([':files']);
  });

  it.each([
    [
      ['check', '--format', ''],
      ['text', 'json'],
    ],
    [['check', '--format', '=', 'j'], ['json']],
    [
      ['check', '--format', '='],
      ['text', 'json'],
    ],
    [['check', '--format=j'], ['--format=json']],
    [['dump', 'mod'], ['model']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['push', '--sandbox', ''], [':folders']],
    [['build', '-o', 'x'], [':folders']],
    [['check', ''], [':files']],
    [['dump', 'model', '.', 'vms', ''], []],
    [['nonsense', ''], []],
  ])('%j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expect.arrayContaining(expected));
    if (expected.length < 2) expect(await offered(...words)).toEqual(expected);
  });

  it('codes that --allow takes', async () => {
    expect(await offered('push', '--allow', 'drift/')).toEqual(['drift/edited-by-hand', 'drift/not-ours']);
    expect(await offered('push', '--allow', 'cluster/')).toEqual([]);
  });
});

describe('by the site', () => {
  it('paths of a stage, of the site that is typed already', async () => {
    expect(await offered('dump', 'model', PAIR, 'vms/')).toEqual(['vms/vm1/', 'vms/vm2/']);
    expect(await offered('dump', 'model', PAIR, 'vms/vm1/memo')).toEqual(['vms/vm1/memory']);
    expect(await offered('dump', 'spec', PAIR, 'vms/vm1/run')).toEqual(['vms/vm1/run_on/']);
    expect(await offered('dump', 'bundle', PAIR, 'clu')).toEqual(['cluster']);
    expect(await offered('dump', 'schema', PAIR, '$sch')).toEqual([]);
    expect(await offered('dump', 'plan', PAIR, '')).toEqual([]);
  });

  it('a path that is offered can be dumped', async () => {
    const model = await stageValue('model', PAIR);
    for (const path of pathsFrom(model ?? null, 'hosts/host1/'))
      expect((await clusterc(['dump', 'model', PAIR, path])).code, path).toBe(0);
  });

  it('keys of the site for explain: what is written, then what could be', () => {
    expect(offeredIn('explain', 'vms/vm1/me')).toEqual(['vms/vm1/memory', 'vms/vm1/memballoon']);
    expect(offeredIn('explain', 'cluster/quorum/disk/int')).toEqual(['cluster/quorum/disk/interval']);
    expect(offeredIn('explain', 'vms/vm')).toEqual(['vms/vm1/', 'vms/vm2/']);
  });

  it('files of a node for explain, whole or as bash splits them', () => {
    expect(offeredIn('explain', 'hos')).toEqual(['hosts/', 'host1:', 'host2:']);
    expect(offeredIn('explain', 'host1:/etc/lv')).toEqual(['host1:/etc/lvm/lvm.conf']);
    expect(offeredIn('explain', 'host1', ':', '/etc/lv')).toEqual(['/etc/lvm/lvm.conf']);
  });

  it('platforms', async () => {
    expect(await offered('convert', '--to', 'debian')).toEqual(['debian12', 'debian13']);
    expect(await offered('import', '--platform', 'rhel6.1')).toEqual(['rhel6.1', 'rhel6.10']);
  });

  it('bundles that were pushed from this machine, newest first, of a sandbox too; clusters', () => {
    const sandbox = join(folder, 'sandbox');
    const keep = (home: string, digit: string, seconds: number) => {
      const bundles = join(home, 'clusterc', 'kvmha', 'bundles');
      mkdirSync(bundles, { recursive: true });
      writeFileSync(join(bundles, `${digit.repeat(64)}.tar`), '');
      utimesSync(join(bundles, `${digit.repeat(64)}.tar`), seconds, seconds);
    };
    keep(join(folder, 'state'), 'a', 0);
    keep(join(folder, 'state'), 'b', 60);
    keep(join(sandbox, '.history'), 'c', 0);
    expect(offeredIn('revert', '--to', '')).toEqual(['b'.repeat(12), 'a'.repeat(12), ':files']);
    expect(offeredIn('revert', '--sandbox', sandbox, '--to', '')).toEqual(['c'.repeat(12), ':files']);
    expect(offeredIn('history', '--cluster', '')).toEqual(['kvmha']);
  });

  it('hosts and VMs', () => {
    expect(namesIn('hosts', PAIR)).toEqual(['host1', 'host2']);
    expect(namesIn('vms', PAIR)).toEqual(['vm1', 'vm2']);
  });

  it('a site that is broken, or not there, gives no names and no noise', async () => {
    expect(namesIn('hosts', join(folder, 'broken.yaml'))).toEqual([]);
    expect(namesIn('vms', join(folder, 'none'))).toEqual([]);
    const { code, out, err } = await clusterc(['complete', '--', 'dump', 'model', join(folder, 'broken.yaml'), '']);
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: '' });
  });

  it('a name that a shell could take for something else is not offered', () => {
    const names = ['good', 'a b', '$(reboot)', '`id`', '\u001b[2J', 'x;y', 'new\nline', "it's", '名前', ':folders'];
    const candidates = names.map((name) => [name, 'host'] as const);
    expect(candidateLines(candidates, { typed: '', prefix: '' })).toEqual(['good\thost']);
  });
});

/** Command line -> what it becomes at the Tab key, in a folder with a site. */
const LINES: readonly (readonly [line: string, completed: string])[] = [
  ['clusterc che', 'clusterc check '],
  ['clusterc check --format=js', 'clusterc check --format=json '],
  ['clusterc dump model . vms/vm1/memo', 'clusterc dump model . vms/vm1/memory '],
  ['clusterc push --allow drift/edi', 'clusterc push --allow drift/edited-by-hand '],
  ['clusterc explain host1:/etc/lv', 'clusterc explain host1:/etc/lvm/lvm.conf '],
  ['clusterc check si', 'clusterc check site.yaml '],
  ['clusterc build -o fol', 'clusterc build -o folder/'],
];

const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, ZDOTDIR: folder, TERM: 'dumb', LC_ALL: 'C.UTF-8' };

function inSite(shell: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(shell, args, { cwd: join(folder, 'site'), env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

it.each(SHELLS)('%s: the script is what the command prints', async (shell) => {
  const { out } = await clusterc(['completion', shell]);
  expect(out).toBe(readFileSync(`templates/completion/clusterc.${shell}`, 'utf8'));
});

describeWith('bash', 'completion in bash', () => {
  /** The function that bash calls, with the words as bash makes them; compopt works in a completion under way only. */
  const script = `compopt() { :; }; source <(clusterc completion bash); source <(clusterc completion bash)
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _clusterc; printf '%s\\n' "\${COMPREPLY[@]}"`;

  it.each([
    [['clusterc', 'che'], 'check\n'],
    [['clusterc', 'check', '--format', '=', 'js'], 'json\n'],
    [['clusterc', 'dump', 'model', '.', 'vms/'], 'vms/vm1/\nvms/vm2/\n'],
    [['clusterc', 'nonsense', ''], '\n'],
  ])('%j', (words, expected) => {
    expect(inSite('bash', ['--norc', '-c', script, 'bash', ...words])).toBe(expected);
  });
});

describeWith('shellcheck', 'the script for bash', () => {
  it('has nothing that shellcheck warns of', () => {
    const { status, output } = run('shellcheck', ['--shell=bash', 'templates/completion/clusterc.bash']);
    expect({ status, output }).toEqual({ status: 0, output: '' });
  });
});

describeWith('zsh', 'completion in zsh', () => {
  /** A shell on a pseudo terminal: types, presses Tab, and writes down what the line has become. zshmodules(1), zsh/zpty. */
  const typing = `zmodload zsh/zpty; zpty shell zsh -i; zpty -r shell seen '*READY*'
    zpty -w -n shell "$1"$'\\t\\x18\\x18'; while zpty -r shell seen; do :; done; print -rn -- "$(<$HOME/line)"`;
  writeFileSync(
    join(folder, '.zshrc'),
    `autoload -Uz compinit; compinit -D -u; source <(clusterc completion zsh)
     written() { print -rn -- "$BUFFER" > $HOME/line; exit }
     zle -N written; bindkey '^X^X' written; print READY\n`,
  );

  it.each(LINES)('%s', (line, completed) => {
    expect(inSite('zsh', ['-f', '-c', typing, 'zsh', line])).toBe(completed);
  });
});

describeWith('fish', 'completion in fish', () => {
  it.each(LINES)('%s', (line, completed) => {
    const script = 'clusterc completion fish | source; complete -C $argv[1]';
    const lines = inSite('fish', ['--no-config', '-c', script, line]).split('\n');
    expect(lines.map((one) => one.split('\t')[0])).toContain(completed.trim().split(' ').at(-1));
  });

  it('says what a word is', () => {
    const script = 'clusterc completion fish | source; complete -C "clusterc dum"';
    expect(inSite('fish', ['--no-config', '-c', script])).toBe('dump\tprint the value of a stage as JSON\n');
  });
});
