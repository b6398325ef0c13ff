import { describe, expect, it } from 'vitest';
import { as, type HostName } from '../../src/base/brand.ts';
import { parseObservation } from '../../src/deploy/state.ts';

const HOST = as<HostName>('one');
const ID = 'b'.repeat(64);
const HEAD = [
  'clusterc-node 1',
  'lock -',
  'installed -',
  'interrupted -',
  'version file -',
  'version running -',
  'version installed -',
];

function read(lines: readonly string[], mask: (text: string) => string = (text) => text) {
  return parseObservation(HOST, `${lines.join('\n')}\n`, mask);
}

function textOf(...lines: readonly string[]) {
  return read([...HEAD, 'file differs ours 0640 root root /etc/a', ...lines])?.files[0]?.text;
}

describe('the head', () => {
  it('of a node that knows nothing is all null', () => {
    expect(read(HEAD)).toEqual({
      node: 'one',
      reachable: true,
      lock: null,
      installed: null,
      interrupted: null,
      configVersion: { file: null, running: null, installed: null },
      files: [],
    });
  });

  it('tells lock, bundle, interruption and versions', () => {
    const head = ['clusterc-node 1', 'lock sue at desk', `installed ${ID}`, `interrupted ${ID} armed`];
    expect(read([...head, 'version file 12', 'version running 11', 'version installed 10'])).toMatchObject({
      lock: 'sue at desk',
      installed: ID,
      interrupted: { bundle: ID, after: 'armed' },
      configVersion: { file: 12, running: 11, installed: 10 },
    });
  });

  it.each([
    ['nothing', []],
    ['another protocol', ['clusterc-node 2', ...HEAD.slice(1)]],
    ['a greeting before it', ['Welcome!', ...HEAD]],
    ['a missing line', [...HEAD.slice(0, 3), ...HEAD.slice(4)]],
    ['an end in the middle', HEAD.slice(0, 4)],
  ])('is not understood with %s', (_what, lines) => {
    expect(read(lines)).toBeUndefined();
  });

  it.each(['x', '1e9', '-1', '1 2'])('takes %j for no version', (text) => {
    expect(read([...HEAD.slice(0, 4), `version file ${text}`, ...HEAD.slice(5)])?.configVersion.file).toBeNull();
  });

  it('takes a version that is too long for a number for a high one', () => {
    const lines = [...HEAD.slice(0, 4), `version file ${'9'.repeat(400)}`, ...HEAD.slice(5)];
    expect(read(lines)?.configVersion.file).toBeGreaterThan(2 ** 31);
  });

  it('takes what is no digest for no bundle', () => {
    const lines = HEAD.map((line) => (line === 'installed -' ? `installed ${ID}0` : line));
    expect(read(lines)?.installed).toBeNull();
  });
});

describe('a file', () => {
  it('has mode, owner and group, or none of them', () => {
    const files = read([...HEAD, 'file same ours 0640 root disk /etc/a', 'file absent none - - - /etc/b'])?.files;
    expect(files).toEqual([
      { path: '/etc/a', relation: 'same', origin: 'ours', mode: 0o640, owner: 'root', group: 'disk', text: null },
      { path: '/etc/b', relation: 'absent', origin: 'none', mode: null, owner: null, group: null, text: null },
    ]);
  });

  it.each([
    ['another relation', 'file odd ours 0640 root root /etc/a'],
    ['another origin', 'file same odd 0640 root root /etc/a'],
    ['a relative path', 'file same ours 0640 root root etc/a'],
    ['a blank in its path', 'file same ours 0640 root root /etc/a b'],
    ['an escape sequence in its path', 'file same ours 0640 root root /etc/\u001b[2Ja'],
    ['a missing field', 'file same ours 0640 root /etc/a'],
    ['something else in its place', 'rm -rf /'],
  ])('with %s is not understood', (_what, line) => {
    expect(read([...HEAD, line])).toBeUndefined();
  });
});

describe('the text of a file', () => {
  it.each([
    ['with a final newline', ['|a', '|b', '.'], 'a\nb\n'],
    ['without a final newline', ['|a', '|b', '\\', '.'], 'a\nb'],
    ['empty', ['.'], ''],
    ['of framing characters', ['||', '|.', '|\\', '|!x', '.'], '|\n.\n\\\n!x\n'],
    [
      'that looks like the next file',
      ['|file same ours 0640 root root /etc/b', '.'],
      'file same ours 0640 root root /etc/b\n',
    ],
    ['that is not sent', ['!binary', '.'], '(binary file)\n'],
  ])('%s', (_what, lines, text) => {
    expect(textOf(...lines)).toBe(text);
  });

  it('is masked before anybody sees it', () => {
    const lines = [...HEAD, 'file extra ours 0640 root root /etc/a', '|secret', '.'];
    expect(read(lines, (text) => text.replace('secret', '*'))?.files[0]?.text).toBe('*\n');
  });

  it('that has no end takes in nothing but itself', () => {
    expect(textOf('|a')).toContain('a\n');
  });
});
