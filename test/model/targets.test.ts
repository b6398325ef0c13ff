/** How hosts reach a target: by which login, by which cards, by how many paths. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/brand.ts';
import type { Target } from '../../src/model/shared-storage.ts';
import { compile } from '../../src/compile.ts';
import { fileOf, siteOf, withValue } from '../support/edits.ts';
import { templates } from '../support/fixtures.ts';

type Change = readonly [path: readonly string[], value: Json | undefined];

const SAN = ['storage', 'targets', 'san'];
const WWID: Change = [[...SAN, 'luns', 'vms', 'wwid'], '36001405b3f8f0d3c5a64d1e9f7c2a101'];
const login = (user: string) => ({ user, password: { secret: `iscsi/${user}` } });

function compiled(...changes: readonly Change[]) {
  const site = changes.reduce((map, [path, value]) => withValue(map, path, value), siteOf('pair'));
  const { model, bundle, diagnostics } = compile([fileOf(site)], templates);
  const [target] = model?.targets ?? [];
  if (target === undefined || bundle === undefined) throw new Error(JSON.stringify(diagnostics));
  return { target, paths: bundle.files.map(({ path, nodes }) => `${nodes.join(' ')} ${path}`) };
}

describe('the login for discovery', () => {
  const users = ({ discoveryChap }: Target) =>
    Object.entries(discoveryChap).map(([host, { user }]) => `${host} ${user}`);

  it.each<readonly [string, readonly Change[], readonly string[]]>([
    ['is that of the sessions', [], ['host1 kvmha', 'host2 kvmha']],
    ['may be another one', [[[...SAN, 'discovery_chap'], login('find')]], ['host1 find', 'host2 find']],
    ['may be none', [[[...SAN, 'discovery_chap'], false]], []],
    [
      'may stand alone',
      [
        [[...SAN, 'chap'], undefined],
        [[...SAN, 'discovery_chap'], login('find')],
      ],
      ['host1 find', 'host2 find'],
    ],
    [
      'is that of the host where it has one',
      [[['hosts', 'host2', 'chap'], { san: login('h2') }]],
      ['host1 kvmha', 'host2 h2'],
    ],
    [
      'is what the host says of it',
      [[['hosts', 'host2', 'chap'], { san: { ...login('h2'), discovery: login('d2') } }]],
      ['host1 kvmha', 'host2 d2'],
    ],
    [
      'is none where the host says so',
      [[['hosts', 'host2', 'chap'], { san: { ...login('h2'), discovery: false } }]],
      ['host1 kvmha'],
    ],
    [
      "is the target's own next to a login of the host",
      [
        [[...SAN, 'discovery_chap'], login('find')],
        [['hosts', 'host2', 'chap'], { san: login('h2') }],
      ],
      ['host1 find', 'host2 find'],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(users(compiled(...changes).target)).toEqual(expected);
  });
});

describe('several paths', () => {
  it.each<readonly [string, Change, boolean]>([
    ['one portal and one card are one', [[...SAN, 'interfaces'], ['eth2']], false],
    [
      'two portals are two',
      [
        [...SAN, 'portals'],
        ['192.0.2.1', '192.0.2.2'],
      ],
      true,
    ],
    [
      'two cards are two',
      [
        [...SAN, 'interfaces'],
        ['eth2', 'eth3'],
      ],
      true,
    ],
    ['two sessions are two', [['storage', 'iscsi'], { sessions: 2 }], true],
    ['two cards of one host are enough', [['hosts', 'host2', 'iscsi_interfaces'], { san: ['em1', 'em2'] }], true],
  ])('%s', (_what, change, several) => {
    const { target, paths } = compiled(WWID, change);
    expect(target.multipath).toBe(several);
    const files = ['host1 /etc/multipath.conf', 'host2 /etc/multipath.conf'];
    expect(paths.filter((path) => path.endsWith('multipath.conf'))).toEqual(several ? files : []);
  });
});
