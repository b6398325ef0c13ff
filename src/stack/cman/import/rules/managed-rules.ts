/** Readers for attributes of services, VMs, resources and their actions. Metadata of the agents, by rg_test rules. */
import type { RmAttribute } from '../../../../catalogue/rm.ts';
import type { Rules } from '../../../../import/attributes.ts';
import { agentFlag, count, oneOf, text, word, type ValueReader } from '../../../../import/values.ts';
import { autostart, exclusive, expireTime, flag, recovery } from './values.ts';

/** Attributes of any resource that rgmanager itself reads. rgmanager, restree.c. */
export const SPECIAL: Rules = {
  __independent_subtree: [
    'independent_subtree',
    word({ '0': false, '1': true, yes: true, '2': 'non_critical', 'non-critical': 'non_critical' }),
  ],
  __enforce_timeouts: ['enforce_timeouts', flag],
  __max_failures: ['max_failures', count],
  __failure_expire_time: ['failure_expire_time', expireTime],
  __max_restarts: ['max_restarts', count],
  __restart_expire_time: ['restart_expire_time', expireTime],
};

export const ACTION: Rules = {
  name: ['name', oneOf('start', 'stop', 'status', 'monitor', 'recover', 'migrate', 'reconfig')],
  depth: ['depth', text],
  interval: ['interval', expireTime],
  timeout: ['timeout', expireTime],
};

/** Converts `service:web` to the site's `service/web`. */
const depend: ValueReader = (written) => {
  const [, type, name] = /^(service|vm):(\S+)$/.exec(written.trim()) ?? [];
  return type === undefined ? undefined : { value: `${type}/${name}` };
};

const POLICY: Rules = {
  name: null,
  domain: null,
  autostart: ['autostart', autostart],
  exclusive: ['exclusive', exclusive],
  recovery: ['recovery', recovery],
  max_restarts: ['max_restarts', count],
  restart_expire_time: ['restart_expire_time', expireTime],
  depend: ['depend', depend],
  depend_mode: ['depend_mode', oneOf('hard', 'soft')],
};

export const SERVICE: Rules = {
  ...POLICY,
  nfslock: ['nfslock', agentFlag],
  nfs_client_cache: ['nfs_client_cache', agentFlag],
  priority: ['priority', count],
};

export const VM: Rules = {
  ...POLICY,
  use_virsh: null,
  path: null,
  xmlfile: null,
  migrate: ['migrate', oneOf('live', 'pause')],
  migration_mapping: null,
  status_program: ['status_program', text],
  migrate_options: ['migrate_options', text],
  tunnelled: ['tunnelled', agentFlag],
  no_kill: ['no_kill', agentFlag],
  snapshot: ['snapshot', text],
  hypervisor: ['hypervisor', text],
  hypervisor_uri: ['hypervisor_uri', text],
  migration_uri: ['migration_uri', text],
  __enforce_timeouts: ['enforce_timeouts', flag],
};

/** The reader for the type that an agent declares. */
export function readerOf({ type, choices = [], spelling }: RmAttribute): ValueReader {
  if (type === 'choice') return (value) => oneOf(...choices)(value) ?? exact(choices, value);
  if (type === 'boolean' && spelling !== undefined)
    return word({ [spelling[0]]: false, [spelling[1]]: true, '0': false, '1': true });
  if (type === 'boolean') return agentFlag;
  if (type === 'duration') return expireTime;
  return type === 'integer' ? count : text;
}

function exact(choices: readonly string[], value: string): ReturnType<ValueReader> {
  return choices.includes(value) ? { value } : undefined;
}
