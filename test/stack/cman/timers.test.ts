/** The smallest times of a quorum disk: they satisfy every law, and nothing smaller does. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analyse.ts';
import { as, type FileId, type Millis } from '../../../src/base/brand.ts';
import { isComfortable, isInTime, timingOf } from '../../../src/stack/cman/emit/qdisk-timing.ts';
import type { CmanModel } from '../../../src/stack/cman/options.ts';
import { failoverSeconds, smallestTimes } from '../../../src/stack/cman/timers.ts';
import { clusterc } from '../../support/command-line.ts';
import { cmanModelOf, compileFixture } from '../../support/fixtures.ts';

/** Two portals, so that the quorum disk has several paths; times in seconds. */
function modelWith(noop: number, replacement: number): CmanModel {
  const site = {
    version: 1,
    cluster: {
      name: 'timed',
      platform: 'rhel6.4',
      domain: 'example.com',
      quorum: { disk: { lun: 'san/qdisk', heuristics: [{ program: 'ping -c1 -w1 10.0.0.1' }] } },
    },
    fence_devices: Object.fromEntries([1, 2].map((n) => [`ilo${n}`, ilo(n)])),
    hosts: Object.fromEntries([1, 2].map((n) => [`host${n}`, host(n)])),
    storage: {
      iscsi: { noop_interval: `${noop}s`, noop_timeout: `${noop}s`, replacement_timeout: `${replacement}s` },
      multipath: { fast_io_fail_timeout: `${replacement}s` },
      targets: {
        san: {
          portals: ['10.1.0.5', '10.2.0.5'],
          iqn: 'iqn.2010-02.com.example:san',
          luns: { qdisk: { number: 1, size: '1G', wwid: '36001405a1b2c3d4e5f60718293a4b5c6' } },
        },
      },
    },
  };
  return cmanModelOf(analyse([{ id: as<FileId>('site.yaml'), bytes: Buffer.from(JSON.stringify(site)) }]));
}

function ilo(n: number) {
  return { agent: 'fence_ilo', address: `10.0.0.${100 + n}`, login: 'fence', password: { secret: `ilo${n}` } };
}

function host(n: number) {
  return {
    node_id: n,
    address: `10.0.0.${n}`,
    memory: '8G',
    cpus: 4,
    initiator: `iqn.2010-02.com.example:host${n}`,
    local_disks: ['/dev/sda'],
    fence: [{ method: 'ilo', devices: [{ device: `ilo${n}` }] }],
  };
}

/** All laws at once, for times in seconds. qdisk(5); Red Hat, DM Multipath. */
function fits(model: CmanModel, { tko, token }: { readonly tko: number; readonly token: number }): boolean {
  const { own, cluster } = model;
  if (own.quorumDisk === null) return false;
  const quorumDisk = { ...own.quorumDisk, interval: as<Millis>(1000), tko };
  const timing = timingOf({
    cluster,
    own: { ...own, quorumDisk, totem: { ...own.totem, token: as<Millis>(token * 1000) } },
  });
  const failover = failoverSeconds(model) ?? 0;
  return timing !== null && isInTime(timing) && isComfortable(timing) && tko > failover && tko >= 4 && token >= 10;
}

describe.each([
  [1, 1],
  [2, 3],
  [5, 5],
  [5, 15],
  [10, 60],
])('pings of %i s, and %i s for a lost path', (noop, loss) => {
  const model = modelWith(noop, loss);
  const times = smallestTimes(model);

  it('is the smallest of all pairs that fit', () => {
    const pairs = Array.from({ length: 120 }, (_, tko) =>
      Array.from({ length: 400 }, (_each, token) => ({ tko, token })),
    ).flat();
    const smallest = pairs.find((pair) => fits(model, pair));
    expect(times).toMatchObject(smallest ?? {});
    expect(smallest).toBeDefined();
  });
});

it('nothing is proposed without a quorum disk', () => {
  expect(smallestTimes(cmanModelOf(compileFixture('pair')))).toBe(null);
});

it('explain says them as YAML, with the inequalities', async () => {
  const { out } = await clusterc(['explain', 'cluster/quorum/disk/interval', 'fixtures/production/model']);
  expect(out).toMatch(/the smallest times that fit each other\n/);
  expect(out).toMatch(/ {6}# 2 x interval x tko = \d+ s < \d+ s, so that the disk decides before totem does\n/);
  expect(out).toMatch(/ {6}token: \d+s\n/);
});
