/**
 * Starts corosync and pacemaker on all hosts that no push has reached before, at once, since two hosts wait for each other at their
 * first start. Their cluster is empty then; it gets its CIB by a patch.
 */
import type { ActionId } from '../../../base/brand.ts';
import type { Action, Probe } from '../../../bundle/action.ts';
import { atMost, command, QUIET } from '../../../emit/actions.ts';
import type { PacemakerModel } from '../options.ts';
import { together } from './crm-mon.ts';
import { DAEMON_RELOAD, RELOAD, START, START_PACEMAKER } from './ids.ts';
import { MEMBER } from './runtime.ts';

export function* daemons(model: PacemakerModel, disks: readonly ActionId[]): Iterable<Action> {
  yield { ...startCorosync, after: [RELOAD, DAEMON_RELOAD, ...disks] };
  yield startPacemaker(model);
}

/** grep(1) exits 1 where nothing is found, 2 without the file. */
const EMPTY: Probe = { ...command('grep', '-c', '<primitive', '/var/lib/pacemaker/cib/cib.xml'), succeeds: [1, 2] };

const startCorosync: Action = {
  ...QUIET,
  id: START,
  when: ['new'],
  reason:
    'the host joins the cluster, and does so at each boot; one that has resources of an earlier one is refused until /var/lib/pacemaker/cib is emptied there',
  worstCase: atMost(90, 'the longest start of a unit; systemd-system.conf(5)'),
  gate: EMPTY,
  run: [
    command('corosync', '-t'),
    command('systemctl', 'enable', 'corosync', 'pacemaker'),
    command('systemctl', 'start', 'corosync'),
  ],
  probe: MEMBER,
  undo: { when: 'before-files', run: [command('systemctl', 'stop', 'corosync')] },
};

/** A cluster without a coordinator waits for one for `dc-deadtime`, 20 s. */
function startPacemaker({ hosts }: PacemakerModel): Action {
  return {
    ...QUIET,
    id: START_PACEMAKER,
    when: ['new'],
    reason: 'the cluster has a coordinator, which runs nothing before it has a CIB',
    worstCase: atMost(180, '90 s for the unit, 20 s until hosts choose a coordinator, and as long again: our choice'),
    run: [command('systemctl', 'start', 'pacemaker')],
    probe: together(hosts.map(({ nodeName }) => nodeName)),
    undo: { when: 'before-files', run: [command('systemctl', 'stop', 'pacemaker')] },
    after: [START],
  };
}
