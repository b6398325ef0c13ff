/** How long a lost path of a LUN holds its requests, and the times that this is the sum of. iscsid.conf; multipath.conf(5), fast_io_fail_tmo. */
import { seconds } from '../../base/units.ts';
import type { Model } from '../../model/model.ts';
import type { Time } from '../../model/timers.ts';
import { dialectOf } from '../../platform/platform.ts';

/** Paths in the site, and the seconds that are written there or derived. */
export type PathTimes = readonly (readonly [path: string, seconds: number])[];

/** Those of the site. multipathd overrides the session's own time if it can. */
export function pathTimesOf({ cluster, iscsi, multipath }: Pick<Model, 'cluster' | 'iscsi' | 'multipath'>): PathTimes {
  const isMultipaths = dialectOf(cluster.platform).multipath.pathTimes;
  return [
    ['storage/iscsi/noop_interval', seconds(iscsi.noopInterval)],
    ['storage/iscsi/noop_timeout', seconds(iscsi.noopTimeout)],
    isMultipaths
      ? ['storage/multipath/fast_io_fail_timeout', seconds(multipath.fastIoFailTimeout)]
      : ['storage/iscsi/replacement_timeout', seconds(iscsi.replacementTimeout)],
  ];
}

/** Seconds. The defaults of open-iscsi and multipath. */
const USUAL = 5;

/** The same keys with times that any site can have. */
export function usualTimes(times: PathTimes): PathTimes {
  return times.map(([path, time]) => [path, Math.min(time, USUAL)]);
}

/** Until a lost path is given up, in seconds. */
export function failoverOf(times: PathTimes): number {
  return times.reduce((sum, [, time]) => sum + time, 0);
}

/** As a part of a proposal. `before`: the times of the site. */
export function inProposal(times: PathTimes, before: PathTimes): readonly Time[] {
  const sum = times.map(([path]) => path.slice(path.lastIndexOf('/') + 1)).join(' + ');
  return times.map(([path, time], index) => {
    const was = before[index]?.[1] ?? time;
    const law =
      was === time
        ? `kept: ${sum} = ${failoverOf(times)} s, until a lost path is given up`
        : `${time} s < ${was} s, with which the other times would be too long`;
    return { path, value: `${time}s`, laws: [law] };
  });
}

/** `path seconds`, one by one. */
export function namesOf(times: PathTimes): readonly string[] {
  return times.map(([path, time]) => `${path} ${time} s`);
}
