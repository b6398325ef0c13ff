/** Classes of faults in fencing, quorum and addresses. */
import type { Json } from '../../src/base/brand.ts';
import { isList, type JsonMap } from '../../src/base/json.ts';
import type { Host, Model } from '../../src/model/model.ts';
import { withValue } from '../support/edits.ts';
import { commonTarget, hasFacts, isCman, valueAt, withLun, WWID } from './fault-places.ts';
import { changed, type Fault, type Faults } from './faults.ts';

/** A method as the last one of a host. */
function withMethod(site: JsonMap, { name }: Host, device: Json): JsonMap {
  const written = valueAt(site, ['hosts', name, 'fence']);
  const before = isList(written) ? written : [];
  return withValue(site, ['hosts', name, 'fence'], [...before, { method: 'zz', devices: [device] }]);
}

/** Each of two hosts with a method more, of one new device. */
function withDevice(site: JsonMap, device: JsonMap, uses: readonly (readonly [Host, JsonMap])[]): JsonMap {
  const devices = withValue(site, ['fence_devices', 'zz'], device);
  return uses.reduce((into, [host, use]) => withMethod(into, host, { device: 'zz', ...use }), devices);
}

/** A quorum disk on RHEL 6, which has the times of most of its daemons from it. */
function withDisk(disk: JsonMap, at = ''): Fault {
  return (site, { cluster, fenceDevices }) => {
    const isFree = cluster.platform.family === 'rhel6' && cluster.quorum?.tieBreaker == null;
    if (!isFree || fenceDevices.some(({ agent }) => agent === 'fence_scsi')) return undefined;
    const heuristics = [{ program: 'ping -c1 -w1 192.0.2.1', interval: '1s', tko: 3 }];
    return changed(
      site,
      ['cluster', 'quorum', 'disk'],
      { label: 'zz', heuristics, ...disk },
      `cluster/quorum/disk${at}`,
    );
  };
}

/** A key of the cluster, on hosts of this number. */
function ofCluster(key: readonly string[], value: Json, fits: (model: Model) => boolean): Fault {
  return (site, model) =>
    isCman(model) && fits(model) && valueAt(site, ['cluster', ...key]) === undefined
      ? changed(site, ['cluster', ...key], value)
      : undefined;
}

export const CLUSTER_FAULTS: Faults = {
  'crossed plugs': [
    'fence/crossed-plug',
    (site, { hosts: [first, second] }) =>
      first &&
      second && {
        site: withDevice(site, { agent: 'fence_xvm' }, [
          [first, { plug: second.name }],
          [second, { plug: first.name }],
        ]),
        at: `hosts/${first.name}/fence/${first.fence.length}/devices/0/plug`,
      },
  ],
  'one outlet for two hosts': [
    'fence/endpoint-shared',
    (site, { hosts: [first, second] }) =>
      first &&
      second && {
        site: withDevice(site, { agent: 'fence_xvm' }, [
          [first, { plug: 'zz' }],
          [second, { plug: 'zz' }],
        ]),
        at: `hosts/${second.name}/fence/${second.fence.length}/devices/0/device`,
      },
  ],
  'a board that speaks IPMI 1.5': [
    'fence/lanplus',
    (site, { hosts: [host] }) => {
      if (hasFacts(site)) return undefined;
      const board = { agent: 'fence_idrac', address: '192.0.2.9', login: 'zz', password: { secret: 'zz' } };
      return host && { site: withDevice(site, board, [[host, {}]]), at: 'fence_devices/zz/agent' };
    },
  ],
  'a delay that the agent does not know': [
    ['fence/agent-param', 'fence/kdump'],
    (site, { hosts: [host] }) =>
      host &&
      (hasFacts(site)
        ? undefined
        : {
            site: withDevice(site, { agent: 'fence_kdump' }, [[host, { delay: '5s' }]]),
            at: `hosts/${host.name}/fence/${host.fence.length}/devices/0/delay`,
          }),
  ],
  'reservations on the quorum disk': [
    'fence/cluster-disk',
    (site, model, dice) => {
      const target = commonTarget(model);
      const [host] = model.hosts;
      const disk = target && withDisk({ lun: `${target.name}/zz` })(withLun(site, target), model, dice);
      if (disk === undefined || host === undefined) return undefined;
      const luns = model.targets.flatMap(({ name, luns: own }) => own.map((lun) => [name, lun.name] as const));
      const known = luns.map(([name, lun], index) => {
        const wwid = `36001405ffffffffffffffffffffff${String(10 + index)}0`;
        return { path: ['storage', 'targets', name, 'luns', lun, 'wwid'], wwid };
      });
      const whole = known.reduce((into, { path, wwid }) => withValue(into, path, wwid), disk.site);
      const devices = [WWID, ...known.map(({ wwid }) => wwid)].map((wwid) => `/dev/disk/by-id/scsi-${wwid}`).join(',');
      return {
        site: withDevice(whole, { agent: 'fence_scsi', devices }, [[host, {}]]),
        at: 'fence_devices/zz/devices',
      };
    },
  ],
  'a heuristic that asks the host itself': [
    'cluster/qdisk-risk',
    withDisk({ heuristics: [{ program: 'ping -c1 -w1 127.0.0.1', interval: '1s', tko: 3 }] }, '/heuristics/0/program'),
  ],
  'a heuristic that is slower than the disk': [
    'cluster/qdisk-risk',
    withDisk(
      { interval: '1s', tko: 4, heuristics: [{ program: 'ping -c1 -w1 192.0.2.1', interval: '3s', tko: 15 }] },
      '/heuristics/0',
    ),
  ],
  'a password in the command of a heuristic': [
    'secret/in-program',
    withDisk(
      { heuristics: [{ program: '/usr/local/bin/check --password=zz', interval: '1s', tko: 3 }] },
      '/heuristics/0/program',
    ),
  ],
  'a quorum disk that is slower than totem': ['cluster/qdisk', withDisk({ interval: '5s', tko: 60 })],
  'a token of a second': ['cluster/totem-range', ofCluster(['totem', 'token'], '1s', () => true)],
  'a node that is fenced while it boots': [
    'cluster/timers-boot',
    ofCluster(['fence_daemon', 'post_join_delay'], '3s', () => true),
  ],
  'one vote for a quorum of several': [
    'cluster/expected-votes',
    ofCluster(['quorum', 'expected_votes'], 1, ({ hosts }) => hosts.length > 2),
  ],
  'two nodes that need each other': [
    'cluster/two-node',
    ofCluster(['quorum', 'two_node'], false, ({ hosts }) => hosts.length === 2),
  ],
  'heartbeat addresses in two networks': [
    'cluster/heartbeat-network',
    (site, model, dice) => {
      const host = dice.pick(model.hosts.slice(1));
      return host && !hasFacts(site)
        ? changed(site, ['hosts', host.name, 'addresses', 'cluster'], '172.31.9.9')
        : undefined;
    },
  ],
  'one address for two hosts': [
    'cluster/address',
    (site, { hosts: [first, second] }) => {
      const address = valueAt(site, ['hosts', first?.name ?? '', 'address']);
      const hasOthers = valueAt(site, ['hosts', second?.name ?? '', 'addresses']) !== undefined;
      return second === undefined || address === undefined || hasOthers
        ? undefined
        : changed(site, ['hosts', second.name, 'address'], address);
    },
  ],
};
