/** The probes of `facts` for this stack: packages and units of corosync and pacemaker. */
import type { FactsReader } from '../../facts/reader.ts';

/** The command that prints an agent's metadata. */
export const AGENTS_FROM = 'crm_resource --show-metadata';

export const facts: FactsReader = {
  packages: ['corosync', 'pacemaker', 'resource-agents', 'lvm2', 'lvm2-lockd', 'sbd', 'libvirt-daemon', 'qemu-kvm'],
  services: ['corosync', 'pacemaker', 'dlm', 'lvmlockd', 'sbd', 'libvirt-guests'],
  questions: [],
  xmlIn: () => [],
  agents: () => undefined,
  unread: () => [],
};
