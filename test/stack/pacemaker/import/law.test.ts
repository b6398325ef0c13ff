/** The law of imports on this stack: a build of the imported site means what was read, and each difference is named. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { as, type FileId } from '../../../../src/base/brand.ts';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { compile } from '../../../../src/compile.ts';
import { addsUp } from '../../../../src/import/deviation.ts';
import { everyCluster, releasesOf, templates } from '../../../support/fixtures.ts';
import { inCi } from '../../../support/effort.ts';
import { sites } from '../../../broken/fixtures.ts';
import { schemaKeys, set } from '../schema-keys.ts';
import { baseSite, surroundings } from '../surroundings.ts';
import { importedFrom, nodesOf } from './round-trip.ts';

function bundleOf(text: string): Bundle | undefined {
  const { bundle } = compile([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(text) }], templates);
  return bundle?.stack === 'pacemaker' ? bundle : undefined;
}

/** A LUN that LVM may see, of a volume group that nothing uses: no file names the group. */
const UNUSED_GROUP = /devices\/(global_)?filter/;

/** Differences that no note names, what was left out, and whether a secret shows. */
async function faultsOf(bundle: Bundle): Promise<readonly string[]> {
  const { comparison, notes, site } = await importedFrom(await nodesOf(bundle), bundle.platform);
  if (comparison === undefined) return ['nothing was compared'];
  return [
    ...comparison.deviations
      .filter(({ message }) => !UNUSED_GROUP.test(message))
      .map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...comparison.notCompared.map(({ file, message }) => `not compared: ${file}: ${message}`),
    ...notes
      .filter(({ kind }) => kind === 'lost')
      .map(({ file, line, message }) => `lost: ${file}:${line}: ${message}`),
    ...(JSON.stringify([site, notes]).includes('canary') ? ['a secret shows'] : []),
    ...(addsUp(comparison.tally) ? [] : ['the counts do not add up']),
  ];
}

const clusters = everyCluster.filter((name) => name.startsWith('pacemaker-'));

describe.each(clusters)('%s', (cluster) => {
  const text = readFileSync(`fixtures/${cluster}/model/site.yaml`, 'utf8');

  const releases = releasesOf('pacemaker').filter((_release, index) => index % inCi(1, 8) === 0);

  it.each(releases)('comes back from its files with the same meaning on %s', async (release) => {
    const bundle = bundleOf(text.replace(/platform: \S+/, `platform: ${release}`));
    // RHEL 10 has no DLM, which the fixture needs.
    if (bundle === undefined) expect(release).toMatch(/^rhel10/);
    else expect(await faultsOf(bundle)).toEqual([]);
  });
});

/** Sites whose volume groups nothing uses, so that no file names them. */
const UNUSED_GROUPS = ['fixtures/broken/pcmk/quorum-policy-dlm.yaml'];

it('sites with warnings come back with the same meaning', async () => {
  const bundles = sites.flatMap((path) => {
    const bundle =
      path.endsWith('.yaml') && !UNUSED_GROUPS.includes(path) ? bundleOf(readFileSync(path, 'utf8')) : undefined;
    return bundle === undefined ? [] : [{ path, bundle }];
  });
  expect(bundles.length).toBeGreaterThan(10);
  for (const { path, bundle } of bundles) expect(await faultsOf(bundle), path).toEqual([]);
});

/** Keys that no file of a node tells; an import names the differences. */
const UNTOLD: ReadonlySet<string> = new Set([
  'hosts/host1/local_luns', // multipath.conf has the WWID, and not that it is no LUN of a target
]);

it('every key of the schema comes back with the same meaning', async () => {
  const sample = [...schemaKeys(baseSite())].filter((_key, index) => index % inCi(13, 211) === 0);
  const keys = sample.filter(({ path }) => !UNTOLD.has(path.join('/')));
  const faults = new Map<string, readonly string[]>();
  let tried = 0;
  for (const key of keys) {
    const bundle = key.values
      .map((value) => bundleOf(stringify(set(surroundings(key), key.path, value))))
      .find((one) => one !== undefined);
    if (bundle === undefined) continue;
    tried += 1;
    const found = await faultsOf(bundle);
    if (found.length > 0) faults.set(key.path.join('/'), found);
  }
  expect(tried).toBeGreaterThan(inCi(50, 3));
  expect(Object.fromEntries(faults)).toEqual({});
});
