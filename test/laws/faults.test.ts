/** One fault of each class is put into each fixture site: exactly its code is found, at its place. Harmless edits stay clean. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import type { JsonMap } from '../../src/base/json.ts';
import type { Diagnostic } from '../../src/diag/diagnostic.ts';
import { inCi } from '../support/effort.ts';
import { Dice, edited, fileOf, scattered, siteOf, SOUND } from '../support/edits.ts';
import { compileFixture } from '../support/fixtures.ts';
import { CLUSTER_FAULTS } from './cluster-faults.ts';
import { FACTS_FAULTS } from './facts-faults.ts';
import { FAULTS } from './faults.ts';
import { STORAGE_FAULTS } from './storage-faults.ts';

const SITES = [
  'pair',
  'pair-rhel5',
  'pair-fedora',
  'four-hosts',
  'production',
  'services',
  'webfarm',
  'fencing',
  'machines',
  'pacemaker-pair',
];
const SEEDS = inCi([1, 2, 3], [1]);

type Found = { readonly code: string; readonly at: string };

/** Errors and warnings that the site does not accept. */
function foundIn(site: JsonMap): readonly Found[] {
  const { diagnostics } = analyse([fileOf(site)]);
  return diagnostics
    .filter(isOpen)
    .map(({ code, at }) => ({ code, at: at.in === 'model' ? at.path.join('/') : at.in }));
}

function isOpen({ severity, accepted, code }: Diagnostic): boolean {
  return severity !== 'note' && accepted === undefined && code !== 'accept/unused';
}

const sites = SITES.map((name) => {
  const site = siteOf(name);
  const before = new Set(foundIn(site).map(keyOf));
  return { name, site, before, model: compileFixture(name).model };
});

function keyOf({ code, at }: Found): string {
  return `${code} ${at}`;
}

describe.each(Object.entries({ ...FAULTS, ...CLUSTER_FAULTS, ...FACTS_FAULTS, ...STORAGE_FAULTS }))(
  '%s',
  (_name, [codes, fault]) => {
    const cases = sites.flatMap(({ name, site, before, model }) => {
      const faulty = SEEDS.slice(0, 2).flatMap((seed) => (model && fault(site, model, new Dice(seed))) ?? []);
      // Most faults have one place in a site, whatever the seed.
      const distinct = new Map(faulty.map((one) => [JSON.stringify(one), one]));
      return [...distinct.values()].map((one) => ({ name, before, ...one }));
    });

    it('finds a place in several sites', () => {
      expect(new Set(cases.map(({ name }) => name)).size).toBeGreaterThan(2);
    });

    it.each(cases)('in $name, at $at: exactly its code', ({ before, site, at }) => {
      const found = foundIn(site).filter((one) => !before.has(keyOf(one)));
      expect([...new Set(found.map((one) => one.code))].sort()).toEqual([codes].flat());
      expect(found.map((one) => one.at)).toContain(at);
    });
  },
);

describe.each(sites)('$name', ({ name, site, before: known }) => {
  const before = new Set([...known].map((key) => key.split(' ')[0]));

  it.each(SEEDS)('is as clean in another order and in several files, seed %i', (seed) => {
    const { diagnostics } = analyse(scattered(site, new Dice(seed)));
    expect(
      diagnostics
        .filter(isOpen)
        .map(({ code }) => code)
        .filter((code) => !before.has(code)),
    ).toEqual([]);
  });

  it.each(SEEDS)('has no error after harmless edits, seed %i', (seed) => {
    const after = foundIn(edited(name, SOUND, 3, new Dice(seed)));
    expect(after.filter(({ code }) => !before.has(code))).toEqual([]);
  });
});
