/**
 * The daemon of the quorum device, corosync-qdevice, on each host. It reads corosync.conf only when it starts, and without a device there it
 * does not start. Measured with corosync 3.1.7 and corosync-qdevice 3.0.3.
 */
import type { HostName } from '../../../base/brand.ts';
import type { Action, Command, Probe } from '../../../bundle/action.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import type { PacemakerModel } from '../options.ts';
import { votesOf } from '../resolve/index.ts';
import { RELOAD, RUNS, START, START_DEVICE, STOP_DEVICE } from './ids.ts';
import { MEMBER } from './runtime.ts';

const ENABLE = command('systemctl', 'enable', '--now', 'corosync-qdevice');
const DISABLE = command('systemctl', 'disable', '--now', 'corosync-qdevice');

/** corosync-qdevice-tool exits 3 where the daemon does not run. */
export const DEVICE_STOPPED: Probe = { ...command('corosync-qdevice-tool', '-s'), succeeds: [3] };

/** Only for another device: see other-device.ts. A daemon that a rollback starts before the reload finds no device, and is started again. */
export const stopDevice: Action = {
  ...QUIET,
  id: STOP_DEVICE,
  when: [],
  reason: 'the daemon of the quorum device keeps the device that it has started with',
  worstCase: atMost(30, 'it ends within a second: our choice'),
  run: [DISABLE],
  // It may run again when this is asked at the end.
  probe: MEMBER,
  undo: { when: 'after-files', run: [{ ...ENABLE, again: [1] }] },
};

/** Members of a running cluster that get another device start its daemon, too: other-device.ts. */
export function* deviceActions({ own: { quorumDevice: device }, hosts }: PacemakerModel): Iterable<Action> {
  if (device === null) return;
  yield stopDevice;
  yield {
    ...QUIET,
    id: START_DEVICE,
    when: ['new'],
    reason: 'the quorum device votes on each host by a daemon of its own',
    worstCase: atMost(30, 'it connects within 8 s, and the others vote meanwhile: our choice'),
    run: [ENABLE],
    probe: {
      ...command('corosync-quorumtool', '-l'),
      says: [{ row: ['0', String(votesOf(device, hosts.length)), 'Qdevice'] }],
    },
    undo: { when: 'before-files', run: [DISABLE] },
    after: [RELOAD, RUNS, START],
  };
}

/** What stops and starts the daemon around corosync, by actions of a bundle: nothing without a device. */
export function deviceCommands(actions: readonly Action[]): {
  readonly [C in 'stop' | 'start' | 'enable' | 'disable']: readonly Command[];
} {
  const hasOne = actions.some(({ id }) => id === START_DEVICE);
  const only = (one: Command) => (hasOne ? [one] : []);
  return {
    stop: only(command('systemctl', 'stop', 'corosync-qdevice')),
    start: only(command('systemctl', 'start', 'corosync-qdevice')),
    enable: only(ENABLE),
    disable: only(DISABLE),
  };
}

/** Hosts that are quorate by the vote of the device alone when another one leaves; nothing without a device. `name`: of the one that leaves. */
export function deviceVotes(actions: readonly Action[], name: string, on: readonly HostName[]): readonly Action[] {
  const votes: Probe | undefined = actions.find(({ id }) => id === START_DEVICE)?.probe;
  if (votes === undefined || on.length === 0) return [];
  return [
    {
      ...QUIET,
      id: actionId('corosync', 'device-votes', name),
      on,
      when: ['missing'],
      reason: `the others may need the vote of the quorum device to stay quorate without ${name}`,
      worstCase: atMost(60, 'it connects within 8 s: our choice'),
      run: [],
      probe: votes,
    },
  ];
}
