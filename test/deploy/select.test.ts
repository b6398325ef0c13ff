/** What --limit chooses. */
import { describe, expect, it } from 'vitest';
import { as, type HostName } from '../../src/base/brand.ts';
import type { Bundle } from '../../src/bundle/bundle.ts';
import { limited } from '../../src/deploy/select.ts';
import { bundleWith } from '../support/nodes.ts';

const HOSTS: readonly (readonly [name: string, groups: readonly string[]])[] = [
  ['kvm1', ['rack-a']],
  ['kvm2', ['rack-a', 'old']],
  ['kvm3', ['rack-b', 'kvm1']],
  ['store-1', []],
];

const bundle: Bundle = {
  ...bundleWith([]),
  nodes: HOSTS.map(([name, groups], index) => ({
    host: as<HostName>(name),
    nodeName: `${name}.example.com`,
    nodeId: index + 1,
    ...(groups.length === 0 ? {} : { groups }),
    connection: { via: 'local', root: '/' },
  })),
};

describe('--limit', () => {
  it.each([
    [undefined, 'kvm1 kvm2 kvm3 store-1'],
    ['kvm2', 'kvm2'],
    ['kvm3,kvm1', 'kvm1 kvm3'],
    ['kvm*', 'kvm1 kvm2 kvm3'],
    ['kvm?,store-1', 'kvm1 kvm2 kvm3 store-1'],
    ['rack-a', 'kvm1 kvm2'],
    ['rack-*,!old', 'kvm1 kvm3'],
    ['!kvm1', 'kvm2 kvm3 store-1'],
    ['kvm2.example.com', 'kvm2'],
    [' kvm1 , KVM2 ', 'kvm1 kvm2'],
    ['*.example.com,!rack-b', 'kvm1 kvm2 store-1'],
  ])('%s leaves %s', (limit, expected) => {
    expect(
      limited(bundle, limit)
        .value?.nodes.map(({ host }) => host)
        .join(' '),
    ).toBe(expected);
  });

  it('says each word that names nothing, and what may have been meant', () => {
    const { value, diagnostics } = limited(bundle, 'kvn1,rack-a,!rack-c,.*');
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, facts }) => [code, facts['word'], facts['suggestion']])).toEqual([
      ['node/no-such-node', 'kvn1', 'kvm1'],
      ['node/no-such-node', 'rack-c', 'rack-a'],
      ['node/no-such-node', '.*', null],
    ]);
  });

  it('that leaves nothing is an error', () => {
    expect(limited(bundle, 'rack-a,!kvm*').diagnostics.map(({ code }) => code)).toEqual(['node/none-left']);
  });
});
