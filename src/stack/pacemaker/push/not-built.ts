/** Changes that no push brings to a cluster of this stack yet. */
import type { Change } from '../../../deploy/plan/changes.ts';
import type { Reaching } from '../../../deploy/plan/document.ts';
import { SBD_FILES } from '../dialect.ts';
import { CIB } from '../emit/cib.ts';
import { AUTHKEY, COROSYNC_CONF } from '../emit/corosync-conf.ts';
import { DLM_CONF } from '../emit/dlm-conf.ts';

/** Each completes "is not brought to nodes yet". */
export function notBuilt({ changes, nodes, members, strangers, activates, document }: Reaching): readonly string[] {
  if (changes.length === 0) return [];
  if (members.length === 0) return ['a first deployment, or a change while the cluster does not run,'];
  const outside = nodes.filter((node) => !members.includes(node));
  const files = [...new Set(changes.filter(isOfDaemons).map(({ path }) => path))];
  const changed = changes.some(({ path }) => path === CIB);
  return [
    ...(outside.length > 0 ? [`a change while ${outside.join(', ')} is no member of the cluster`] : []),
    ...(strangers.length > 0 ? [`a change that leaves out ${strangers.join(', ')}, a member of the cluster,`] : []),
    ...files.map((path) => `a change of ${path}`),
    ...(changed && !activates ? ['the change of files without that of the CIB'] : []),
    ...(changed && document === null ? ['a change of a CIB that no node prints as one document'] : []),
  ];
}

const OF_DAEMONS: readonly string[] = [COROSYNC_CONF, AUTHKEY, DLM_CONF, ...SBD_FILES];

/** Is it read by a daemon that would have to be restarted, or to be notified? */
function isOfDaemons({ path, change }: Change): boolean {
  return OF_DAEMONS.includes(path) && change !== 'record' && change !== 'attributes';
}
