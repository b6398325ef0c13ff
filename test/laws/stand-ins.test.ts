/** One invalid value of an entry hides none of its other mistakes, and causes no finding elsewhere; nothing but checks sees its stand-in. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { isMap, type JsonMap } from '../../src/base/json.ts';
import type { Json, SourcePath } from '../../src/base/brand.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';

const SITES = ['pair', 'four-hosts', 'production', 'services', 'webfarm', 'pacemaker-pair'];

/** Places of values without which an entry cannot be. */
const NEEDED = [
  'cluster/name',
  'cluster/domain',
  'hosts/*/node_id',
  'hosts/*/address',
  'hosts/*/memory',
  'hosts/*/cpus',
  'storage/targets/*/luns/*/number',
  'storage/targets/*/luns/*/size',
  'storage/volume_groups/*/volumes/*',
];

function pathsOf(value: Json | undefined, pattern: readonly string[]): readonly SourcePath[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return [[]];
  if (value === undefined || !isMap(value)) return [];
  const keys = step === '*' ? Object.keys(value) : [step];
  return keys.flatMap((key) => pathsOf(value[key], rest).map((path) => [key, ...path]));
}

function foundIn(site: JsonMap): ReadonlySet<string> {
  const { diagnostics } = analyse([fileOf(site)]);
  return new Set(
    diagnostics
      .filter(
        ({ severity, accepted, code }) => severity !== 'note' && accepted === undefined && code !== 'accept/unused',
      )
      .map(({ code, at }) => `${code} ${at.in === 'model' ? at.path.join('/') : at.in}`),
  );
}

describe.each(SITES)('%s', (name) => {
  const site = siteOf(name);
  const before = foundIn(site);
  const newIn = (other: JsonMap) => [...foundIn(other)].filter((one) => !before.has(one));
  const paths = NEEDED.flatMap((pattern) => pathsOf(site, pattern.split('/')));

  it('has such values', () => {
    expect(paths.length).toBeGreaterThan(8);
  });

  it.each(paths.map((path) => [path.join('/'), path] as const))(
    '%s that is invalid is the only error',
    (place, path) => {
      const found = newIn(withValue(site, path.map(String), '!'));
      expect(found).toEqual([expect.stringMatching(`^(?:schema|cluster)/[a-z-]+ ${place}$`)]);
    },
  );

  const required = paths.filter((path) => !path.includes('volumes'));
  it.each(required.map((path) => [path.join('/'), path] as const))(
    '%s that is missing is the only error',
    (_, path) => {
      const found = newIn(withValue(site, path.map(String), undefined));
      expect(found).toEqual([`schema/missing-key ${path.slice(0, -1).join('/')}`]);
    },
  );
});

describe('a misspelled platform', () => {
  const site = siteOf('pacemaker-pair');
  const named = (platform: string) => [...foundIn(withValue(site, ['cluster', 'platform'], platform))];

  it.each(['debian1x', 'Debian12', 'debain12', 'debian'])('%s is the only error', (platform) => {
    const before = foundIn(site);
    expect(named(platform).filter((one) => !before.has(one))).toEqual(['platform/unknown cluster/platform']);
  });
});

describe('mistakes of one host', () => {
  const pair = siteOf('pair');
  const broken = [
    [['hosts', 'host2', 'address'], '192.168.1.256'],
    [['hosts', 'host2', 'memory'], '1M'],
    [['hosts', 'host2', 'bridges'], ['br9']],
    [['hosts', 'host2', 'initiator'], 'iqn.1994-05.com.redhat:host1'],
    [['hosts', 'host2', 'local_disks'], []],
  ] as const;
  const site = broken.reduce((rest, [path, value]) => withValue(rest, path, value as Json), pair);

  it('are all found next to an address that is none', () => {
    const { diagnostics } = analyse([fileOf(site)]);
    const codes = new Set(diagnostics.filter(({ severity }) => severity !== 'note').map(({ code }) => code));
    expect([...codes].sort()).toMatchInlineSnapshot(`
      [
        "capacity/vm-over-host",
        "iscsi/initiator-name",
        "libvirt/migration-parity",
        "schema/pattern",
      ]
    `);
  });

  it('leave no stand-in in the model', () => {
    expect(analyse([fileOf(site)]).model?.hosts.map((host) => host.name)).toEqual(['host1']);
  });
});
