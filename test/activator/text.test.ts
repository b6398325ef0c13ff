/** The text of the activator: nothing in it that RHEL 5 has not. */
import { describe, expect, test } from 'vitest';
import { commandWords, SHELL_WORDS } from '../support/shell-words.ts';
import { describeWith, run } from '../support/tools.ts';
import { eyes, script, scriptPath, TOOLS } from './node.ts';

/** Those that write nothing, as long as no option makes sed write. */
const READERS = ['awk', 'cat', 'date', 'head', 'ls', 'sed', 'sha256sum', 'sort', 'stat', 'tail', 'tr', 'wc', 'xargs'];

const functionsOf = (text: string) => [...text.matchAll(/^([a-z_]+)\(\) \{/gm)].map(([, name = '']) => name);

describe('the text of the activator', () => {
  const functions = functionsOf(script);

  test('it uses only the shell, RHEL 5 tools and its own functions', () => {
    const allowed = new Set([...SHELL_WORDS.split(' '), ...TOOLS, ...functions]);
    const used = commandWords(script);
    expect([...used].filter((word) => !allowed.has(word))).toEqual([]);
    expect(TOOLS.filter((tool) => !used.has(tool))).toEqual([]);
  });

  test('a command that only reads sends nothing that could write', () => {
    const [functionsSent = '', call = ''] = eyes.split(/^(?=\[ \$# -ge 2 \])/m);
    const used = commandWords(functionsSent);
    const allowed = new Set([...SHELL_WORDS.split(' '), ...READERS, ...functionsOf(eyes)]);
    expect([...used].filter((word) => !allowed.has(word))).toEqual([]);
    expect(READERS.filter((tool) => !used.has(tool))).toEqual([]);
    expect(functionsSent).not.toMatch(/sed (-\w* )*-i|>(?!&|\/dev\/null)/);
    expect(call).toMatch(/^ {2}'observe 2'\) observe ;;$/m);
    expect(eyes.length).toBeLessThan(script.length / 3);
  });

  test.each([
    'perl 1',
    'x=$(mktemp)',
    'a | base64',
    'if readlink -e x; then',
    'xargs -r timeout 1',
    'y="$(realpath .)"',
  ])('the search for command words sees the one in %j', (line) => {
    expect([...commandWords(line)].join(' ')).toMatch(/perl|mktemp|base64|readlink|timeout|realpath/);
  });

  describeWith('shellcheck', 'shellcheck', () => {
    test('finds nothing', () => {
      expect(run('shellcheck', ['-s', 'sh', scriptPath])).toEqual({ status: 0, output: '' });
    });
  });
});
