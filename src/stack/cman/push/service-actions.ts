/**
 * Actions on services and nodes that a change may need: stopping a removed VM, moving guests away from a node that leaves,
 * leaving and joining in the order of the init scripts. clusvcadm(8).
 */
import type { Model } from '../../../model/model.ts';
import type { Action, Attributes, Command, LateWord, Probe, ServiceActions, Undo } from '../../../bundle/action.ts';
import { clusteredGroupsOf } from '../../../model/reach.ts';
import { actionId, atMost, command, isRunning, QUIET, service } from '../../../emit/actions.ts';
import { IN_GROUP, MEMBER, MOVING } from './member.ts';
import { startTimeOf } from './start-time.ts';
import { START_CLVMD, START_CMAN, START_RGMANAGER, STOP_CLVMD, STOP_CMAN, STOP_RGMANAGER } from './ids.ts';

export function serviceActionsOf(model: Model): ServiceActions {
  const clustered = isClustered(model);
  const startTime = startTimeOf(model);
  return {
    stop,
    pause,
    enable,
    migrate,
    comeBack,
    keepDisabled,
    disable,
    keepStopped,
    stopAgain,
    thaw,
    freeze,
    untilStarted: { ...untilStarted, worstCase: startTime },
    untilSettled: { ...untilSettled, worstCase: startTime },
    known: { ...CLUSTAT, says: [{ some: 'group', with: { name: '${service}' } }] },
    started: inState('started'),
    failed: [inState('failed'), inState('stopped', { restarts: { not: '0' } })], // observed: the latter
    away: { ...CLUSTAT, says: [{ none: 'group', with: { name: ['${services}'], owner: '${to}' } }] },
    startTime,
    outlives: ['vm:'], // observed: a vm that the file does not name any more keeps running
    leave: [STOP_RGMANAGER, ...(clustered ? [STOP_CLVMD] : []), STOP_CMAN],
    join: [START_CMAN, ...(clustered ? [START_CLVMD] : []), START_RGMANAGER],
  };
}

function isClustered(model: Model): boolean {
  return model.hosts.some((host) => clusteredGroupsOf(host, model).length > 0);
}

const SERVICE: LateWord = { about: 'service' };

function clusvcadm(...words: Command['argv']): Command {
  return { argv: ['clusvcadm', ...words] };
}

/** By `clustat -x`, which does not truncate names; clustat.c. */
const CLUSTAT = command('clustat', '-x');

function inState(state: string, more: Attributes = {}): Probe {
  return { ...CLUSTAT, says: [{ some: 'group', with: { name: '${service}', state_str: state, ...more } }] };
}

const SERVICE_ACTION = {
  ...QUIET,
  scope: 'once',
  when: [],
  given: MEMBER,
} as const satisfies Partial<Action>;

/** "Target node dead / nonexistent": its rgmanager has not joined the group yet. Measured on cman 3.2. */
const TARGET_NOT_READY = 244;
/** "Temporary failure; try again", and "Failure" of a service that cannot start. Measured on cman 3.2. */
const START_LATER = 250;
const START_FAILED = 255;
const ENABLE: Command = { ...clusvcadm('-e', SERVICE), again: [START_LATER] };

const STOP_TIME = atMost(180, 'vm.sh waits 120 s for the guest to shut down, then destroys it');

const stop: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'stop'),
  disruption: 'restart-vm',
  allow: 'push/stop-service',
  reason: 'it is stopped before its configuration goes, as nothing would watch it afterwards',
  worstCase: STOP_TIME,
  run: [clusvcadm('-d', SERVICE)],
  probe: inState('disabled'),
  undo: { when: 'after-files', run: [ENABLE] },
};

/** Stops services first, so that rgmanager does not move any. */
const pause: Action = {
  ...stop,
  id: actionId('service', 'pause'),
  reason: 'every node leaves the cluster, and it would be moved from one to the next until the last is gone',
};

const enable: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'enable'),
  reason: 'it ran before, and does not start by itself',
  worstCase: atMost(120, 'a guest is started within seconds: our choice'),
  run: [ENABLE],
  probe: inState('started'),
};

const migrate: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'migrate'),
  when: ['missing'],
  reason: 'its node leaves the cluster for a while',
  worstCase: atMost(600, 'a guest of 64 GiB over 1 Gbit/s takes nine minutes: our choice'),
  run: [{ ...clusvcadm('-M', SERVICE, '-m', { about: 'to' }), again: [TARGET_NOT_READY] }],
  probe: inState('started', { owner: '${to}' }),
};

/** Only running rgmanagers know what an operator has disabled or frozen. They forget it when all of them stop. Measured on cman 3.2. */
const disable: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'disable'),
  reason: 'an operator had disabled it, and the cluster forgets that when every node leaves',
  worstCase: STOP_TIME,
  run: [clusvcadm('-d', SERVICE)],
  probe: inState('disabled'),
};

const keepDisabled: Action = {
  ...disable,
  id: actionId('service', 'keep-disabled'),
  worstCase: atMost(30, 'it is only looked at: our choice'),
  run: [],
  undo: { when: 'after-files', run: disable.run },
};

/**
 * Every restart of rgmanager starts what was only stopped, sooner or later; so it is started, and then stopped. clusvcadm(8), -s. A stop
 * while rgmanager still starts it may leave it starting, so `-e` is repeated until that is over.
 */
const stopAgain: Action = {
  ...disable,
  id: actionId('service', 'stop-again'),
  reason: 'an operator had stopped it, and the cluster forgets that when every node leaves',
  worstCase: atMost(480, 'vm.sh has 300 s to start a guest, and waits 120 s for it to shut down'),
  run: [{ ...ENABLE, succeeds: [0, START_LATER, START_FAILED] }, clusvcadm('-s', SERVICE)],
  // rgmanager may start it once more when another node joins; that is no reason to roll back a restart of the whole cluster.
  probe: { ...CLUSTAT, says: [{ some: 'group', with: { name: '${service}' } }] },
};

const keepStopped: Action = {
  ...stopAgain,
  id: actionId('service', 'keep-stopped'),
  worstCase: keepDisabled.worstCase,
  run: [],
  undo: { when: 'after-files', run: stopAgain.run },
};

const freeze: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'freeze'),
  reason: 'an operator had frozen it, and it is frozen again',
  worstCase: atMost(30, 'a flag is set within a second: our choice'),
  run: [clusvcadm('-Z', SERVICE)],
  probe: { ...CLUSTAT, says: [{ some: 'group', with: { name: '${service}', flags_str: 'frozen' } }] },
};

/** A frozen service can neither be stopped nor migrated. */
const thaw: Action = {
  ...freeze,
  id: actionId('service', 'thaw'),
  reason: 'an operator has frozen it, and a frozen service can neither be stopped nor migrated',
  run: [clusvcadm('-U', SERVICE)],
  probe: { ...CLUSTAT, says: [{ some: 'group', with: { name: '${service}', flags_str: '' } }] },
  undo: { when: 'after-files', run: freeze.run },
};

const untilStarted: Omit<Action, 'worstCase'> = {
  ...SERVICE_ACTION,
  id: actionId('service', 'until-started'),
  reason: 'the next node waits until everything that ran runs',
  run: [],
  probe: inState('started'),
};

const untilSettled: Omit<Action, 'worstCase'> = {
  ...untilStarted,
  id: actionId('service', 'until-settled'),
  reason: 'a frozen service would not be started',
  probe: {
    ...CLUSTAT,
    says: [
      { none: 'group', with: { name: '${service}', state_str: MOVING } },
      { none: 'group', with: { name: '${service}', state_str: 'stopped', restarts: '0' } },
    ],
  },
};

/** A failover domain without nofailback: such VMs are not migrated back. */
const comeBack: Action = {
  ...migrate,
  id: actionId('service', 'come-back'),
  reason: 'its failover domain takes it back to the node that it prefers',
  run: [],
};

/** Never run by themselves: a plan uses them if a change needs them. */
export function* leaving(model: Model): Iterable<Action> {
  const { undo, ...stopRgmanager } = stopping('rgmanager');
  yield { ...stopRgmanager, worstCase: STOP_TIME, undo: { ...undo, until: IN_GROUP } };
  if (isClustered(model)) yield { ...stopping('clvmd'), after: [STOP_RGMANAGER] };
  yield { ...stopping('cman'), after: [STOP_RGMANAGER, STOP_CLVMD] };
}

function stopping(name: string): Action & { readonly undo: Undo } {
  return {
    ...QUIET,
    id: actionId(name, 'stop'),
    when: [],
    disruption: 'leave-cluster',
    allow: 'push/leave-cluster',
    reason: 'a change takes effect only when the daemons of the node restart',
    worstCase: atMost(60, 'it ends within seconds: our choice'),
    run: [service(name, 'stop')],
    // The init script exits with a code other than 0 if it does not run; LSB core, 22.2.
    probe: { ...isRunning(name), succeeds: [1, 2, 3] },
    undo: { when: 'after-files', run: [service(name, 'start')] },
  };
}
