import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/base/json.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { packFiles } from '../../src/edge/bundle/archive.ts';
import { readBundle } from '../../src/edge/bundle/bundle-read.ts';
import { writeBundleFolder, writeBundleTar } from '../../src/edge/bundle/bundle-store.ts';
import { bundleOf, filesBelow } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { run } from '../support/tools.ts';
import { beyondLimits } from '../../src/edge/bundle/limits.ts';

const files = bundleFiles(bundleOf('pair'), 'the activator');
const other = new Map([
  ['manifest.json', canonicalJson({ format: 1, bundle: 'x', files: [{ path: '/etc/only', nodes: ['host9'] }] })],
  ['nodes/host9/etc/only', 'in the other one\n'],
]);

const codes = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code);

function place(): string {
  return join(temporaryFolder(), 'review', 'bundle');
}

function contents(folder: string): ReadonlyMap<string, string> {
  return new Map(filesBelow(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('a bundle as a folder', () => {
  it('is written whole, with the folders above it', async () => {
    const folder = place();
    expect(await writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
  });

  it('is replaced whole: nothing of the old one is left', async () => {
    const folder = place();
    await writeBundleFolder(folder, other);
    expect(await writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
    expect(filesBelow(join(folder, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('takes the place of an empty folder', async () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    expect(await writeBundleFolder(folder, files)).toEqual([]);
  });

  it.each([
    ['a folder with something else', 'notes.txt', 'mine'],
    ['a folder with a manifest of something else', 'manifest.json', '{"name":"web app"}'],
    ['a folder with a broken manifest', 'manifest.json', '{'],
  ])('leaves %s alone', async (_what, name, text) => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    expect(codes(await writeBundleFolder(folder, files))).toEqual(['bundle/not-a-bundle']);
    expect([...contents(folder)]).toEqual([[name, text]]);
  });

  it('leaves a file alone', async () => {
    const file = place();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'mine');
    expect(codes(await writeBundleFolder(file, files))).toEqual(['bundle/not-a-bundle']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.each([
    ['a file', 'REVIEW.md', 'REVIEW.md'],
    ['a folder', '.git/HEAD', '.git/'],
    ['a file among those of a node', 'nodes/host9/etc/notes', 'nodes/host9/etc/notes'],
  ])('with %s that someone put there is left alone, and that is named', async (_what, name, named) => {
    const folder = place();
    await writeBundleFolder(folder, other);
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'mine');
    const [found, ...more] = await writeBundleFolder(folder, files);
    expect([found?.code, found?.facts['others'], more]).toEqual(['bundle/not-a-bundle', [named], []]);
    expect([...contents(folder)]).toEqual(sorted(new Map([...other, [name, 'mine']])));
  });

  it('that a link leads to, or with a link in the place of a file, is left alone', async () => {
    const folder = place();
    await writeBundleFolder(folder, other);
    symlinkSync('bundle', join(folder, '..', 'link'));
    expect(codes(await writeBundleFolder(join(folder, '..', 'link'), files))).toEqual(['bundle/not-a-bundle']);
    rmSync(join(folder, 'nodes/host9/etc/only'));
    symlinkSync('/nowhere', join(folder, 'nodes/host9/etc/only'));
    expect(codes(await writeBundleFolder(folder, files))).toEqual(['bundle/not-a-bundle']);
  });

  it.each(['old', 'new'])('is not written while something else has the name that it needs aside: %s', async (what) => {
    const folder = place();
    await writeBundleFolder(folder, other);
    const taken = join(folder, '..', `.bundle.clusterc-${what}`);
    mkdirSync(taken);
    writeFileSync(join(taken, 'notes.txt'), 'mine');
    expect(codes(await writeBundleFolder(folder, files))).toEqual(['bundle/not-a-bundle']);
    expect([readFileSync(join(taken, 'notes.txt'), 'utf8'), [...contents(folder)]]).toEqual(['mine', sorted(other)]);
  });

  it('that could not be written leaves the old one as it was', async () => {
    const folder = place();
    await writeBundleFolder(folder, other);
    const impossible = new Map([...files, ['manifest.json/below', 'x']]);
    expect(codes(await writeBundleFolder(folder, impossible))).toEqual(['bundle/unwritable']);
    expect([...contents(folder)]).toEqual(sorted(other));
    expect(filesBelow(join(folder, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a crash between the two renames is healed by the next build', () => {
  const siblingOf = (folder: string, what: string) => join(folder, '..', `.bundle.clusterc-${what}`);

  it('when the old one stood aside and the new one was not in place yet', async () => {
    const folder = place();
    await writeBundleFolder(folder, other);
    renameSync(folder, siblingOf(folder, 'old'));
    const impossible = new Map([
      ['a', 'x'],
      ['a/b', 'x'],
    ]);
    await writeBundleFolder(folder, impossible);
    expect([...contents(folder)]).toEqual(sorted(other));
  });

  it('when the new one was in place and the old one not gone yet', async () => {
    const folder = place();
    await writeBundleFolder(folder, other);
    renameSync(folder, siblingOf(folder, 'old'));
    mkdirSync(siblingOf(folder, 'new'));
    writeFileSync(join(siblingOf(folder, 'new'), 'manifest.json'), other.get('manifest.json') ?? '');
    expect(await writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
    expect([existsSync(siblingOf(folder, 'old')), existsSync(siblingOf(folder, 'new'))]).toEqual([false, false]);
  });
});

describe('a build that is killed', () => {
  const small = new Map([...other, ['nodes/host9/etc/only', 'in the new one\n'], ['activate.sh', 'the activator\n']]);
  /** The text in two pieces, with a copy of the folder taken before each and at the end. */
  const inPieces = (text: string, copy: () => void): Iterable<string> => ({
    *[Symbol.iterator]() {
      for (const piece of [text.slice(0, 5), text.slice(5)]) {
        copy();
        yield piece;
      }
      copy();
    },
  });
  /** What a kill would leave, at any file and in the middle of each. */
  const remains = async (write: typeof writeBundleFolder | typeof writeBundleTar) => {
    const at = place();
    await write(at, other);
    const copies: string[] = [];
    const copy = () => cpSync(join(at, '..'), (copies[copies.length] = temporaryFolder()), { recursive: true });
    expect(await write(at, new Map([...small].map(([name, text]) => [name, inPieces(text, copy)])), copy)).toEqual([]);
    expect(copies.length).toBeGreaterThan(small.size);
    return copies.map((folder) => join(folder, 'bundle'));
  };

  it('leaves the old folder whole, and nothing that stops the next build', async () => {
    for (const at of await remains(writeBundleFolder)) {
      expect([...contents(at)]).toEqual(sorted(other));
      expect(await writeBundleFolder(at, small)).toEqual([]);
      expect([readdirSync(join(at, '..')), [...contents(at)]]).toEqual([['bundle'], sorted(small)]);
    }
  });

  it('loses its manifest last where it is removed: by it the next build knows what is left', async () => {
    const at = place();
    await writeBundleFolder(at, other);
    const names = readdirSync(at);
    const changed: string[] = [];
    const watcher = watch(at);
    const isGone = new Promise<void>((done) => {
      watcher.on('change', (_event, name) => {
        changed.push(String(name));
        if (names.every((one) => changed.includes(one))) done();
      });
    });
    await writeBundleFolder(at, small);
    await isGone;
    watcher.close();
    expect(changed.findLast((name) => names.includes(name))).toBe('manifest.json');
  });

  it('leaves the old archive whole, and nothing that stops the next build', async () => {
    const [old, fresh] = [place(), place()];
    await writeBundleTar(old, other);
    await writeBundleTar(fresh, small);
    for (const at of await remains(writeBundleTar)) {
      expect(readFileSync(at)).toEqual(readFileSync(old));
      expect(await writeBundleTar(at, small)).toEqual([]);
      expect(readdirSync(join(at, '..'))).toEqual(['bundle']);
      expect(readFileSync(at)).toEqual(readFileSync(fresh));
    }
  });
});

describe('a bundle as a tar file', () => {
  /** What `tar` makes of a bundle in the folder `bundle`, called in or above it. */
  const packed = async (at: '.' | '..', what: string, change: (folder: string) => void = () => undefined) => {
    const folder = place();
    await writeBundleFolder(folder, other);
    change(folder);
    const file = join(folder, '..', 'packed.tar');
    expect(run('tar', ['-C', join(folder, at), '-cf', file, what])).toEqual({ status: 0, output: '' });
    return file;
  };

  it('replaces one that tar packed from inside its folder', async () => {
    const file = await packed('.', '.');
    expect(await writeBundleTar(file, files)).toEqual([]);
    expect((await readBundle(file)).value?.id).toBe(bundleOf('pair').id);
  });

  it.each<[string, Parameters<typeof packed>, object]>([
    ['its folder', ['..', 'bundle'], { what: 'an archive of the folder bundle, not of the files in it' }],
    ['another folder', ['.', '.', (folder) => mkdirSync(join(folder, 'notes'))], { others: ['notes/'] }],
    [
      'a link in the place of a file',
      [
        '.',
        '.',
        (folder) => {
          rmSync(join(folder, 'activate.sh'), { force: true });
          symlinkSync('/nowhere', join(folder, 'activate.sh'));
        },
      ],
      { others: ['activate.sh'] },
    ],
  ])('leaves one alone that tar packed with %s', async (_what, how, facts) => {
    const file = await packed(...how);
    const before = readFileSync(file);
    const [found, ...more] = await writeBundleTar(file, files);
    expect([found?.code, found?.facts, more]).toMatchObject(['bundle/not-a-bundle', facts, []]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is the same bytes every time, whatever the order of its files', async () => {
    const [one, two] = [place(), place()];
    await writeBundleTar(one, files);
    await writeBundleTar(two, new Map([...files].toReversed()));
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  it('is listed and unpacked by tar', async () => {
    const file = place();
    await writeBundleTar(file, files);
    const { status, output } = run('tar', ['-tf', file]);
    expect([status, output.trim().split('\n')]).toEqual([0, sorted(files).map(([name]) => name)]);
    const unpacked = temporaryFolder();
    expect(run('tar', ['-xf', file, '-C', unpacked])).toEqual({ status: 0, output: '' });
    expect([...contents(unpacked)]).toEqual(sorted(files));
  });

  it('replaces a bundle, and nothing else', async () => {
    const file = place();
    await writeBundleTar(file, other);
    expect(await writeBundleTar(file, files)).toEqual([]);
    const more = await packFiles(new Map([...other, ['notes.txt', 'mine']]));
    for (const foreign of [more, 'mine', `${' '.repeat(257)}ustar manifest.json`]) {
      writeFileSync(file, foreign);
      expect(codes(await writeBundleTar(file, files))).toEqual(['bundle/not-a-bundle']);
      expect(readFileSync(file).equals(Buffer.from(foreign))).toBe(true);
    }
  });
});

it('a place that may not be looked into is reported, not thrown', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  const below = join(folder, 'file', 'bundle');
  writeFileSync(join(folder, 'file'), 'mine');
  expect(codes(await writeBundleFolder(below, files))).toEqual(['bundle/unwritable']);
});

describe('a bundle that no command would read is not written', () => {
  const beyond = 'x'.repeat(1024 ** 2);
  const many = (count: number, text: (index: number) => string) =>
    new Map(Array.from({ length: count }, (_, index) => [`nodes/host1/etc/${index}`, text(index)] as const));

  it.each([
    ['files and their folders', many(99_998, () => 'x'), '100,000 files and folders'],
    ['bytes of files that differ', many(257, (index) => `${index}${beyond}`), '256 MiB in files that differ'],
    ['bytes of all files', many(2048, () => beyond), '2 GiB'],
  ])('for its %s', async (_, written, limit) => {
    for (const write of [writeBundleFolder, writeBundleTar]) {
      const target = place();
      const found = await write(target, written);
      expect(found.map(({ code, facts }) => [code, facts['limit']])).toEqual([['bundle/too-large', limit]]);
      expect(existsSync(join(target, '..'))).toBe(false);
    }
  });
});

it('counts equal files once, as they are held once', () => {
  const text = 'x'.repeat(100 * 1024 ** 2);
  expect(beyondLimits(new Map(['a', 'b', 'c'].map((path) => [path, text])))).toBeUndefined();
});
