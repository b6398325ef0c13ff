/**
 * Starts the daemons of a node that no push has reached before, in the order of their dependencies. All nodes start at once,
 * since a part of a cluster that waits for the rest is fenced. Init scripts of cman and rgmanager.
 */
import type { CmanModel } from '../options.ts';
import type { ActionId, HostName } from '../../../base/brand.ts';
import type { Action } from '../../../bundle/action.ts';
import { actionId, atMost, isRunning, QUIET, service } from '../../../emit/actions.ts';
import { clusteredGroupsOf } from '../../../model/reach.ts';
import { cmanDialectOf } from '../dialect.ts';
import { IN_GROUP, MEMBER } from './member.ts';
import { QUORUM_DISK, START_CLVMD, START_CMAN, START_RGMANAGER } from './ids.ts';

/** `disks`, `made`: actions that must be done before services start. */
export function* daemons(
  model: CmanModel,
  {
    announce,
    disks,
    made,
  }: { readonly announce: ActionId; readonly disks: readonly ActionId[]; readonly made: readonly ActionId[] },
): Iterable<Action> {
  const { quorumDisk } = model.own;
  const { platform } = model.cluster;
  yield { ...startCman, after: [announce, ...disks, ...(quorumDisk === null ? [] : [QUORUM_DISK])] };
  // The cman of RHEL 6 starts qdiskd by itself if cluster.conf has a quorum disk; /etc/init.d/cman, start_qdiskd.
  if (quorumDisk !== null && cmanDialectOf(platform).ccsd) yield startQdiskd;
  const clustered = model.hosts.filter((host) => clusteredGroupsOf(host, model).length > 0).map(({ name }) => name);
  if (clustered.length > 0) yield startClvmd(clustered);
  yield startLibvirtd;
  yield { ...startRgmanager, after: [...startRgmanager.after, announce, ...disks, ...made] };
}

const startCman: Action = {
  ...QUIET,
  id: START_CMAN,
  when: ['new'],
  reason: 'the node joins the cluster: membership, fencing, locks',
  worstCase: atMost(150, '60 s to join, 45 s to wait for the other node, fencing; /etc/init.d/cman'),
  run: [service('cman', 'start')],
  probe: MEMBER,
  undo: { when: 'before-files', run: [service('cman', 'stop')] },
};

const startQdiskd: Action = {
  ...QUIET,
  id: actionId('qdiskd', 'start'),
  when: ['new'],
  reason: 'the quorum disk votes from now on',
  worstCase: atMost(120, 'interval times tko, twice; qdisk(5)'),
  run: [service('qdiskd', 'start')],
  probe: isRunning('qdiskd'),
  undo: { when: 'before-files', run: [service('qdiskd', 'stop')] },
  after: [START_CMAN],
};

function startClvmd(on: readonly HostName[]): Action {
  return {
    ...QUIET,
    id: START_CLVMD,
    on,
    when: ['new'],
    reason: 'the host sees clustered volume groups from now on',
    worstCase: atMost(60, 'timeout of a clvmd command; clvmd(8), -t'),
    run: [service('clvmd', 'start')],
    probe: isRunning('clvmd'),
    undo: { when: 'before-files', run: [service('clvmd', 'stop')] },
    after: [START_CMAN],
  };
}

const startLibvirtd: Action = {
  ...QUIET,
  id: actionId('libvirtd', 'start'),
  when: ['new'],
  reason: 'guests are started through libvirtd',
  worstCase: atMost(30, 'it starts within a second: our choice'),
  run: [service('libvirtd', 'start')],
  probe: isRunning('libvirtd'),
};

const startRgmanager: Action = {
  ...QUIET,
  id: START_RGMANAGER,
  when: ['new'],
  reason: 'services and VMs with autostart are started',
  worstCase: atMost(120, 'it reads the metadata of every agent first, 13 to 25 s as measured, then it joins its group'),
  run: [service('rgmanager', 'start')],
  probe: IN_GROUP,
  undo: { when: 'before-files', run: [service('rgmanager', 'stop')] },
  after: [START_CMAN, START_CLVMD, actionId('libvirtd', 'start')],
};
