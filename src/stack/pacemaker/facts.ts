/** The probes of `facts` for this stack: packages and units of corosync and pacemaker. */
import type { FactName } from '../../facts/questions.ts';
import type { FactsReader } from '../../facts/reader.ts';

/** The command that prints an agent's metadata. */
export const AGENTS_FROM = 'crm_resource --show-metadata';

const VOLUME_GROUPS: FactName = 'volume-groups';
const FIELDS = 'vg_name,vg_lock_type,vg_systemid';

export const facts: FactsReader = {
  packages: [
    'corosync',
    'corosync-qdevice',
    'pacemaker',
    'resource-agents',
    'fence-agents',
    'lvm2',
    'lvm2-lockd',
    'dlm',
    'dlm-controld',
    'psmisc',
    'sbd',
    'libvirt-daemon',
    'qemu-kvm',
  ],
  init: 'systemd',
  services: [
    'corosync',
    'corosync-qdevice',
    'corosync-qnetd',
    'pacemaker',
    'dlm',
    'lvmlockd',
    'lvmlocks',
    'sbd',
    'virtqemud',
    'virtproxyd',
    'open-iscsi',
    'multipath-tools',
  ],
  questions: [{ name: VOLUME_GROUPS, argv: ['vgs', '--noheadings', '--separator', '/', '-o', FIELDS] }],
  xmlIn: () => [],
  agents: () => undefined,
  unread: () => [],
};
