/** sbd at a first deployment: its unit, and the headers of its disks, which are there before corosync starts. sbd(8). */
import type { ActionId } from '../../../base/brand.ts';
import { seconds } from '../../../base/units.ts';
import type { Action } from '../../../bundle/action.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import { MAKING } from '../../../emit/storage/lvm-actions.ts';
import type { PacemakerModel, Sbd } from '../options.ts';
import { isBlank } from './storage.ts';

export function* sbdActions({ own: { sbd } }: PacemakerModel, disks: readonly ActionId[]): Iterable<Action> {
  if (sbd === null) return;
  const made = sbd.devices.map((device) => makeHeader(device, sbd, disks));
  yield* made;
  for (const device of sbd.devices) yield { ...hasTimes(device, sbd), after: made.map(({ id }) => id) };
  yield enable;
}

/** blkid does not know the header: `dump` fails where there is none. Measured with sbd 1.5.2. */
function makeHeader(device: string, { watchdogTimeout, msgwait }: Sbd, after: readonly ActionId[]): Action {
  const times = ['-1', String(seconds(watchdogTimeout)), '-4', String(seconds(msgwait))];
  return {
    ...MAKING,
    id: actionId('sbd', 'header', device.replace(/^.*\//, '')),
    reason: `${device} has no header of sbd`,
    worstCase: atMost(60, 'it writes 255 slots: our choice'),
    gate: isBlank(device),
    run: [command('sbd', '-d', device, ...times, 'create')],
    probe: command('sbd', '-d', device, 'dump'),
    after,
  };
}

/** The times of the header count, not those of the file; another header would be another cluster's, or one with other times. */
function hasTimes(device: string, { watchdogTimeout, msgwait }: Sbd): Action {
  return {
    ...QUIET,
    id: actionId('sbd', 'times', device.replace(/^.*\//, '')),
    when: ['new'],
    reason: `sbd uses the times in the header of ${device}, and those have to be the site's`,
    worstCase: atMost(30, 'it reads one sector: our choice'),
    run: [],
    probe: {
      ...command('sbd', '-d', device, 'dump'),
      says: [
        { field: 'Timeout (watchdog)', is: String(seconds(watchdogTimeout)) },
        { field: 'Timeout (msgwait)', is: String(seconds(msgwait)) },
      ],
    },
  };
}

/** The unit is required by corosync once it is enabled; sbd.service. */
const enable: Action = {
  ...QUIET,
  id: actionId('sbd', 'enable'),
  when: ['new'],
  reason: 'corosync starts sbd, and stops when it does, once its unit is enabled',
  worstCase: atMost(30, 'it takes a second: our choice'),
  run: [command('systemctl', 'enable', 'sbd')],
  probe: command('systemctl', 'is-enabled', 'sbd'),
  undo: { when: 'before-files', run: [command('systemctl', 'disable', 'sbd')] },
};
