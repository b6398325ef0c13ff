/** Changes that no push brings to a cluster of this stack yet. */
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Reaching } from '../../../deploy/plan/document.ts';
import { SBD_FILES } from '../dialect.ts';
import { CIB } from '../emit/cib.ts';
import { AUTHKEY, COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';
import { predictCorosync } from '../impact/corosync/predict.ts';
import { NEEDS } from '../impact/corosync/prediction.ts';

/** Each completes "is not brought to nodes yet". */
export function notBuilt({
  changes,
  nodes,
  members,
  reached,
  strangers,
  activates,
  document,
}: Reaching): readonly string[] {
  if (changes.length === 0) return [];
  // A host that no push has reached joins with this one.
  const outside = nodes.filter((node) => !members.includes(node) && reached.includes(node));
  const joins = ({ node }: Change) => members.length > 0 && !members.includes(node) && !reached.includes(node);
  const files = [...new Set(changes.filter((one) => isOfDaemons(one) && !joins(one)).map(({ path }) => path))];
  if (members.length === 0) return reached.length > 0 ? ['a change while the cluster does not run'] : [];
  const isRead = changes.some(({ path, change }) => READ_AGAIN.includes(path) && isWritten(change));
  const changed = changes.some(({ path }) => path === CIB);
  return [
    ...(outside.length > 0 ? [`a change while ${outside.join(', ')} is not a member of the cluster`] : []),
    ...(strangers.length > 0 ? [`a change that leaves out ${strangers.join(', ')}, a member of the cluster,`] : []),
    ...files.map((path) => `a change of ${path}`),
    ...corosyncKeys(changes.filter((one) => !joins(one))),
    ...(isRead && !activates ? [`a change of ${COROSYNC_CONF} or its key without a reload`] : []),
    ...(changed && !activates ? ['the change of files without that of the CIB'] : []),
    ...(changed && document === null ? ['a change of a CIB that no node prints as one document'] : []),
  ];
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

/** Keys of corosync.conf that a reload does not change, and those that have a daemon of their own. */
function corosyncKeys(changes: readonly Change[]): readonly string[] {
  const updates = changes.filter(({ path, change }) => path === COROSYNC_CONF && change === 'update');
  const keys = updates.flatMap(({ found, desired }) => predictCorosync(found ?? '', desired ?? '').changes);
  const needs = keys.flatMap(({ path, class: kind }) => {
    if (/^quorum\.device\b/.test(path)) return ['a change of the quorum device, whose daemon is started apart,'];
    const isRestart = kind === 'node-by-node' || kind === 'all-at-once';
    return isRestart ? [`a change of ${path} in corosync.conf, which ${NEEDS[kind]},`] : [];
  });
  return [...new Set(needs)];
}
