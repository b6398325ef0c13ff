/** Changes that no push brings to a cluster of this stack yet. */
import type { Change } from '../../../deploy/plan/changes.ts';
import type { NotBuilt, Reaching } from '../../../deploy/plan/document.ts';
import { SBD_FILES } from '../dialect.ts';
import { CIB } from '../emit/cib.ts';
import { AUTHKEY, COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';
import { predictCorosync } from '../impact/corosync/predict.ts';
import { NEEDS } from '../impact/corosync/prediction.ts';
import { hasLocks } from './first-cib.ts';
import { isStopKey, stops } from './full-stop.ts';
import { isOfDevice } from './other-device.ts';
import { restarts } from './restart.ts';

/** Each completes "cannot be pushed yet". */
export function notBuilt(reaching: Reaching): readonly NotBuilt[] {
  return reaching.leaving.length > 0 ? departures(reaching) : changesOf(reaching);
}

/** The others have the files that they had, and with them the votes of all. */
function departures({ leaving, members, changes }: Reaching): readonly NotBuilt[] {
  const who = leaving.join(', ');
  const without = { cure: 'push the site with the host first, so that nothing else changes when it leaves' };
  const few = { cure: 'take fewer hosts out of the site, push, and then take out the others' };
  return [
    ...(changes.length > 0
      ? [{ what: `that ${who} leaves while other files or another CIB are there than its hosts had`, ...without }]
      : []),
    ...(members.length > 2 && 2 * leaving.length >= members.length
      ? [{ what: `that ${who} leave at once, without which the others are not quorate,`, ...few }]
      : []),
  ];
}

function changesOf(reaching: Reaching): readonly NotBuilt[] {
  const { changes, nodes, members, reached, strangers, activates, document, restarts: isRestarted } = reaching;
  if (changes.length === 0) return [];
  // A host that no push has reached joins with this one.
  const outside = nodes.filter((node) => !members.includes(node) && reached.includes(node));
  const joins = ({ node }: Change) => members.length > 0 && !members.includes(node) && !reached.includes(node);
  const own = changes.filter((one) => !joins(one));
  const files = (some: readonly Change[]) => [...new Set(some.map(({ path }) => path))];
  const [rolled, others] = [
    own.filter(isOfDaemons).filter(restarts),
    own.filter(isOfDaemons).filter((one) => !restarts(one) && !stops(one)),
  ];
  const stopped = own.filter(stops);
  if (members.length === 0) return reached.length > 0 ? [{ what: 'a change while the cluster does not run' }] : [];
  const isRead = changes.some(({ path, change }) => READ_AGAIN.includes(path) && isWritten(change));
  const changed = changes.some(({ path }) => path === CIB);
  const said = [
    ...(outside.length > 0 ? [`a change while ${outside.join(', ')} is not a member of the cluster`] : []),
    ...files(others).map((path) => `a change of ${path}`),
    ...corosyncKeys(own, 'all-at-once', (key) => !isStopKey(key)),
    ...(isRead && !activates ? [`a change of ${COROSYNC_CONF} or its key without a reload`] : []),
    ...(changed && !activates ? ['the change of files without that of the CIB'] : []),
    ...(changed && document === null ? ['a change of a CIB that no node prints as one document'] : []),
  ];
  const inTurn = [...files(rolled).map((path) => `a change of ${path}`), ...corosyncKeys(own, 'node-by-node')];
  const atOnce = [
    ...files(stopped.filter(isOfDaemons)).map((path) => `a change of ${path}`),
    ...corosyncKeys(own, 'all-at-once', isStopKey),
  ];
  const only = (all: readonly string[], how: string, cure: string) =>
    isRestarted ? [] : all.map((what) => ({ what: `${what}${what.endsWith(',') ? '' : ','} without ${how}`, cure }));
  return [
    ...strangers.map(stillMember),
    ...said.map((what) => ({ what })),
    ...only(stopped.length > 0 ? [] : inTurn, 'a restart of all hosts in turn', ROLLED),
    ...only(atOnce, 'a stop of all hosts at once', STOPPED),
    ...(stopped.length > 0 ? besideStop(reaching) : []),
    ...(own.some(isOfDevice) ? besideDevice(reaching, rolled.length + stopped.length > 0 || inTurn.length > 0) : []),
  ];
}

const ROLLED =
  'choose a window, then push with --allow push/leave-cluster: each host in turn is drained, restarted and taken back';
const STOPPED =
  'choose a window in which all guests may be down, then push with --allow push/leave-cluster: all hosts stop, and start together';

const APART = { cure: 'push one of the two first, then the other' };

/** A host that joins would start with the new file while the others run the old one, and a cluster has to run for a rollback of the CIB. */
function besideStop({ nodes, members, changes, document, live }: Reaching): readonly NotBuilt[] {
  const joining = nodes.filter((node) => !members.includes(node));
  const isRenamed = corosyncKeys(changes, 'all-at-once', (key) => key === 'totem.cluster_name').length > 0;
  return [
    ...(joining.length > 0
      ? [{ what: `a stop of all hosts at once while ${joining.join(', ')} joins`, ...APART }]
      : []),
    ...(document === null ? [] : [{ what: 'a stop of all hosts at once together with a change of the CIB', ...APART }]),
    ...(isRenamed && live !== undefined && hasLocks(live) ? [LOCKS_NAME_CLUSTER] : []),
  ];
}

/**
 * Without its votes the members are quorate as long as all are there, and no host joins whose vote is expected then; a rollback that restarted
 * daemons with the old file would start that of a device which the file does not have.
 */
function besideDevice({ nodes, members }: Reaching, restarts: boolean): readonly NotBuilt[] {
  const joining = nodes.filter((node) => !members.includes(node));
  const what = 'a change of the quorum device';
  return [
    ...(joining.length > 0 ? [{ what: `${what} while ${joining.join(', ')} joins`, ...APART }] : []),
    ...(restarts ? [{ what: `${what} together with one that needs a restart of corosync`, ...APART }] : []),
    ...(nodes.length < 2 ? [{ what: `${what} of a single host, which is not quorate without its vote,` }] : []),
  ];
}

/** Measured nowhere: lvmlockd(8), "changing dlm cluster name". */
const LOCKS_NAME_CLUSTER: NotBuilt = {
  what: 'another name of a cluster with shared volume groups, whose metadata name it,',
  cure: 'keep the name, or change the lock type of each group by hand as lvmlockd(8) says, with all hosts stopped',
};

/** Where the bundle of its hosts is at hand, it leaves by the push. */
function stillMember(name: string): NotBuilt {
  return {
    what: `a change that leaves out ${name}, a member of the cluster,`,
    cure:
      'push from the machine that pushed last, which knows how to reach it, and it is taken out; or on a member: ' +
      `crm_attribute --node ${name} --name standby --update on, then crm_resource --wait; then on ${name}: ` +
      'systemctl disable --now pacemaker corosync; then push again',
  };
}

const OF_DAEMONS: readonly string[] = [DLM_CONF, ...SBD_FILES];
const READ_AGAIN: readonly string[] = [COROSYNC_CONF, AUTHKEY];

/** Is it read by a daemon that would have to be restarted? Without its file dlm has not run: it comes with the first shared volume group. */
function isOfDaemons({ path, change }: Change): boolean {
  return OF_DAEMONS.includes(path) && isWritten(change) && !(path === DLM_CONF && change === 'create');
}

function isWritten(change: Change['change']): boolean {
  return change !== 'record' && change !== 'attributes';
}

/** Keys of corosync.conf that need more than a reload. */
function corosyncKeys(
  changes: readonly Change[],
  kind: 'node-by-node' | 'all-at-once',
  isMeant: (path: string) => boolean = () => true,
): readonly string[] {
  const updates = changes.filter(({ path, change }) => path === COROSYNC_CONF && change === 'update');
  const keys = updates.flatMap(({ found, desired }) => predictCorosync(found ?? '', desired ?? '').changes);
  const needs = keys.flatMap((key) => {
    const { path } = key;
    if (!isMeant(path)) return [];
    return key.class === kind ? [`a change of ${path} in corosync.conf, which ${NEEDS[kind]},`] : [];
  });
  return [...new Set(needs)];
}
