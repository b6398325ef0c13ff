/** The text of the activator: nothing in it that RHEL 5 has not. */
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { commandWords, SHELL_WORDS } from '../support/shell-words.ts';
import { findProgram, reportMissing, script, scriptPath, TOOLS } from './node.ts';

describe('the text of the activator', () => {
  const functions = [...script.matchAll(/^([a-z_]+)\(\) \{/gm)].map(([, name = '']) => name);

  test('it uses only the shell, RHEL 5 tools and its own functions', () => {
    const allowed = new Set([...SHELL_WORDS.split(' '), ...TOOLS, ...functions]);
    const used = commandWords(script);
    expect([...used].filter((word) => !allowed.has(word))).toEqual([]);
    expect(TOOLS.filter((tool) => !used.has(tool))).toEqual([]);
  });

  test.each([
    'awk 1',
    'x=$(mktemp)',
    'a | base64',
    'if readlink -e x; then',
    'xargs -r timeout 1',
    'y="$(realpath .)"',
  ])('the search for command words sees the one in %j', (line) => {
    expect([...commandWords(line)].join(' ')).toMatch(/awk|mktemp|base64|readlink|timeout|realpath/);
  });

  const shellcheck = findProgram('shellcheck');
  if (shellcheck === undefined) reportMissing('shellcheck');
  else {
    test('shellcheck finds nothing', async () => {
      const { stdout } = await execa(shellcheck, ['-s', 'sh', scriptPath], { reject: false });
      expect(stdout).toBe('');
    });
  }
});
