/**
 * What is wrong in each broken site is put into the sites of fixtures: exactly its code is found there, at its place. The table says what is
 * grafted where, and what is found besides; `WRITE=1` searches anew (some minutes).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf, sites } from '../broken/fixtures.ts';
import { inCi } from '../support/effort.ts';
import { CLUSTER_FAULTS } from './cluster-faults.ts';
import { FAULTS } from './faults.ts';
import { graftsOf, onto, outcomeOf, wrongIn, type Grafts } from './graft-search.ts';
import { STORAGE_FAULTS } from './storage-faults.ts';

const TABLE = 'test/laws/grafts.json';
const codes = [...new Set(sites.map(codeOf))].sort();

if (process.env['WRITE'] === '1') {
  const searched = codes.map((code) => [code, graftsOf(code)] as const).filter(([, grafts]) => grafts.length > 0);
  writeFileSync(TABLE, `${JSON.stringify(Object.fromEntries(searched), null, 2)}\n`);
}

const table: Grafts = JSON.parse(readFileSync(TABLE, 'utf8'));
const rows = Object.entries(table).flatMap(([code, grafts]) =>
  grafts.flatMap(({ from, way, onto: names, also = [] }) => names.map((name) => ({ code, from, way, name, also }))),
);
/** Outside of CI every tenth. */
const STEP = inCi(1, 10);

describe('a graft', () => {
  const played = rows.filter((_, index) => index % STEP === 0);

  it.each(played)('of $from onto $name: exactly its code', ({ code, from, way, name, also }) => {
    const [wrong, site] = [wrongIn(from), onto.find((one) => one.name === name)];
    if (wrong === undefined || site === undefined) throw new Error(`there is no ${from}, or no ${name}`);
    expect(outcomeOf(code, wrong, way, site)).toEqual({ isFound: true, also });
  });
});

/** Codes that are put into no site, and why. */
const NEITHER: { readonly [code: string]: string } = {
  'accept/unused': 'it is about an acceptance that the site would have to have',
  'capacity/no-placement': 'it depends on the memory of all hosts and VMs together',
  'capacity/preferred-host': 'it is about all VMs together',
  'cluster/even-nodes': 'it needs four hosts that are right in all else',
  'fence/unsupported': 'its uses have to name a guest, which those of the site do not',
  'libvirt/number-name': 'it is about the name of an entry, and a graft keeps the names of the site',
  'lvm/partial-group': 'it needs a second target that only some hosts log in to',
  'lvm/several-owners': 'it needs two services, of which the only site for it has one',
  'pcmk/address-twice': 'it needs two services, of which the only site for it has one',
  'pcmk/fence-delay-none': 'it needs fence devices without delays, and the only site for it has two of each host',
  'pcmk/id-syntax': 'it is about the name of an entry',
  'pcmk/no-fence-device': 'the only site for it has more than one method for each host',
  'pcmk/scsi-key-position': 'it needs a release that the only site for it does not run',
  'pcmk/scsi-key-shared': 'it needs hosts whose names lead to equal keys',
  'pcmk/stickiness-failback': 'it needs services with failback, which the only site for it has not',
  'pcmk/unknown-meta': 'it needs a release that the only site for it does not run',
  'rm/lvm-missing': 'it needs a volume group that no other service or VM uses',
  'storage/file-system-type': 'it is found together with other mistakes of the same resource',
  'sys/node-limit': 'it needs 33 hosts',
  'vm/word-name': 'it is about the name of an entry',
};

it('each code of a site has a graft, a class of faults, or a reason', () => {
  const classes = Object.values({ ...FAULTS, ...CLUSTER_FAULTS, ...STORAGE_FAULTS }).flatMap(([code]) => code);
  const covered = new Set([...Object.keys(table), ...classes]);
  const left = codes.filter((code) => !covered.has(code) && !code.startsWith('yaml/'));
  expect(left).toEqual(Object.keys(NEITHER).sort());
});
