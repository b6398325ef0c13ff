/** Ids of actions that files and other actions refer to. */
import type { ActionId } from '../../../base/brand.ts';
import { actionId } from '../../../emit/actions.ts';

/** Makes systemd read drop-ins; they count from the next start. */
export const DAEMON_RELOAD = actionId('systemd', 'reload');
export const RELOAD = actionId('corosync', 'reload');
/** Starts the daemon on a host that is new. */
export const START = actionId('corosync', 'start');
/** What follows it on every member. */
export const RUNS = actionId('corosync', 'runs');
/** Stop and start the daemon of the quorum device. */
export const STOP_DEVICE = actionId('corosync', 'stop-device');
export const START_DEVICE = actionId('corosync', 'start-device');
export const LINKS = actionId('corosync', 'links');
/** Starts what starts the lock managers of volume groups. */
export const START_PACEMAKER = actionId('pacemaker', 'start');

/** Compares the times of sbd's file with those in the header of a disk. */
export function headerTimes(device: string): ActionId {
  return actionId('sbd', 'times', device.replace(/^.*\//, ''));
}
