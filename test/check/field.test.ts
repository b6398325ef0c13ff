/** Mistakes that people reported, read where CLUSTERC_CASES says: `check` of each folder says what its expected.txt says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyseSite } from '../../src/cli/subject/site.ts';
import { compile } from '../../src/compile.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';
import { describeUnless } from '../support/tools.ts';
import { FIELD_CASES, OTHER_CASES } from './field-cases.ts';

/** Holds a folder `field`, with one folder for each case. Reported cases are not part of the project. */
const CASES = process.env['CLUSTERC_CASES'];
const FOLDER = join(CASES ?? '', 'field');

/** What was noise in a case, or is not right any more. */
const NOT: { readonly [name: string]: readonly string[] } = {
  'cman-version-without-ccs-sync': ['error', 'warning'],
  'fence-lanplus-false-rhel6': ['error', 'warning'],
  'fence-manual': ['fence/race'],
  'fence-scsi-only-delay': ['fence/race', 'fence/delay-ignored'],
};

const names =
  CASES === undefined ? [] : readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'site.yaml')));

describeUnless(CASES === undefined ? 'CLUSTERC_CASES names no folder' : undefined, 'cases from the field', () => {
  it('all are known here', () => {
    const known = [...Object.keys(FIELD_CASES), ...Object.keys(OTHER_CASES)];
    expect(known).toEqual(expect.arrayContaining(names));
    for (const name of Object.keys(FIELD_CASES)) expect(names).toContain(name);
  });

  it.each(names)('%s', (name) => {
    const found = analyseSite(join(FOLDER, name, 'site.yaml')).diagnostics.map(
      ({ severity, code }) => `${severity} ${code}`,
    );
    const expected = FIELD_CASES[name]?.expected;
    if (expected !== undefined) expect(found).toContain(expected);
    for (const noise of NOT[name] ?? []) expect(found.filter((one) => one.includes(noise))).toEqual([]);
  });
});

it.each(Object.entries(FIELD_CASES))('%s has a small copy here', (_name, { expected, copy }) => {
  const [, code = ''] = expected.split(' ');
  expect(readFileSync(`fixtures/broken/${copy}.yaml`, 'utf8')).toMatch(new RegExp(`^# *[\\^<].*${code}$`, 'm'));
});

it.each(Object.entries(OTHER_CASES))('%s has a small copy here, too', (_name, [file, says]) => {
  expect(readFileSync(file, 'utf8')).toContain(says);
});

it('lanplus that is off is left out on RHEL 6: its agent takes any value for on', () => {
  const site = siteOf('pair');
  const board = {
    agent: 'fence_ipmilan',
    address: '192.0.2.9',
    login: 'zz',
    password: { secret: 'zz' },
    lanplus: false,
  };
  const { bundle } = compile([fileOf(withValue(site, ['fence_devices', 'ilo-host1'], board))], templates);
  const file = bundle?.files.find(({ path }) => path === '/etc/cluster/cluster.conf');
  expect(JSON.stringify(file)).toContain('fence_ipmilan');
  expect(JSON.stringify(file)).not.toContain('lanplus');
});
