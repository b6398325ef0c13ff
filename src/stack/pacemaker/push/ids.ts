/** Ids of actions that files and other actions refer to. */
import { actionId } from '../../../emit/actions.ts';

/** Makes systemd read drop-ins; they count from the next start. */
export const DAEMON_RELOAD = actionId('systemd', 'reload');
export const RELOAD = actionId('corosync', 'reload');
/** Starts the daemon on a host that is new. */
export const START = actionId('corosync', 'start');
/** What follows it on every member. */
export const RUNS = actionId('corosync', 'runs');
export const LINKS = actionId('corosync', 'links');
/** Starts what starts the lock managers of volume groups. */
export const START_PACEMAKER = actionId('pacemaker', 'start');
