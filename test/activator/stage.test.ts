/** What may be staged, and which calls are understood. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { packTar } from 'modern-tar';
import { beforeEach, expect, test } from 'vitest';
import {
  archive,
  clusterConf,
  files,
  first,
  indexOf,
  installedJson,
  script,
  second,
  state,
  tarFile,
  underEachShell,
  type Node,
  type TarEntry,
  type Wanted,
} from './node.ts';

underEachShell('staging', (play) => {
  let base: string;
  let node: Node;
  let tools: string;
  beforeEach(() => ({ base, node, tools } = play()));

  test('of a bundle that is kept, each file is the same again or another one', async () => {
    const conf = (version: number): Wanted => ({
      path: '/etc/cluster/cluster.conf',
      content: clusterConf(version),
      late: true,
    });
    const same: Wanted[] = [
      { path: '/etc/a', content: 'a\n' },
      { path: '/etc/gone', content: null },
    ];
    expect(await node.install(first, [conf(12), ...same, { path: '/etc/b', content: 'b\n' }])).not.toContain('again');
    await node.install(second, files);
    const printed = await node.all(['stage'], first, [
      conf(20),
      ...same,
      { path: '/etc/b', content: 'other\n' },
      { path: '/etc/c', content: 'c\n' },
    ]);
    expect(printed.trim().split('\n').sort()).toEqual([
      'again /etc/a',
      'again /etc/cluster/cluster.conf',
      'again /etc/gone',
      'other /etc/b',
      'other /etc/c',
    ]);
    expect((await node.observe(files)).slice(2, 4)).toEqual([`installed ${second}`, `previous ${first}`]);
  });

  test('a file that means the same stays as it is, and comes back with its bundle', async () => {
    const [plain, secret]: Wanted[] = [
      { path: '/etc/a', content: 'a\n' },
      { path: '/etc/b.d/b', content: 'password old\n' },
    ];
    const both = [plain, secret].flatMap((one) => one ?? []);
    const own = both.map(({ path }) => path);
    const put = async (text: string) =>
      await Promise.all(own.map(async (path) => await writeFile(node.root + path, `${text}\n`)));
    const install = async (id: string, wanted: Wanted[], kept: string[] = []) => {
      const stage = await node.verb(['stage', id], await archive(id, wanted, [], indexOf(wanted), kept));
      expect(stage).toMatchObject({ code: 0, err: '' });
      for (const verb of ['arm', 'run', 'probe', 'confirm', 'commit']) await node.all([verb], id, wanted);
      return stage.out;
    };
    await install(second, both);
    await put('# the same, in other words');
    await install(first, both, own);
    const lines = (await node.observe(both)).filter((line) => line.startsWith('file'));
    expect(lines).toEqual(own.map((path) => expect.stringMatching(new RegExp(`^file differs ours .* ${path}$`))));
    await install(
      second,
      both.map((one) => ({ ...one, content: 'another\n' })),
    );
    const now = [both[0], { path: '/etc/b.d/b', content: 'password new\n' }].flatMap((one) => one ?? []);
    expect(await install(first, now)).toBe('again /etc/a\nother /etc/b.d/b\n');
    const texts = await Promise.all(own.map(async (path) => await readFile(node.root + path, 'utf8')));
    expect(texts).toEqual(['# the same, in other words\n', 'password new\n']);
  });

  test('a file that is to stay as it is, and is not there, stages nothing', async () => {
    const wanted = files.slice(2, 3);
    const outcome = await node.verb(
      ['stage', first],
      await archive(first, wanted, [], indexOf(wanted), ['/etc/hosts']),
    );
    expect(outcome).toEqual({ code: 1, out: '', err: 'clusterc-node: /etc/hosts went away\n' });
    const strange = await node.verb(
      ['stage', first],
      await archive(first, wanted, [], indexOf(wanted), ['/etc/passwd']),
    );
    expect(strange).toMatchObject({ code: 2 });
    expect(await readdir(node.root + state)).toEqual([]);
  });

  test('a digest mismatch stages nothing', async () => {
    const wrong = indexOf([{ path: '/etc/hosts', content: 'other bytes\n' }]);
    const outcome = await node.verb(['stage', first], await archive(first, files.slice(2, 3), [], wrong));
    expect(outcome).toEqual({ code: 4, out: '', err: expect.stringContaining('/etc/hosts') });
    expect(await readdir(node.root + state)).toEqual([]);
  });

  const link = { name: 'files/etc/link', size: 0, linkname: '../../../../../outside' };
  const badArchives: { title: string; extra: TarEntry[] }[] = [
    { title: 'a path outside', extra: [tarFile('../../../../../outside', 'x')] },
    { title: 'an absolute path', extra: [tarFile('/outside', 'x')] },
    { title: 'a file that the index does not know', extra: [tarFile('files/etc/more', 'x')] },
    { title: 'a file twice', extra: [tarFile('files/etc/hosts', '127.0.0.1 localhost\n')] },
    { title: 'a symlink', extra: [{ header: { ...link, type: 'symlink' } }] },
    { title: 'a symlink that plays a folder', extra: [{ header: { ...link, name: 'files/x/', type: 'symlink' } }] },
    { title: 'a hard link', extra: [{ header: { ...link, linkname: 'index', type: 'link' } }] },
  ];
  test.each(badArchives)('an archive with $title is refused', async ({ extra }) => {
    const outcome = await node.verb(['stage', first], await archive(first, files, extra));
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toMatch(/^clusterc-node: .*\n$/);
    expect(await readdir(base)).toEqual(['root', 'root-bin']);
    expect(await readdir(node.root + state)).toEqual([]);
  });

  test('an archive in the order of its index is staged, unless both have a file twice', async () => {
    const a: Wanted = { path: '/etc/a', content: 'text\n' };
    const b: Wanted = { ...a, path: '/etc/b' };
    const packed = (wanted: Wanted[]) =>
      packTar([
        tarFile('activator', script),
        ...wanted.map(({ path, content }) => tarFile(`files${path}`, content ?? '')),
        tarFile('index', indexOf(wanted)),
        tarFile('installed.json', installedJson(first)),
        tarFile('own', ''),
      ]);
    for (const twice of [
      [a, a, b],
      [a, b, a],
      [a, b, b],
    ])
      expect(await node.verb(['stage', first], await packed(twice))).toMatchObject({ code: 2, out: '' });
    expect(await readdir(node.root + state)).toEqual([]);
    expect(await node.verb(['stage', first], await packed([a, b]))).toEqual({ code: 0, out: '', err: '' });
  });

  test('what tar complains about is reported', async () => {
    const script = '#!/bin/sh\ncase $1 in -x) echo "tar: no space left" >&2; exit 1 ;; esac\necho "-rw index"\n';
    await mkdir(join(base, 'tar'));
    await writeFile(join(base, 'tar/tar'), script, { mode: 0o755 });
    const path = [join(base, 'tar'), tools].join(delimiter);
    const outcome = await node.call(node.root, ['stage', first], 'x', path);
    expect(outcome.err).toBe('clusterc-node: the archive cannot be unpacked: tar: no space left\n');
  });

  test('an archive that lacks a file, or is none, is refused', async () => {
    expect(await node.verb(['stage', first], await archive(first, [], [], indexOf(files)))).toMatchObject({ code: 2 });
    expect(await node.verb(['stage', first], 'no tar')).toMatchObject({ code: 2 });
  });

  test('an archive of the system tar, which has folder entries, is fine', async () => {
    await mkdir(join(base, 'pack/files/etc'), { recursive: true });
    await writeFile(join(base, 'pack/index'), indexOf(files.slice(2, 3)));
    await writeFile(join(base, 'pack/installed.json'), installedJson(first));
    await writeFile(join(base, 'pack/activator'), script);
    await writeFile(join(base, 'pack/own'), '');
    await writeFile(join(base, 'pack/files/etc/hosts'), files[2]?.content ?? '');
    const { stdout } = await execa('tar', ['-c', '-f', '-', 'activator', 'index', 'installed.json', 'own', 'files'], {
      cwd: join(base, 'pack'),
      encoding: 'buffer',
    });
    expect(await node.verb(['stage', first], stdout)).toEqual({ code: 0, out: '', err: '' });
  });

  test('an archive with the record of another bundle is refused', async () => {
    expect(await node.verb(['stage', first], await archive(second, files))).toMatchObject({ code: 2 });
  });

  const goodLine = indexOf(files.slice(2, 3)).trim();
  const badLines = [
    '/a b',
    '/a/../b',
    '/a//b',
    '/a/',
    '/a/.',
    '/',
    'a',
    '/a*',
    '/a\\b',
    "/a'b",
    `${state}/installed.json`,
  ];
  test.each([...badLines.map((path) => goodLine.replace('/etc/hosts', path)), `${goodLine}\n${goodLine}`, 'x', ' '])(
    'an index with %j is refused',
    async (lines) => {
      expect(await node.verb(['observe'], `${lines}\n`)).toMatchObject({ code: 2, out: '' });
    },
  );

  test('a verb out of turn, or of another ID, is refused', async () => {
    for (const verb of ['arm', 'run', 'probe', 'confirm', 'commit']) {
      expect(await node.verb([verb, first])).toMatchObject({ code: 2, out: '' });
    }
    await node.all(['stage'], first, files);
    for (const verb of ['arm', 'run', 'probe', 'confirm', 'commit', 'revert']) {
      expect(await node.verb([verb, second])).toMatchObject({ code: 2, out: '' });
    }
    expect(await node.verb(['run', first])).toMatchObject({ code: 2 });
    await node.all(['arm'], first, files);
    expect(await node.verb(['arm', first])).toMatchObject({ code: 1 });
    expect(await node.verb(['commit', first])).toMatchObject({ code: 2 });
  });

  test.each([[[]], [['dance']], [['stage']], [['stage', 'x']], [['observe', first]], [['stage', first, 'me', 'x']]])(
    'the call %j is refused',
    async (args: string[]) => expect(await node.verb(args)).toMatchObject({ code: 2, out: '' }),
  );
});
