/** Keys that belong to some stacks only, asked for a stack that does not exist. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analyse.ts';
import { readSite } from '../../src/edge/site/site.ts';
import { keysOfOtherStacks } from '../../src/spec/stack-keys.ts';
import type { Site } from '../../src/spec/spec.gen.ts';
import { clusters } from '../support/fixtures.ts';

const MADE_UP = { platform: 'other1', stack: 'other' };
const ADDED = { raw: { attribute: '1' } };
const found = (site: Site, of = MADE_UP) => keysOfOtherStacks(site, of).map(({ facts }) => String(facts['key']));

const cluster = { name: 'kvmha', platform: 'rhel6', domain: 'example.com' };
const host = { node_id: 1, address: '192.168.1.11', memory: '16G', cpus: 8, fence: [] };

describe('keys of other stacks', () => {
  it.each<readonly [string, Site, readonly string[]]>([
    [
      'of the cluster',
      { cluster: { ...cluster, totem: { token: '20s' }, ...ADDED } },
      ['cluster.totem', 'cluster.raw'],
    ],
    ['of the quorum', { cluster: { ...cluster, quorum: { poll: '20s', expected_votes: 1 } } }, ['cluster.quorum.poll']],
    [
      'of an entry of a map',
      { hosts: { host1: { ...host, weight: 2, ...ADDED } } },
      ['hosts.host1.weight', 'hosts.host1.raw'],
    ],
    [
      'of resources below resources, whatever their type',
      {
        services: {
          web: {
            resources: [
              { type: 'ip', address: '192.168.1.20', resources: [{ type: 'script', name: 'a', file: '/a', ...ADDED }] },
            ],
          },
        },
      },
      ['services.web.resources.0.resources.0.raw'],
    ],
    ['none, where all of them are common', { cluster, hosts: { host1: host } }, []],
  ])('%s', (_what, site, keys) => {
    expect(found(site)).toEqual(keys);
  });

  it('are none for the stack that knows them', () => {
    expect(found({ cluster: { ...cluster, totem: { token: '20s' } } }, { platform: 'rhel6.2', stack: 'cman' })).toEqual(
      [],
    );
  });

  it('are errors with a place and a cure; the key to use instead is named where there is one', () => {
    const [totem] = keysOfOtherStacks(
      { cluster: { ...cluster, totem: { token: '20s' } } },
      { platform: 'debian12', stack: 'pacemaker' },
    );
    expect(totem).toMatchObject({
      code: 'stack/key',
      severity: 'error',
      at: { in: 'model', path: ['cluster', 'totem'], part: 'key' },
      message: 'cluster.totem does not apply: debian12 runs pacemaker, and totem belongs to cman',
      help: 'write cluster.corosync, or choose a platform that runs cman',
    });
  });

  it.each(clusters)('are in no fixture: %s', (name) => {
    const { diagnostics } = analyse(readSite(`fixtures/${name}/model`).files);
    expect(diagnostics.filter(({ code }) => code === 'stack/key')).toEqual([]);
  });
});
