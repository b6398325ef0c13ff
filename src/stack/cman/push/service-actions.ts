/**
 * What a plan does to services and nodes when a change asks for it: stopping a VM that is taken out, moving guests away from a node
 * that leaves, leaving and joining in the order of the init scripts. Domain reference, 8.5, 8.6 and 8.10; clusvcadm(8).
 */
import type { Model } from '../../../model/model.ts';
import type { Action, Command, LateWord, Probe, ServiceActions } from '../../../bundle/action.ts';
import { clusteredGroupsOf } from '../../../model/reach.ts';
import { actionId, atMost, command, isRunning, QUIET, service } from '../../../emit/actions.ts';
import { MEMBER } from './member.ts';
import { START_CLVMD, START_CMAN, START_RGMANAGER, STOP_CLVMD, STOP_CMAN, STOP_RGMANAGER } from './ids.ts';

export function serviceActionsOf(model: Model): ServiceActions {
  const clustered = isClustered(model);
  return {
    stop,
    pause,
    enable,
    migrate,
    comeBack,
    outlives: '^vm:', // observed: a vm that the file does not name any more keeps running
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

/** By `clustat -x`, which cuts no name off; clustat.c. */
function inState(state: string, owner = ''): Probe {
  return { ...command('clustat', '-x'), lines: [`<group name="\${service}" .*state_str="${state}"${owner}`] };
}

const SERVICE_ACTION = {
  ...QUIET,
  scope: 'once',
  when: [],
  given: MEMBER,
} as const satisfies Partial<Action>;

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
  undo: { when: 'after-files', run: [clusvcadm('-e', SERVICE)] },
};

/** Services go first, so that rgmanager moves none of them about. */
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
  run: [clusvcadm('-e', SERVICE)],
  probe: inState('started'),
};

const migrate: Action = {
  ...SERVICE_ACTION,
  id: actionId('service', 'migrate'),
  when: ['missing'],
  reason: 'its node leaves the cluster for a while',
  worstCase: atMost(600, 'a guest of 64 GiB over 1 Gbit/s takes nine minutes: our choice'),
  run: [clusvcadm('-M', SERVICE, '-m', { about: 'to' })],
  probe: inState('started', ` .*owner="\${to}"`),
};

/** A failover domain without nofailback; domain reference, 8.10: such VMs are not migrated back. */
const comeBack: Action = {
  ...migrate,
  id: actionId('service', 'come-back'),
  reason: 'its failover domain takes it back to the node that it prefers',
  run: [],
};

/** Never by themselves: a plan names them where a change needs it. */
export function* leaving(model: Model): Iterable<Action> {
  yield { ...stopping('rgmanager'), worstCase: STOP_TIME };
  if (isClustered(model)) yield { ...stopping('clvmd'), after: [STOP_RGMANAGER] };
  yield { ...stopping('cman'), after: [STOP_RGMANAGER, STOP_CLVMD] };
}

function stopping(name: string): Action {
  return {
    ...QUIET,
    id: actionId(name, 'stop'),
    when: [],
    disruption: 'leave-cluster',
    allow: 'push/leave-cluster',
    reason: 'a change counts only when the daemons of the node start again',
    worstCase: atMost(60, 'it ends within seconds: our choice'),
    run: [service(name, 'stop')],
    // Its init script ends with another code than 0 where it does not run; LSB core, 22.2.
    probe: { ...isRunning(name), succeeds: [1, 2, 3] },
    undo: { when: 'after-files', run: [service(name, 'start')] },
  };
}
