import { describe, expect, it } from 'vitest';
import { as, type HostName, type RemotePath } from '../../src/base/brand.ts';
import { sha256 } from '../../src/base/json.ts';
import { parseObservation, timelessDigest } from '../../src/deploy/node/state.ts';

const HOST = as<HostName>('one');
const ID = 'b'.repeat(64);
const OLDER = 'c'.repeat(64);
const HEAD: readonly [string, ...string[]] = [
  'clusterc-node 2',
  'lock -',
  'installed -',
  'previous -',
  'interrupted -',
  'version file -',
  'version running -',
  'version installed -',
];

/** The head with another value in one line. */
function headWith(name: string, text: string): readonly string[] {
  return HEAD.map((line) => (line.startsWith(`${name} `) ? `${name} ${text}` : line));
}

/** Every path that the lines tell of is desired, unless it is said. */
function parsed(
  lines: readonly string[],
  { mask = (text: string) => text, desired = pathsIn(lines), end = 'end\n' } = {},
) {
  return parseObservation(
    HOST,
    `${lines.join('\n')}\n${end}`,
    desired.map((path) => as<RemotePath>(path)),
    mask,
  );
}

function pathsIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^file (?!extra)\S+ .* (\/\S+)$/.exec(line)?.[1] ?? []);
}

function read(lines: readonly string[], mask?: (text: string) => string) {
  const state = parsed(lines, mask === undefined ? {} : { mask });
  return typeof state === 'string' ? undefined : state;
}

function textOf(...lines: readonly string[]) {
  return read([...HEAD, 'file differs ours 0640 root root - /etc/a', ...lines])?.files[0]?.text;
}

describe('the head', () => {
  it('is all null for a node that knows nothing', () => {
    expect(read(HEAD)).toEqual({
      node: 'one',
      reachable: true,
      lock: null,
      installed: null,
      previous: null,
      interrupted: null,
      configVersion: { file: null, running: null, installed: null },
      files: [],
      digest: timelessDigest(`${HEAD.join('\n')}\nend\n`),
    });
  });

  it('tells lock, bundle, interruption and versions', () => {
    const head = ['clusterc-node 2', 'lock 7 3600 sue at desk', `installed ${ID}`, `previous ${OLDER}`];
    expect(
      read([...head, `interrupted ${ID} armed 12`, 'version file 12', 'version running 11', 'version installed 10']),
    ).toMatchObject({
      lock: { owner: 'sue at desk', ageSeconds: 7, leaseSeconds: 3600 },
      installed: ID,
      previous: OLDER,
      interrupted: { bundle: ID, after: 'armed', secondsLeft: 12 },
      configVersion: { file: 12, running: 11, installed: 10 },
    });
  });

  it.each([
    ['nothing', []],
    ['another protocol', ['clusterc-node 1', ...HEAD.slice(1)]],
    ['a greeting before it', ['Welcome!', ...HEAD]],
    ['a lock without times', headWith('lock', 'sue')],
    ['a lock of no one', headWith('lock', '7 3600 ')],
    ['a missing line', [...HEAD.slice(0, 3), ...HEAD.slice(4)]],
    ['an end in the middle', HEAD.slice(0, 4)],
  ])('is not understood with %s', (_what, lines) => {
    expect(read(lines)).toBeUndefined();
  });

  it.each(['x', '1e9', '-1', '1 2'])('takes %j for no version', (text) => {
    expect(read(headWith('version file', text))?.configVersion.file).toBeNull();
  });

  it('takes a version that is too long for a number for a high one', () => {
    const lines = headWith('version file', '9'.repeat(400));
    expect(read(lines)?.configVersion.file).toBeGreaterThan(2 ** 31);
  });

  it('takes what is no digest for no bundle', () => {
    expect(read(headWith('installed', `${ID}0`))?.installed).toBeNull();
  });
});

describe('a push that was cut off', () => {
  it.each([
    [`${ID} staged -`, { bundle: ID, after: 'staged', secondsLeft: null }],
    [`${ID} confirmed -`, { bundle: ID, after: 'confirmed', secondsLeft: null }],
    [`${ID} reverting 0`, { bundle: ID, after: 'reverting', secondsLeft: 0 }],
    ['-', null],
    [' armed', null],
  ])('%s', (text, interrupted) => {
    expect(read(headWith('interrupted', text))?.interrupted).toEqual(interrupted);
  });
});

describe('the digest of a state', () => {
  const digest = (lock: string, interrupted: string) => {
    const state = read(headWith('lock', lock).map((line) => (line === 'interrupted -' ? interrupted : line)));
    return state?.digest;
  };

  it('is the same whichever process holds the lock, and however much time has passed', () => {
    const first = digest('-', `interrupted ${ID} armed 12`);
    expect(first).toBeDefined();
    expect(digest('7 3600 sue', `interrupted ${ID} armed 0`)).toBe(first);
    expect(digest('-', `interrupted ${ID} reverting 0`)).not.toBe(first);
  });
});

describe('a file', () => {
  it('has mode, owner and group, or none of them', () => {
    const files = read([...HEAD, 'file same ours 0640 root disk - /etc/a', 'file absent none - - - - /etc/b'])?.files;
    expect(files).toEqual([
      { path: '/etc/a', relation: 'same', origin: 'ours', mode: 0o640, owner: 'root', group: 'disk', text: null },
      { path: '/etc/b', relation: 'absent', origin: 'none', mode: null, owner: null, group: null, text: null },
    ]);
  });

  it.each([
    ['another relation', 'file odd ours 0640 root root - /etc/a'],
    ['another origin', 'file same odd 0640 root root - /etc/a'],
    ['a relative path', 'file same ours 0640 root root - etc/a'],
    ['a blank in its path', 'file same ours 0640 root root - /etc/a b'],
    ['an escape sequence in its path', 'file same ours 0640 root root - /etc/\u001b[2Ja'],
    ['a missing field', 'file same ours 0640 root root /etc/a'],
    ['a way out in its path', 'file same ours 0640 root root - /etc/../../etc/a'],
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

  it('is masked before anyone sees it', () => {
    const lines = [...HEAD, 'file extra ours 0640 root root - /etc/a', '|secret', '.'];
    expect(read(lines, (text) => text.replace('secret', '*'))?.files[0]?.text).toBe('*\n');
  });

  it('has the digest that was taken on the node', () => {
    const line = (text: string) => `file differs ours 0640 root root ${sha256(text)} /etc/a`;
    expect(parsed([...HEAD, line('a\n'), '|a', '.'])).toMatchObject({ files: [{ text: 'a\n' }] });
    expect(parsed([...HEAD, line('b\n'), '|a', '.'])).toBe('wrong-digest');
  });

  it('is not compared with its digest if it is not sent or not UTF-8', () => {
    const line = `file differs ours 0640 root root ${'1'.repeat(64)} /etc/a`;
    expect(parsed([...HEAD, line, '!large', '.'])).toMatchObject({ files: [{ text: '(large file)\n' }] });
    expect(parsed([...HEAD, line, '|\ufffd', '.'])).toMatchObject({ files: [{ text: '\ufffd\n' }] });
  });
});

describe('an answer', () => {
  const whole = [...HEAD, 'file same ours 0640 root root - /etc/a', 'file same ours 0640 root root - /etc/b'];

  it('without its last line is cut off, wherever that was', () => {
    const text = `${whole.join('\n')}\nend\n`;
    for (let length = HEAD[0].length + 1; length < text.length; length += 1)
      expect(parseObservation(HOST, text.slice(0, length), [], String)).toBe('cut-off');
  });

  it.each([
    ['nothing of a desired file', ['/etc/a', '/etc/b', '/etc/c']],
    ['of a file that no one asked for', ['/etc/a']],
  ])('that tells %s is not understood', (_what, desired) => {
    expect(parsed(whole, { desired })).toBe('not-understood');
  });

  it('is not understood if it names a file twice', () => {
    expect(parsed([...whole, 'file extra ours 0640 root root - /etc/a', '.'])).toBe('not-understood');
  });
});
