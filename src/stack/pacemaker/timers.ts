/** The smallest times of sbd and totem that fit the storage as it is. sbd(8), corosync.conf(5). */
import { failoverOf, inProposal, namesOf, pathTimesOf, type PathTimes } from '../../check/storage/path-times.ts';
import type { TimerSet } from '../../model/timers.ts';
import type { PacemakerModel } from './options.ts';

/** sbd's own default, in seconds. */
const WATCHDOG = 5;

/** Null without sbd: nothing else has times that depend on each other and are not derived. */
export function timers(model: PacemakerModel): TimerSet | null {
  const { sbd } = model.own;
  if (sbd === null) return null;
  const path = sbd.devices.length > 0 ? pathsOf(model) : null;
  const failover = path === null ? null : failoverOf(path);
  const watchdog = Math.max(WATCHDOG, failover === null ? 0 : failover + 1);
  const law = `the failover of a path = ${failover} s < ${watchdog} s, or a lost path resets the host`;
  const times = [
    {
      path: 'cluster/pacemaker/sbd/watchdog_timeout',
      value: `${watchdog}s`,
      laws: [...(failover === null ? [] : [law]), `${WATCHDOG} s <= ${watchdog} s, sbd's own default`],
    },
    ...(sbd.devices.length === 0 ? [] : [msgwaitOf(watchdog)]),
    ...(path === null ? [] : inProposal(path, path)),
  ];
  return { times, kept: path === null ? [] : namesOf(path) };
}

function msgwaitOf(watchdog: number) {
  const laws = [
    `2 x watchdog_timeout = ${2 * watchdog} s <= ${2 * watchdog} s, so that the watchdog has reset the host by then`,
  ];
  return { path: 'cluster/pacemaker/sbd/msgwait', value: `${2 * watchdog}s`, laws };
}

/** Null if no target has several paths. */
function pathsOf(model: PacemakerModel): PathTimes | null {
  return model.targets.some(({ multipath }) => multipath) ? pathTimesOf(model) : null;
}
