import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { writeBundleFolder, writeBundleTar } from '../../src/edge/bundle/bundle-store.ts';
import { bundleOf, filesBelow } from '../support/fixtures.ts';
import { temporaryFolder } from '../support/sandboxes.ts';
import { run } from '../support/tools.ts';

const files = bundleFiles(bundleOf('pair'), 'the activator');
const manifest = files.get('manifest.json') ?? '';
const other = new Map([
  ['manifest.json', manifest],
  ['nodes/host9/etc/only', 'in the other one\n'],
]);

function place(): string {
  return join(temporaryFolder(), 'review', 'bundle');
}

function contents(folder: string): ReadonlyMap<string, string> {
  return new Map(filesBelow(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const sorted = (map: ReadonlyMap<string, string>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('a bundle as a folder', () => {
  it('is written whole, with the folders above it', () => {
    const folder = place();
    expect(writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
  });

  it('is replaced whole: nothing of the old one is left', () => {
    const folder = place();
    writeBundleFolder(folder, other);
    expect(writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
    expect(filesBelow(join(folder, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('takes the place of an empty folder', () => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    expect(writeBundleFolder(folder, files)).toEqual([]);
  });

  it.each([
    ['a folder with something else', 'notes.txt', 'mine'],
    ['a folder with a manifest of something else', 'manifest.json', '{"name":"web app"}'],
    ['a folder with a broken manifest', 'manifest.json', '{'],
  ])('leaves %s alone', (_what, name, text) => {
    const folder = place();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    expect(writeBundleFolder(folder, files).map(({ code }) => code)).toEqual(['bundle/not-a-bundle']);
    expect([...contents(folder)]).toEqual([[name, text]]);
  });

  it('leaves a file alone', () => {
    const file = place();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'mine');
    expect(writeBundleFolder(file, files).map(({ code }) => code)).toEqual(['bundle/not-a-bundle']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('that could not be written leaves the old one as it was', () => {
    const folder = place();
    writeBundleFolder(folder, other);
    const impossible = new Map([...files, ['manifest.json/below', 'x']]);
    expect(writeBundleFolder(folder, impossible).map(({ code }) => code)).toEqual(['bundle/unwritable']);
    expect([...contents(folder)]).toEqual(sorted(other));
    expect(filesBelow(join(folder, '..')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a crash between the two renames is healed by the next build', () => {
  const beside = (folder: string, what: string) => join(folder, '..', `.bundle.clusterc-${what}`);

  it('when the old one stood aside and the new one was not in place yet', () => {
    const folder = place();
    writeBundleFolder(folder, other);
    renameSync(folder, beside(folder, 'old'));
    const impossible = new Map([
      ['a', 'x'],
      ['a/b', 'x'],
    ]);
    writeBundleFolder(folder, impossible);
    expect([...contents(folder)]).toEqual(sorted(other));
  });

  it('when the new one was in place and the old one not gone yet', () => {
    const folder = place();
    writeBundleFolder(folder, other);
    renameSync(folder, beside(folder, 'old'));
    mkdirSync(beside(folder, 'new'));
    writeFileSync(join(beside(folder, 'new'), 'half'), 'written');
    expect(writeBundleFolder(folder, files)).toEqual([]);
    expect([...contents(folder)]).toEqual(sorted(files));
    expect([existsSync(beside(folder, 'old')), existsSync(beside(folder, 'new'))]).toEqual([false, false]);
  });
});

describe('a bundle as a tar file', () => {
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
    writeFileSync(file, 'mine');
    expect((await writeBundleTar(file, files)).map(({ code }) => code)).toEqual(['bundle/not-a-bundle']);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

it('a place that may not be looked into is reported, not thrown', () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  const below = join(folder, 'file', 'bundle');
  writeFileSync(join(folder, 'file'), 'mine');
  expect(writeBundleFolder(below, files).map(({ code }) => code)).toEqual(['bundle/unwritable']);
});
