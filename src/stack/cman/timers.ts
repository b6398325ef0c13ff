/** The smallest times of a quorum disk and of totem that fit the storage as it is. qdisk(5); Red Hat, DM Multipath. */
import { as, type Millis } from '../../base/brand.ts';
import {
  failoverOf,
  inProposal,
  namesOf,
  pathTimesOf,
  usualTimes,
  type PathTimes,
} from '../../check/storage/path-times.ts';
import type { TimerSet } from '../../model/timers.ts';
import { enoughSeconds, timingOf, type Timing } from './emit/qdisk-timing.ts';
import type { CmanModel, QuorumDisk } from './options.ts';

/** Seconds: the longest token timeout that Red Hat supports. Red Hat solution 300953. */
const MOST = 300;

/** qdiskd does not take a shorter interval, and warns of fewer cycles. */
const LEAST = { interval: 1, tko: 4, token: 10 };

export type QdiskTimes = {
  readonly interval: number;
  readonly tko: number;
  readonly token: number;
  readonly timing: Timing;
  /** Those of the paths to the disk; null if it has one path only. */
  readonly path: PathTimes | null;
};

/** Seconds and cycles; null without a quorum disk. The times of the storage stay as they are, unless totem's would be out of its range. */
export function smallestTimes(model: CmanModel): QdiskTimes | null {
  const { quorumDisk: disk } = model.own;
  if (disk === null) return null;
  const now = hasPaths(model) ? pathTimesOf(model) : null;
  const kept = timesWith(model, disk, now);
  return now === null || kept === null || kept.token <= MOST ? kept : timesWith(model, disk, usualTimes(now));
}

function timesWith(model: CmanModel, disk: QuorumDisk, path: PathTimes | null): QdiskTimes | null {
  const { interval } = LEAST;
  const tko = Math.max(LEAST.tko, path === null ? 0 : Math.floor(failoverOf(path) / interval) + 1);
  const timing = timingWith(model, disk, tko);
  return timing === null ? null : { interval, tko, token: Math.max(LEAST.token, enoughSeconds(timing)), timing, path };
}

function timingWith({ cluster, own }: CmanModel, disk: QuorumDisk, tko: number): Timing | null {
  const quorumDisk = { ...disk, interval: as<Millis>(LEAST.interval * 1000), tko, tkoUp: null, upgradeWait: null };
  return timingOf({ cluster, own: { ...own, quorumDisk } });
}

/** How long a lost path holds the requests of the quorum disk, in seconds; null if it has one path only. */
export function failoverSeconds(model: CmanModel): number | null {
  return hasPaths(model) ? failoverOf(pathTimesOf(model)) : null;
}

function hasPaths({ own, targets }: CmanModel): boolean {
  return targets.some(({ name, multipath }) => multipath && name === own.quorumDisk?.lun?.target);
}

/** One line of YAML, for a cure. `model`: of the site as it is. */
export function inYaml({ interval, tko, token, path }: QdiskTimes, model: CmanModel): string {
  const cluster = `quorum: { disk: { interval: ${interval}s, tko: ${tko} } } and totem: { token: ${token}s, consensus: ${token + 2}s }`;
  const before = new Map(path === null ? [] : pathTimesOf(model));
  const shorter = (path ?? []).filter(([name, time]) => before.get(name) !== time);
  const storage = ['iscsi', 'multipath'].flatMap((section) => {
    const own = shorter.filter(([name]) => name.startsWith(`storage/${section}/`));
    return own.length === 0 ? [] : [`${section}: { ${own.map(keyOf).join(', ')} }`];
  });
  return storage.length === 0 ? cluster : `${cluster} in cluster, and ${storage.join(' and ')} in storage`;
}

function keyOf([path, time]: PathTimes[number]): string {
  return `${path.slice(path.lastIndexOf('/') + 1)}: ${time}s`;
}

export function timers(model: CmanModel): TimerSet | null {
  const smallest = smallestTimes(model);
  if (smallest === null) return null;
  const { interval, tko, token, timing, path } = smallest;
  const disk = interval * tko;
  const times = [
    { path: 'cluster/quorum/disk/interval', value: `${interval}s`, laws: ['1 s is the least that qdiskd takes'] },
    {
      path: 'cluster/quorum/disk/tko',
      value: tko,
      laws: tkoLaws(path === null ? null : failoverOf(path), interval, tko),
    },
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
  ];
  if (path === null) return { times, kept: [] };
  const now = pathTimesOf(model);
  const kept = now.filter(([, time], index) => path[index]?.[1] === time);
  return { times: [...times, ...inProposal(path, now)], kept: namesOf(kept) };
}

function tkoLaws(failover: number | null, interval: number, tko: number): readonly string[] {
  const least = `${LEAST.tko} <= ${tko}, since qdiskd warns of fewer cycles`;
  if (failover === null) return [least];
  return [
    `the failover of a path = ${failover} s < interval x tko = ${interval * tko} s, or a lost path costs the node`,
    least,
  ];
}
