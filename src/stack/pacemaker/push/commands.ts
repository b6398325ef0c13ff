/** All commands that this stack runs on nodes. A bundle with any other command is rejected. */
import { WORDS, type CommandForm } from '../../../bundle/commands.ts';
import { STORAGE_COMMANDS } from '../../../emit/commands.ts';

/** A resource id, as in the check pcmk/id-syntax. */
const RESOURCE = /^[A-Za-z_][A-Za-z0-9._-]*$/;

/** A host name, with its domain. */
const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;

/** As pacemaker reads it. */
const BOOLEAN = /^[A-Za-z01]+$/;

const SECONDS = /^[1-9][0-9]*$/;

const DISKS: readonly CommandForm[] = [
  ...STORAGE_COMMANDS,
  { argv: ['lvmlockctl', '--info'] },
  { argv: ['vgs', '--noheadings', '-o', 'vg_name'] },
  { argv: ['lvs', '--noheadings', '-o', /^vg_name,(?:lv_name|lv_active|lv_name,lv_active)$/] },
  { argv: ['pvs', '--noheadings', '-o', /^(?:pv|vg)_name$/, WORDS.device] },
  { argv: ['blkid', '-p', WORDS.device] },
  { argv: ['pvcreate', WORDS.device] },
  { argv: ['vgcreate', WORDS.name, WORDS.device] },
  { argv: ['vgcreate', '--shared', WORDS.name, WORDS.device] },
  { argv: ['vgextend', WORDS.name, WORDS.device] },
  { argv: ['lvcreate', '-y', '-an', '-L', WORDS.bytes, '-n', WORDS.name, WORDS.name] },
  { argv: ['lvchange', '-asy', /^[A-Za-z0-9_.+][A-Za-z0-9_.+-]*\/[A-Za-z0-9_.+][A-Za-z0-9_.+-]*$/] },
  { argv: ['sbd', '-d', WORDS.device, '-1', SECONDS, '-4', SECONDS, 'create'] },
  { argv: ['sbd', '-d', WORDS.device, 'dump'] },
];

export const PACEMAKER_COMMANDS: readonly CommandForm[] = [
  ...DISKS,
  { argv: ['systemctl', 'daemon-reload'] },
  { argv: ['systemctl', 'enable', 'corosync', 'pacemaker'] },
  { argv: ['systemctl', /^(?:enable|disable|is-enabled)$/, 'sbd'] },
  { argv: ['systemctl', /^(?:start|stop)$/, /^(?:corosync|pacemaker|corosync-qdevice)$/] },
  { argv: ['systemctl', /^(?:enable|disable)$/, '--now', 'corosync-qdevice'] },
  { argv: ['corosync-qdevice-tool', '-s'] },
  { argv: ['certutil', '-L', '-d', '/etc/corosync/qdevice/net/nssdb', '-n', 'Cluster Cert'] },
  { argv: ['grep', '-c', '<primitive', '/var/lib/pacemaker/cib/cib.xml'] },
  { argv: ['systemctl', 'show', '--property', 'NeedDaemonReload', 'resource-agents-deps.target'] },
  { argv: ['corosync', '-t', '-c', { late: 'staged' }] },
  { argv: ['corosync', '-t'] },
  { argv: ['corosync-cfgtool', '-R'] },
  { argv: ['corosync-cmapctl'] },
  { argv: ['corosync-cmapctl', '-g', 'config.reload_status'] },
  { argv: ['corosync-quorumtool', /^-[sl]$/] },
  { argv: ['crm_mon', '-1', '--output-as=xml'] },
  { argv: ['crm_resource', '--wait', '--timeout', '5'] },
  { argv: ['corosync-cfgtool', '-s'] },
  { argv: ['killall', '--version'] },
  { argv: ['systemctl', 'disable', 'corosync', 'pacemaker'] },
  { argv: ['crm_attribute', '--node', NODE_NAME, '--name', 'standby', '--update', /^o(?:n|ff)$/] },
  { argv: ['crm_attribute', '--name', 'stop-all-resources', '--update', BOOLEAN] },
  { argv: ['crm_attribute', '--name', 'stop-all-resources', '--delete'] },
  { argv: ['crm_node', '--remove', NODE_NAME, '--force'] },
  { argv: ['crm_resource', '--restart', '--timeout', SECONDS, '--resource', RESOURCE] },
  // Of bundles that were built before the role was asked for; they can be pushed and reverted to.
  { argv: ['crm_resource', '--locate', '--resource', RESOURCE] },
];
