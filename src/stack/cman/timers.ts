/** The smallest times of a quorum disk and of totem that fit the storage as it is. qdisk(5); Red Hat, DM Multipath. */
import { as, type Millis } from '../../base/brand.ts';
import { seconds } from '../../base/units.ts';
import type { TimerSet } from '../../model/timers.ts';
import { dialectOf } from '../../platform/platform.ts';
import { enoughSeconds, timingOf, type Timing } from './emit/qdisk-timing.ts';
import type { CmanModel, QuorumDisk } from './options.ts';

/** qdiskd does not take a shorter interval, and warns of fewer cycles. */
const LEAST = { interval: 1, tko: 4, token: 10 };

export type QdiskTimes = {
  readonly interval: number;
  readonly tko: number;
  readonly token: number;
  readonly timing: Timing;
};

/** Seconds and cycles; null without a quorum disk. */
export function smallestTimes(model: CmanModel): QdiskTimes | null {
  const { quorumDisk: disk } = model.own;
  if (disk === null) return null;
  const failover = failoverSeconds(model);
  const tko = Math.max(LEAST.tko, failover === null ? 0 : Math.floor(failover / LEAST.interval) + 1);
  const timing = timingWith(model, disk, tko);
  return timing === null
    ? null
    : { interval: LEAST.interval, tko, token: Math.max(LEAST.token, enoughSeconds(timing)), timing };
}

function timingWith({ cluster, own }: CmanModel, disk: QuorumDisk, tko: number): Timing | null {
  const quorumDisk = { ...disk, interval: as<Millis>(LEAST.interval * 1000), tko, tkoUp: null, upgradeWait: null };
  return timingOf({ cluster, own: { ...own, quorumDisk } });
}

/** How long a lost path holds the requests of the quorum disk, in seconds; null if it has one path only. */
export function failoverSeconds(model: CmanModel): number | null {
  const { own, targets, iscsi } = model;
  const target = targets.find(({ name, multipath }) => multipath && name === own.quorumDisk?.lun?.target);
  return target === undefined ? null : seconds(iscsi.noopInterval) + seconds(iscsi.noopTimeout) + lossOf(model).time;
}

/** How long a lost session queues its requests; multipathd overrides it if it can. multipath.conf(5), fast_io_fail_tmo. */
function lossOf({ cluster, iscsi, multipath }: CmanModel): { readonly key: string; readonly time: number } {
  const { pathTimes } = dialectOf(cluster.platform).multipath;
  return pathTimes
    ? { key: 'storage/multipath/fast_io_fail_timeout', time: seconds(multipath.fastIoFailTimeout) }
    : { key: 'storage/iscsi/replacement_timeout', time: seconds(iscsi.replacementTimeout) };
}

/** One line of YAML, for a cure. */
export function inYaml({ interval, tko, token }: QdiskTimes): string {
  return `quorum: { disk: { interval: ${interval}s, tko: ${tko} } } and totem: { token: ${token}s, consensus: ${token + 2}s }`;
}

export function timers(model: CmanModel): TimerSet | null {
  const times = smallestTimes(model);
  if (times === null) return null;
  const { interval, tko, token, timing } = times;
  const failover = failoverSeconds(model);
  const disk = interval * tko;
  return {
    times: [
      { path: 'cluster/quorum/disk/interval', value: `${interval}s`, laws: ['1 s is the least that qdiskd takes'] },
      { path: 'cluster/quorum/disk/tko', value: tko, laws: tkoLaws(failover, interval, tko) },
      {
        path: 'cluster/totem/token',
        value: `${token}s`,
        laws: [
          `interval x (tko + master_wait + upgrade_wait) = ${timing.worstMillis / 1000} s < ${token} s, or qdiskd does not start`,
          `2 x interval x tko = ${2 * disk} s < ${token} s, so that the disk decides before totem does`,
          `${LEAST.token} s <= ${token} s, the least with a quorum disk`,
        ],
      },
      {
        path: 'cluster/totem/consensus',
        value: `${token + 2}s`,
        laws: [`token = ${token} s < ${token + 2} s, for any number of nodes`],
      },
    ],
    kept: failover === null ? [] : keptTimes(model),
  };
}

function tkoLaws(failover: number | null, interval: number, tko: number): readonly string[] {
  const least = `${LEAST.tko} <= ${tko}, since qdiskd warns of fewer cycles`;
  if (failover === null) return [least];
  return [
    `the failover of a path = ${failover} s < interval x tko = ${interval * tko} s, or a lost path costs the node`,
    least,
  ];
}

function keptTimes(model: CmanModel): readonly string[] {
  const { iscsi } = model;
  const loss = lossOf(model);
  return [
    `storage/iscsi/noop_interval ${seconds(iscsi.noopInterval)} s`,
    `storage/iscsi/noop_timeout ${seconds(iscsi.noopTimeout)} s`,
    `${loss.key} ${loss.time} s`,
  ];
}
