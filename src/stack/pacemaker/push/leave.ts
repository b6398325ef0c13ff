/**
 * A host that the new site does not have leaves the cluster while the old files are in force: its guests move away, its daemons stop, and
 * the others stay quorate. Red Hat, "Removing cluster nodes"; crm_attribute(8).
 */
import type { HostName } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import type { BundleNode } from '../../../bundle/bundle.ts';
import { actionId, atMost, command, QUIET } from '../../../emit/actions.ts';
import type { Leaving, LeavingAround } from '../../../impact/leaving.ts';
import { readCib } from '../cib/document.ts';
import { crmMon, isGone, isOnline, LED } from './crm-mon.ts';
import { drained, isEmpty, effectOf, startsOf, stopsOf } from './drain.ts';
import { deviceCommands, deviceVotes } from './quorum-device.ts';
import { MEMBER } from './runtime.ts';
import { movingTime } from './times.ts';

export const leaving: Leaving = {
  actions: (nodes, around) => nodes.flatMap((node) => [...actionsOf(node, around)]),
  effect: effectOf,
};

function* actionsOf(node: BundleNode, { actions, all, live, runs }: LeavingAround): Generator<Action> {
  const { host, nodeName } = node;
  const others = all.map((one) => one.host).filter((one) => one !== host);
  const votes = deviceVotes(actions, nodeName, others);
  const ids = votes.map(({ id }) => id);
  const drain = { ...drained(nodeName, others, movingTime(readCib(live), runs(host))), after: ids };
  const stop = stopped(node, actions, [drain.id]);
  yield* votes;
  yield drain;
  yield stop;
  yield left(nodeName, others, [stop.id]);
}

/** corosync-quorumtool exits 1 where corosync does not run. */
const STOPPED: Probe = { ...command('corosync-quorumtool', '-s'), succeeds: [1] };

function stopped({ host, nodeName }: BundleNode, actions: readonly Action[], after: Action['after']): Action {
  const device = deviceCommands(actions);
  return {
    ...QUIET,
    id: actionId('pacemaker', 'leave', nodeName),
    on: [host],
    when: ['missing'],
    disruption: 'leave-cluster',
    reason: `${nodeName} is in no file of the cluster any more, and does not come back at the next boot`,
    worstCase: atMost(300, '90 s for each unit, and for what it still has to say: our choice'),
    gate: isEmpty(nodeName),
    run: [command('systemctl', 'disable', 'corosync', 'pacemaker'), ...device.disable, ...stopsOf(actions)],
    probe: STOPPED,
    undo: {
      when: 'before-files',
      run: [command('systemctl', 'enable', 'corosync', 'pacemaker'), ...startsOf(actions), ...device.enable],
      until: crmMon(isOnline(nodeName)),
    },
    after,
  };
}

/** A host that goes in this way is not fenced. */
function left(name: string, on: readonly HostName[], after: Action['after']): Action {
  return {
    ...QUIET,
    id: actionId('pacemaker', 'left', name),
    on,
    when: ['missing'],
    given: MEMBER,
    reason: 'the others have to be quorate without it, and must not take it for lost',
    worstCase: atMost(60, 'a token and the choice of a coordinator: our choice'),
    run: [],
    probe: crmMon(LED, isGone(name)),
    after,
  };
}
