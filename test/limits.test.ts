/** Hostile and broken input, through the command line: each has its own diagnostic, exit code 1, and nothing is written. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../src/cli/io.ts';
import { clusterc } from './support/command-line.ts';
import { describeUnless } from './support/tools.ts';

const PAIR = readFileSync('fixtures/pair/model/site.yaml', 'utf8');
const root = mkdtempSync(join(tmpdir(), 'clusterc-limits-'));
chmodSync(root, 0o755);
/** Mounted below, where that may be done. */
const disk = join(root, 'disk');
afterAll(() => {
  spawnSync('umount', [disk]);
  rmSync(root, { recursive: true });
});

let sites = 0;

/** A folder with one file, or an empty one. */
function siteWith(content?: string | Uint8Array, name = 'site.yaml'): string {
  const folder = join(root, String((sites += 1)));
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  if (content !== undefined) writeFileSync(join(folder, name), content);
  return folder;
}

type Built = { readonly exit: number; readonly errors: readonly string[]; readonly left: readonly string[] };

/** `clusterc build`, with the codes of the errors it says and what it leaves behind in the folder of its output. */
async function build(site: string, place = join(root, `out${sites}`, 'bundle')): Promise<Built> {
  const { code: exit, err } = await clusterc(['build', site, '-o', place]);
  const errors = [...err.matchAll(/^error (\S+)$/gm)].map(([, code]) => code ?? '');
  return { exit, errors: [...new Set(errors)], left: existsSync(dirname(place)) ? readdirSync(dirname(place)) : [] };
}

const refusedWith = (...errors: readonly string[]): Built => ({ exit: EXIT.failed, errors, left: [] });

/** Of maps and lists in each other, those of the parser's own around them included; a limit is tried just beyond it, no further. */
const DEEPEST = 66;

describe('what a file says', () => {
  const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));
  const list = (alias: string) => `[${alias}, ${alias}]`;

  it.each<[string, string | Uint8Array, string]>([
    [
      'aliases of aliases for more than a million values',
      many(18, (i) => `k${i}: &a${i} ${list(i === 0 ? 'x' : `*a${i - 1}`)}`).join('\n'),
      'too-large',
    ],
    ['101 aliases', `a: &a 1\nb: [${many(101, () => '*a').join(', ')}]`, 'too-many-aliases'],
    ['more open brackets than may be', '['.repeat(DEEPEST + 1), 'too-deep'],
    ['more maps in maps', `${'{a: '.repeat(DEEPEST + 1)}${'}'.repeat(DEEPEST + 1)}`, 'too-deep'],
    ['more lists on one line', `${'- '.repeat(DEEPEST + 1)}x`, 'too-deep'],
    ['more lists in lists', many(DEEPEST + 1, (i) => `${' '.repeat(i)}-`).join('\n'), 'too-deep'],
    ['NUL', `${PAIR}# \u0000\n`, 'forbidden-character'],
    ['an escape sequence', `${PAIR}# \u001b[31m\n`, 'forbidden-character'],
    ['a control character behind an escape', PAIR.replace('login: fence', 'login: "\\x07"'), 'forbidden-character'],
    ['half a surrogate pair', PAIR.replace('login: fence', 'login: "\\ud800"'), 'forbidden-character'],
    ['Latin-1', Buffer.from(`${PAIR}# caf\u00e9\n`, 'latin1'), 'not-utf8'],
    ['UTF-16', Buffer.from(`\ufeff${PAIR}`, 'utf16le'), 'not-utf8'],
    ['a key twice', PAIR.replace('memory: 16G', 'memory: 16G\n    memory: 8G'), 'duplicate-key'],
    ['two documents', `${PAIR}---\n${PAIR}`, 'syntax'],
    ['empty documents', '---\n---\n---\n', 'syntax'],
    ['an odd number of quotes', '"'.repeat(7), 'syntax'],
    ['a merge key', `x: &x { a: 1 }\ny: { <<: *x }\n${PAIR}`, 'merge-key'],
    ['nothing', '', 'empty'],
  ])('%s', async (_what, content, code) => {
    const { errors, ...rest } = await build(siteWith(content));
    expect(rest).toEqual({ exit: EXIT.failed, left: [] });
    expect(errors).toContain(`yaml/${code}`);
  });

  it('more than 4 MiB, before it is read', async () => {
    const site = siteWith('');
    truncateSync(join(site, 'site.yaml'), 4 * 1024 ** 2 + 1);
    expect(await build(site)).toEqual(refusedWith('yaml/site-too-large'));
  });

  it('more mistakes than are shown, on one line or on many', async () => {
    const twice = await build(siteWith('a: 1\n'.repeat(1002)));
    expect(twice).toEqual(refusedWith('yaml/too-many-mistakes', 'yaml/duplicate-key'));
    const quotes = await build(siteWith(`a: [${many(1001, () => '“x”').join(',')}]`));
    expect(quotes).toEqual(refusedWith('yaml/too-many-mistakes'));
  });

  it('more than 1,000 unknown keys', async () => {
    const built = await build(siteWith(many(1001, (i) => `k${i}: 1`).join('\n')));
    expect(built).toEqual(refusedWith('schema/too-many-mistakes', 'schema/unknown-key'));
  });
});

describe('names', () => {
  const hostile = [
    '../../etc/passwd',
    '$(reboot)',
    '`reboot`',
    'a;reboot',
    "a'b",
    'a b',
    '..',
    '-rf',
    'é',
    'é',
    '“a”',
    'a\u00a0',
  ];
  const places: readonly (readonly [string, RegExp])[] = [
    ['cluster', /(?<=name: )kvmha/],
    ['domain', /(?<=domain: )\S+/],
    ['host', /host1/g],
    ['VM', /(?<=^ {2})vm1/m],
    ['volume', /vm1(?=: \d+G)|(?<=\/)vm1/g],
    ['volume group', /vg_\w+/g],
    ['secret', /(?<=secret: )[^ }]+/],
    ['bridge', /br0/g],
  ];
  const cases = places.flatMap(([place, pattern]) => hostile.map((name) => ({ place, pattern, name })));

  it.each(cases)('of a $place: $name', async ({ pattern, name }) => {
    const text = PAIR.replace(pattern, () => JSON.stringify(name).slice(1, -1));
    expect(text).not.toBe(PAIR);
    const quoted = await build(siteWith(text));
    expect({ exit: quoted.exit, left: quoted.left }).toEqual({ exit: EXIT.failed, left: [] });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'every object has a %s: a site gains nothing',
    async (name) => {
      const added = `${PAIR}${name}: { ${name}: 1 }\n`.replace('hosts:\n', `hosts:\n  ${name}: { ${name}: 1 }\n`);
      const { exit, errors } = await build(siteWith(added));
      expect({ exit, errors }).toMatchObject({ exit: EXIT.failed });
      expect(errors).toContain('schema/unknown-key');
    },
  );

  it('constructor is a name like any other where the rules of names admit it', async () => {
    const named = PAIR.replace(/\bhost1\b(?!\d)/g, 'constructor').replace(/\bsan\b/g, 'constructor');
    expect(await build(siteWith(named))).toMatchObject({ exit: EXIT.done, errors: [] });
  });
});

describe('how a text is written makes no difference', () => {
  const bundle = async (text: string) => {
    const place = join(root, `same${(sites += 1)}`, 'bundle');
    expect(await build(siteWith(text), place)).toMatchObject({ exit: EXIT.done });
    return readFileSync(join(place, 'manifest.json'), 'utf8');
  };

  it.each<[string, string]>([
    ['CR LF', PAIR.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${PAIR}`],
    ['NEL in a comment', `${PAIR}# \u0085\n`],
    ['a line of 100,000 characters', `${PAIR}# ${'x'.repeat(100_000)}\n`],
  ])('%s', async (_what, text) => expect(await bundle(text)).toBe(await bundle(PAIR)));
});

describe('what lies in the folder', () => {
  it('a symbolic link to a file', async () => {
    const site = siteWith(PAIR);
    symlinkSync('/etc/hostname', join(site, 'more.yaml'));
    expect(await build(site)).toEqual(refusedWith('yaml/not-a-file'));
  });

  it('links that lead in a circle: a file, a folder, the site itself', async () => {
    const site = siteWith(PAIR);
    symlinkSync('loop', join(site, 'loop'));
    expect(await build(site)).toEqual(refusedWith('yaml/not-a-file'));
    expect(await build(join(site, 'loop'))).toEqual(refusedWith('yaml/unreadable'));
    const around = siteWith(PAIR);
    symlinkSync('.', join(around, 'around'));
    expect(await build(around)).toEqual(refusedWith('yaml/not-a-file'));
  });

  it('a link to a file that is no part of a site is ignored', async () => {
    const site = siteWith(PAIR);
    symlinkSync('site.yaml', join(site, 'README'));
    expect(await build(site)).toMatchObject({ exit: EXIT.done });
  });

  it('a pipe, which would never end', async () => {
    const site = siteWith(PAIR);
    spawnSync('mkfifo', [join(site, 'more.yaml')]);
    expect(await build(site)).toEqual(refusedWith('yaml/not-a-file'));
    expect(await build('/dev/zero')).toEqual(refusedWith('yaml/not-a-file'));
  });

  it('more files than anyone has looked at', async () => {
    const site = siteWith(PAIR);
    for (let index = 0; index <= 10_000; index += 1) writeFileSync(join(site, `${index}.txt`), '');
    expect(await build(site)).toEqual(refusedWith('yaml/too-many-files'));
  });

  it('nothing at all, and a name that is too long', async () => {
    expect(await build(join(root, 'missing'))).toEqual(refusedWith('yaml/no-such-site'));
    expect(await build(join(root, 'x'.repeat(5000)))).toEqual(refusedWith('yaml/unreadable'));
  });

  it('a file without the right to read it', async () => {
    const site = siteWith(PAIR);
    chmodSync(join(site, 'site.yaml'), 0o000);
    const effective = process.geteuid?.();
    if (effective === 0) process.seteuid?.(65534);
    try {
      expect(await build(site)).toEqual(refusedWith('yaml/unreadable'));
    } finally {
      if (effective === 0) process.seteuid?.(0);
    }
  });
});

/** Mounting takes more than being root: in a container it may be refused. */
mkdirSync(disk);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;

describeUnless(mounted ? undefined : 'mount needs root', 'a full disk', () => {
  const old = join(disk, 'bundle');
  beforeAll(() => {
    mkdirSync(old);
    writeFileSync(join(old, 'manifest.json'), `${JSON.stringify({ format: 1, bundle: 'old' }, null, 2)}\n`);
  });

  it('leaves the old bundle whole, and nothing next to it', async () => {
    const built = await build(siteWith(PAIR), old);
    expect(built).toEqual({ exit: EXIT.failed, errors: ['bundle/unwritable'], left: ['bundle'] });
    expect(readdirSync(old)).toEqual(['manifest.json']);
  });
});
