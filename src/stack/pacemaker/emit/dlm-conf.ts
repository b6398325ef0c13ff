/** /etc/dlm/dlm.conf, where hosts share volume groups. dlm.conf(5). */
import { seconds } from '../../../base/units.ts';
import { hostNames, remotePath, ROOT_FILE, type Draft } from '../../../emit/draft.ts';
import type { PacemakerModel } from '../options.ts';
import { hasSharedGroups } from './storage.ts';

export const DLM_CONF = remotePath('/etc/dlm/dlm.conf');

export function* dlmConf(model: PacemakerModel): Iterable<Draft> {
  if (!hasSharedGroups(model)) return;
  const { protocol, postJoinDelay, logDebug } = model.own.dlm;
  const settings = [
    { key: 'protocol', value: protocol },
    ...(postJoinDelay === null ? [] : [{ key: 'post_join_delay', value: seconds(postJoinDelay) }]),
    ...(logDebug === null ? [] : [{ key: 'log_debug', value: Number(logDebug) }]),
  ];
  yield {
    ...ROOT_FILE,
    emitter: 'dlm-conf',
    nodes: hostNames(model.hosts),
    path: DLM_CONF,
    from: [[...model.cluster.at, 'pacemaker', 'dlm']],
    body: { template: 'pacemaker/etc/dlm/dlm.conf', view: { settings }, encode: 'raw' },
  };
}
