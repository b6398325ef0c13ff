/** Another quorum device for a cluster that runs, or none any more. Measured with corosync 3.1.7 and corosync-qdevice 3.0.3. */
import type { Action } from '../../../bundle/action.ts';
import type { Change } from '../../../deploy/plan/changes.ts';
import { COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { predictCorosync } from '../impact/corosync/predict.ts';
import { RELOAD, START_DEVICE, STOP_DEVICE } from './ids.ts';
import { DEVICE_STOPPED, stopDevice } from './quorum-device.ts';

/**
 * The actions for a running cluster. The daemon of another device, or of one that goes, stops before the reload and the one of the new
 * device starts after it; in between the hosts are quorate by their own votes. Its votes alone are changed by the reload.
 */
export function withDevice(actions: readonly Action[], changes: readonly Change[]): readonly Action[] {
  const differs = changes.filter(isOfDevice);
  if (differs.length === 0) return actions;
  const stops = differs.flatMap(({ node, found }) => (hasDevice(found) ? [node] : []));
  if (stops.length === 0) return actions.map(started);
  const stop = { ...stopDevice, on: stops };
  // Without a device in the bundle it has no action for one.
  const goes = !actions.some(isStart);
  const all = actions.map((one) =>
    one.id === STOP_DEVICE ? { ...stop, when: ['changed'] as const } : afterStop(started(one)),
  );
  return goes ? [...all, { ...stop, when: ['missing'], probe: DEVICE_STOPPED }] : all;
}

function started(one: Action): Action {
  return isStart(one) ? { ...one, when: [...one.when, 'changed'] } : one;
}

function afterStop(one: Action): Action {
  return one.id === RELOAD ? { ...one, after: [...one.after, STOP_DEVICE] } : one;
}

function isStart({ id }: Action): boolean {
  return id === START_DEVICE;
}

/** Does a change of corosync.conf need another start of the daemon? */
export function isOfDevice({ path, change, found, desired }: Change): boolean {
  if (path !== COROSYNC_CONF || change !== 'update') return false;
  const { changes } = predictCorosync(found ?? '', desired ?? '');
  return changes.some((one) => /^quorum\.device\.(?!votes$)/.test(one.path));
}

function hasDevice(text: string | null): boolean {
  return predictCorosync('', text ?? '').changes.some(({ path }) => path.startsWith('quorum.device.'));
}
