/** What `build` wrote is read as exactly what it was; what a build would not write is refused (fixtures/broken/bundle). */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleId, type Bundle } from '../../src/bundle/bundle.ts';
import { bundleFiles } from '../../src/bundle/manifest.ts';
import { bundleFrom } from '../../src/bundle/read.ts';
import { filesAt, isBundlePath, readBundle } from '../../src/edge/bundle/bundle-read.ts';
import { writeBundleFolder, writeBundleTar } from '../../src/edge/bundle/bundle-store.ts';
import { bundleOf, everyCluster } from '../support/fixtures.ts';
import { run } from '../support/tools.ts';
import { temporaryFolder } from '../support/sandboxes.ts';

describe.each(everyCluster)('%s', (cluster) => {
  const bundle = bundleOf(cluster);
  const files = bundleFiles(bundle, 'the activator');

  it('comes back from a folder and from a tar file', async () => {
    const [folder, tar] = [join(temporaryFolder(), 'bundle'), join(temporaryFolder(), 'bundle.tar')];
    await writeBundleFolder(folder, files);
    await writeBundleTar(tar, files);
    for (const path of [folder, tar]) {
      expect(isBundlePath(path)).toBe(true);
      expect(await readBundle(path)).toEqual({ value: bundle, diagnostics: [] });
    }
  });
});

it('that tar packed from inside its folder is read', async () => {
  const [folder, tar] = [join(temporaryFolder(), 'bundle'), join(temporaryFolder(), 'bundle.tar')];
  const bundle = bundleOf('pair');
  await writeBundleFolder(folder, bundleFiles(bundle, 'the activator'));
  expect(run('tar', ['-C', folder, '-cf', tar, '.'])).toEqual({ status: 0, output: '' });
  expect(await readBundle(tar)).toEqual({ value: bundle, diagnostics: [] });
});

it('that tar packed with its folder is refused, with a command that packs it without', async () => {
  const parent = temporaryFolder();
  const bundle = bundleOf('pair');
  await writeBundleFolder(join(parent, 'b c'), bundleFiles(bundle, 'the activator'));
  expect(run('tar', ['-C', parent, '-cf', join(parent, 'b.tar'), 'b c'])).toEqual({ status: 0, output: '' });
  const { diagnostics } = await readBundle(join(parent, 'b.tar'));
  expect(diagnostics.map(({ code, facts }) => [code, facts['folder']])).toEqual([['bundle/no-manifest', 'b c']]);
  expect(run('sh', ['-c', `cd '${parent}' && ${diagnostics[0]?.help}`])).toEqual({ status: 0, output: '' });
  expect(await readBundle(join(parent, 'b.tar'))).toEqual({ value: bundle, diagnostics: [] });
});

const pair = bundleOf('pair');

/** What the identity is made of. */
function withoutSources({ files, reports: _about, windows: _when, ...rest }: Bundle) {
  return { ...rest, files: files.map(({ from: _from, ...file }) => file) };
}

const bytes = new Map([...bundleFiles(pair, 'x')].map(([name, text]) => [name, Buffer.from(text)] as const));

it('with a letter changed in any file that is brought to a node is refused', () => {
  const brought = [...bytes].filter(([name]) => name.startsWith('nodes/'));
  expect(brought.length).toBeGreaterThan(0);
  for (const [name, text] of brought) {
    const changed = Buffer.from(text);
    changed[0] = 0x21;
    expect(bundleFrom(new Map([...bytes, [name, changed] as const])), name).toEqual({
      problems: [{ wrong: 'digest', path: name }],
    });
  }
});

describe('a manifest', () => {
  it('with any letter changed is refused, unless that only says where something comes from; it never throws', () => {
    const manifest = bytes.get('manifest.json') ?? Buffer.from('');
    fc.assert(
      fc.property(fc.nat(manifest.length - 1), fc.integer({ min: 32, max: 126 }), (at, letter) => {
        const changed = Buffer.from(manifest);
        changed[at] = letter;
        const result = bundleFrom(new Map([...bytes, ['manifest.json', changed] as const]));
        if ('bundle' in result) expect(withoutSources(result.bundle)).toEqual(withoutSources(pair));
      }),
      { seed: 20_240_301, numRuns: 300 },
    );
  });

  it('cut off anywhere is refused', async () => {
    const tar = join(temporaryFolder(), 'bundle.tar');
    await writeBundleTar(tar, bundleFiles(pair, 'x'));
    const whole = readFileSync(tar);
    for (const length of [0, 100, 512, 1000, 5000, whole.length - 1024, whole.length - 512]) {
      writeFileSync(tar, whole.subarray(0, length));
      expect((await readBundle(tar)).diagnostics.length, String(length)).toBeGreaterThan(0);
    }
  });
});

describe('the way to a node', () => {
  /** The pair as someone else may have written it, all digests right. */
  const reachedBy = (more: object) => {
    const nodes = pair.nodes.map((node) => ({ ...node, connection: { ...node.connection, ...more } }));
    const { id: _id, ...rest } = { ...pair, nodes };
    const files = bundleFiles({ id: bundleId(rest), ...rest }, 'x');
    return bundleFrom(new Map([...files].map(([name, text]) => [name, Buffer.from(text)])));
  };

  it('may have options that old hosts need', () => {
    expect(reachedBy({ options: { KexAlgorithms: '+diffie-hellman-group14-sha1' } })).toHaveProperty('bundle');
  });

  it.each([
    { options: { ProxyCommand: 'touch x' } },
    { options: { ProxyCommand: '/tmp/x' } },
    { options: { LocalCommand: '/tmp/x' } },
    { options: { KnownHostsCommand: '/tmp/x' } },
    { options: { ProxyUseFdpass: 'yes' } },
    { options: { PKCS11Provider: '/tmp/x' } },
    { options: { ProxyJump: 'x;touch x' } },
    { options: { ProxyJump: '$(touch x)' } },
    { options: { StrictHostKeyChecking: 'no' } },
    { address: '-oProxyCommand=x' },
    { user: '-x' },
  ])('runs nothing here: %j', (more) => {
    expect(reachedBy(more)).toHaveProperty('problems');
  });
});

it.each(['../x', '', 'a/b', 'a'.repeat(16), '-x'])('a cluster called %j is none', (cluster) => {
  const { id: _id, ...rest } = { ...pair, cluster };
  const files = bundleFiles({ id: bundleId(rest), ...rest }, 'x');
  expect(bundleFrom(new Map([...files].map(([name, text]) => [name, Buffer.from(text)])))).toHaveProperty('problems');
});

describe('the windows', () => {
  const SATURDAY = { days: ['sat', 'sun'], from: '22:00', to: '04:00', timezone: 'Europe/Berlin' } as const;
  /** The pair as someone may have written it, with windows. */
  const openAt = (window: object) => {
    const files = bundleFiles({ ...pair, windows: [{ ...SATURDAY, ...window }] }, 'x');
    return bundleFrom(new Map([...files].map(([name, text]) => [name, Buffer.from(text)])));
  };

  it('come back, and leave the bundle what it is', () => {
    expect(openAt({})).toEqual({ bundle: { ...pair, windows: [SATURDAY] } });
    expect(openAt({ to: '24:00' })).toHaveProperty('bundle');
  });

  it.each([
    { days: [] },
    { days: ['sun', 'sat'] },
    { days: ['sat', 'sat'] },
    { days: ['sat', 'someday'] },
    { days: 'sat' },
    { from: '24:00' },
    { from: '4:00' },
    { to: '04:60' },
    { to: '22:00' },
    { to: 4 },
    { timezone: 'Europe/Atlantis' },
    { timezone: '' },
    { holidays: true },
  ])('that no site may have are refused: %j', (window) => {
    expect(openAt(window)).toHaveProperty('problems');
  });
});

it.each(['.', 'package.json', 'nowhere', 'nowhere.tar'])('%s looks like no bundle', (path) => {
  expect(isBundlePath(path)).toBe(false);
});

describe('the limit of what is held in memory', () => {
  const MIB = 1024 ** 2;

  /** A folder with a file of so many bytes for each number, which is the start of its text. */
  function folderOf(...files: readonly (readonly [start: number, bytes: number])[]): string {
    const folder = temporaryFolder();
    for (const [index, [start, bytes]] of files.entries()) {
      writeFileSync(join(folder, String(index)), String(start));
      truncateSync(join(folder, String(index)), bytes);
    }
    return folder;
  }

  async function limitOf(folder: string): Promise<unknown> {
    const tar = join(temporaryFolder(), 'b.tar');
    const options = ['--format=ustar', '-C', folder, '-cf', tar, '.'];
    expect(run('tar', options)).toEqual({ status: 0, output: '' });
    const found = await Promise.all([folder, tar].map(filesAt));
    const limits = found.map((files) => (Array.isArray(files) ? files.map(({ facts }) => facts['limit']) : []));
    expect(limits[0]).toEqual(limits[1]);
    return limits[0];
  }

  it('counts equal files once, as those that all nodes have', async () => {
    expect(await limitOf(folderOf(...[0, 1, 2, 3, 4].map(() => [1, 64 * MIB] as const)))).toEqual([]);
  });

  it('counts files that differ', async () => {
    const files = [0, 1, 2, 3, 4].map((start) => [start, 64 * MIB] as const);
    expect(await limitOf(folderOf(...files))).toEqual(['256 MiB in files that differ']);
  });

  it('is not exceeded by one file either', async () => {
    expect(await limitOf(folderOf([1, 257 * MIB]))).toEqual(['256 MiB in files that differ']);
  });
});
