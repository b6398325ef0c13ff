/** The questions to a node, asked as on a node, under each shell that they have to work in; the commands are stand-ins. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAnswers, type Answers } from '../src/deploy/node/answers.ts';
import { status } from '../src/stack/cman/status/index.ts';
import { OF_NODES } from '../src/status/node.ts';
import { hanging, sleepUntilHung } from './support/hanging.ts';
import { findProgram, nodePath } from './support/node-path.ts';
import { temporaryFolder } from './support/sandboxes.ts';
import { commandWords } from './support/shell-words.ts';
import { describeWith, run } from './support/tools.ts';

const path = 'templates/node/clusterc-look.sh';
const script = readFileSync(path, 'utf8');
/** With less patience than on a node: until a command hangs. */
const hasty = script.replace(/^PATIENCE=\d+/m, 'PATIENCE=1').replace(/^LARGEST=\d+/m, 'LARGEST=4000');

const SHELLS = [
  ['dash', ['dash']],
  ['bash', ['bash', '--posix']],
  ['busybox', ['busybox', 'sh']],
] as const;

/** The questions of status, each in one word. */
const WORDS = [...status.questions, ...OF_NODES].map(({ name, argv }) => [name, ...argv].join('\t'));

/** Asks with stand-ins before everything else in PATH. */
function asked(
  [shell, ...options]: readonly [string, ...string[]],
  programs: { readonly [name: string]: string },
  words: readonly string[] = WORDS,
) {
  const folder = temporaryFolder();
  const hung = hanging(folder);
  for (const [name, text] of Object.entries({ ...programs, sleep: sleepUntilHung(folder), hung })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const env = { PATH: `${folder}:${nodePath()}` };
  const ran = run(findProgram(shell) ?? shell, [...options, '-c', hasty, 'clusterc-look', ...words], { env });
  return { ...ran, answers: parseAnswers(ran.output) };
}

for (const [name, shell] of SHELLS)
  describeWith(name, `under ${name}`, () => {
    const answersTo = (programs: { readonly [name: string]: string }): Answers => asked(shell, programs).answers ?? {};

    it('each command is one answer, with both of its streams and its exit code', () => {
      const { 'cman-version': version, services } = answersTo({
        cman_tool: 'echo "6.2.0 config 12"',
        clustat: 'echo "<clustat/>"; printf "not quorate" >&2; exit 3',
      });
      expect(version).toEqual({ text: '6.2.0 config 12\n', exit: 0 });
      expect(services).toEqual({ text: '<clustat/>\nnot quorate\n', exit: 3 });
    });

    it('a program that is not installed has no entry', () => {
      expect(answersTo({})['fence-domain']).toEqual({ text: '', exit: 'absent' });
    });

    it('blanks, backslashes and lines that look like the frame stay what they are', () => {
      const { groups } = answersTo({ group_tool: String.raw`printf '%s\n' '  a\tb' '. 0' 'end' 'answer x'` });
      expect(groups?.text).toBe('  a\\tb\n. 0\nend\nanswer x\n');
    });

    it('a command that hangs is ended, and the others are asked', () => {
      const { 'cman-status': hung, services } = answersTo({
        cman_tool: 'test "$1" != status || exec hung',
        clustat: 'echo here',
      });
      expect(hung).toEqual({ text: '', exit: 'timeout' });
      expect(services?.text).toBe('here\n');
    });

    it('a command without end is cut off, and the others are asked', () => {
      const { groups, services } = answersTo({ group_tool: 'exec yes', clustat: 'echo here' });
      expect(groups?.text.length).toBeLessThanOrEqual(4001);
      expect(services?.text).toBe('here\n');
    });

    it('any command may be asked, whatever its words, and answers come in the order of the questions', () => {
      const programs = {
        clustat: 'echo here',
        one: String.raw`printf '<%s>\n' "$@"; exit 7`,
        frame: 'echo a program',
      };
      const { answers } = asked(shell, programs, [
        ...WORDS,
        'probe-0\tone\ta b\t*\t$HOME "',
        'probe-1\thung',
        'probe-2\tnowhere\tx',
        'probe-3',
        'probe-4\tone',
        'probe-5\tframe',
        'probe-6\tclustat',
      ]);
      expect(answers).toMatchObject({
        services: { text: 'here\n', exit: 0 },
        'probe-0': { text: '<a b>\n<*>\n<$HOME ">\n', exit: 7 },
        'probe-1': { text: '', exit: 'timeout' },
        'probe-2': { text: '', exit: 'absent' },
        'probe-3': { text: '', exit: 'absent' },
        'probe-4': { text: '<>\n', exit: 7 },
        'probe-5': { text: 'a program\n', exit: 0 },
        'probe-6': { text: 'here\n', exit: 0 },
      });
      expect(asked(shell, programs, []).answers).toEqual({});
    });

    it('reads no input, and leaves nothing running', () => {
      const { output } = asked(shell, { clustat: 'cat' });
      expect(output).toMatch(/\nend\n$/);
    });
  });

describe('the text of the questions', () => {
  it('writes to no file', () => {
    const targets = [...script.replace(/(^|\s)#.*$/gm, '').matchAll(/(?<!&)>(?!&)\s*(\S+)/g)].map(([, to]) => to);
    expect(targets.filter((to) => to !== '/dev/null')).toEqual([]);
  });

  it('names no program of a cluster', () => {
    expect(script).not.toMatch(/cman|clustat|ccs|fence_tool|group_tool|rgmanager|corosync|pacemaker|usr.share.cluster/);
  });

  it('uses nothing that RHEL 5 has not', () => {
    expect([...commandWords(script)].filter((word) => /^(awk|mktemp|base64|timeout|realpath)$/.test(word))).toEqual([]);
  });

  describeWith('shellcheck', 'shellcheck', () => {
    it('finds nothing', () => {
      expect(run('shellcheck', ['-s', 'sh', path]).output).toBe('');
    });
  });
});
