/** The smallest times of sbd and totem that fit the storage as it is. sbd(8), corosync.conf(5). */
import { seconds } from '../../base/units.ts';
import type { TimerSet } from '../../model/timers.ts';
import type { PacemakerModel } from './options.ts';

/** sbd's own default, in seconds. */
const WATCHDOG = 5;

/** Null without sbd: nothing else has times that depend on each other and are not derived. */
export function timers(model: PacemakerModel): TimerSet | null {
  const { sbd } = model.own;
  if (sbd === null) return null;
  const failover = sbd.devices.length > 0 ? failoverSeconds(model) : null;
  const watchdog = Math.max(WATCHDOG, failover === null ? 0 : failover + 1);
  const law = `the failover of a path = ${failover} s < ${watchdog} s, or a lost path resets the host`;
  const times = [
    {
      path: 'cluster/pacemaker/sbd/watchdog_timeout',
      value: `${watchdog}s`,
      laws: [...(failover === null ? [] : [law]), `${WATCHDOG} s <= ${watchdog} s, sbd's own default`],
    },
    ...(sbd.devices.length === 0 ? [] : [msgwaitOf(watchdog)]),
  ];
  return { times, kept: failover === null ? [] : keptTimes(model) };
}

function msgwaitOf(watchdog: number) {
  const laws = [
    `2 x watchdog_timeout = ${2 * watchdog} s <= ${2 * watchdog} s, so that the watchdog has reset the host by then`,
  ];
  return { path: 'cluster/pacemaker/sbd/msgwait', value: `${2 * watchdog}s`, laws };
}

/** How long a lost path holds requests, in seconds; null if no target has several paths. */
function failoverSeconds({ targets, iscsi, multipath }: PacemakerModel): number | null {
  if (!targets.some((target) => target.multipath)) return null;
  return seconds(iscsi.noopInterval) + seconds(iscsi.noopTimeout) + seconds(multipath.fastIoFailTimeout);
}

function keptTimes({ iscsi, multipath }: PacemakerModel): readonly string[] {
  return [
    `storage/iscsi/noop_interval ${seconds(iscsi.noopInterval)} s`,
    `storage/iscsi/noop_timeout ${seconds(iscsi.noopTimeout)} s`,
    `storage/multipath/fast_io_fail_timeout ${seconds(multipath.fastIoFailTimeout)} s`,
  ];
}
