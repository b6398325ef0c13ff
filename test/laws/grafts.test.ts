/**
 * What is wrong in each broken site is put into the sites of fixtures: exactly its code is found there, at its place. The table says what is
 * grafted where, and what is found besides. `WRITE=1` searches for codes that are not in it, a second or two for each: for a new broken
 * site run that, and for one that has changed delete its code from the table before.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeOf, sites } from '../broken/fixtures.ts';
import { inCi } from '../support/effort.ts';
import { CLUSTER_FAULTS } from './cluster-faults.ts';
import { FACTS_FAULTS } from './facts-faults.ts';
import { FAULTS } from './faults.ts';
import { graftsOf, onto, outcomeOf, wrongIn, type Grafts } from './graft-search.ts';
import { STORAGE_FAULTS } from './storage-faults.ts';

const TABLE = 'test/laws/grafts.json';
const codes = [...new Set(sites.map(codeOf))].sort();

const known: Grafts = JSON.parse(readFileSync(TABLE, 'utf8'));

const isWriting = process.env['WRITE'] === '1';
const table: Grafts = isWriting ? filled() : known;
if (isWriting) writeFileSync(TABLE, `${JSON.stringify(table, null, 2)}\n`);

/** The table with the grafts of codes that it has not, and without codes that there are no more. */
function filled(): Grafts {
  const all = codes.map((code) => [code, known[code] ?? graftsOf(code)] as const);
  return Object.fromEntries(all.filter(([, grafts]) => grafts.length > 0));
}

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

it('each code of a site has a graft, or a class of faults', () => {
  const classes = Object.values({ ...FAULTS, ...CLUSTER_FAULTS, ...FACTS_FAULTS, ...STORAGE_FAULTS }).flatMap(
    ([code]) => code,
  );
  const covered = new Set([...Object.keys(table), ...classes]);
  expect(codes.filter((code) => !covered.has(code) && !code.startsWith('yaml/'))).toEqual([]);
});

it.each(['accept/not-acceptable', 'pcmk/scsi-key-shared', 'storage/file-system-type'])(
  'a search for %s finds what the table has',
  (code) => {
    expect(graftsOf(code)).toEqual(table[code]);
  },
);
