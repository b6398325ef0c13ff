import { describe, expect, it } from 'vitest';
import { clusterIdOf, multicastOf, ringsOf } from '../../src/stack/cman/emit/multicast.ts';

/** Worked out by hand from cman, cman-preconfig.c. */
describe.each([
  ['alpha', 3169, '239.192.12.109'],
  ['vmcluster', 57_524, '239.192.224.149'],
  ['cluster1', 26_777, '239.192.104.2'],
  ['cluster2', 26_778, '239.192.104.3'],
])('the cluster %s', (name, id, address) => {
  it('has the number and the multicast address that cman derives', () => {
    expect(clusterIdOf(name)).toBe(id);
    expect(multicastOf(id)).toBe(address);
  });
});

it('the second ring of a cluster can be the first of another one', () => {
  const network = {
    transport: null,
    port: null,
    multicast: { address: null, port: null, ttl: null },
    secondRing: null,
    keyfile: null,
    clusterId: null,
    hashClusterId: null,
    raw: [],
  };
  const { first, second } = ringsOf('cluster1', network);
  expect(first).toEqual({ address: '239.192.104.2', port: 5405 });
  expect(second).toEqual(ringsOf('cluster2', network).first);
  expect(ringsOf('cluster1', { ...network, hashClusterId: true }).first.address).toBe(null);
});
