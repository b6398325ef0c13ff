/** What a change needs of files that LVM, dlm, sbd or VirtualDomain read. lvm.conf(5), dlm.conf(5), sbd(8); measured. */
import type { FileRules } from '../../../impact/other-files.ts';

const DRAIN = ['node by node: standby, wait until nothing runs there'];

/** By severity within a file, as the common ones. */
export const fileRules: readonly FileRules[] = [
  {
    path: /^\/etc\/cluster\/vms\/[^/]+\.xml$/,
    rules: [
      {
        change: 'the definition of a guest',
        needs: ['crm_resource --restart -r NAME (a reboot of the guest or a migration is not enough)'],
        guests: 'at-next-start',
        source: 'Source of VirtualDomain, resource-agents 4.12: read at each start',
      },
    ],
  },
  {
    path: /^\/etc\/lvm\/lvm\.conf$/,
    rules: [
      {
        keys: /^use_lvmlockd$/,
        change: 'how volume groups are locked',
        needs: ['lvmlockd runs first', 'a volume group with a lock type is started with vgchange --lockstart'],
        guests: 'outage',
        source: 'lvmlockd(8)',
      },
      {
        keys: /^(system_id_source|system_id_file)$/,
        change: 'who owns a volume group',
        needs: ['stop what is on the volume groups', 'write the file', 'vgchange --systemid on each'],
        guests: 'outage',
        source: 'lvmsystemid(7): a volume group of another id is not seen',
      },
      {
        keys: /^(volume_list|auto_activation_volume_list|read_only_volume_list)$/,
        change: 'what may be activated',
        needs: ['it counts at the next activation'],
        guests: 'at-next-start',
        source: 'lvm.conf(5), activation/volume_list',
      },
      {
        change: 'the filter, or how devices are found',
        needs: ['see that vgs lists the same groups, as a stop would pass without deactivating what it cannot see'],
        guests: 'none',
        source: 'lvm.conf(5), devices/filter; source of LVM-activate, resource-agents 4.12',
      },
    ],
  },
  {
    path: /^\/etc\/lvm\/devices\/system\.devices$/,
    rules: [
      {
        change: 'which devices LVM uses',
        needs: ['see that vgs lists the same groups'],
        guests: 'none',
        source: 'lvmdevices(8)',
      },
    ],
  },
  {
    path: /^\/etc\/dlm\/dlm\.conf$/,
    rules: [
      {
        keys: /^(daemon_debug|log_debug|debug_logfile|plock_debug|plock_rate_limit|drop_resources_\w+|post_join_delay|enable_quorum_\w+|repeat_failed_fencing)$/,
        change: 'what dlm_controld reloads',
        needs: ['dlm_tool reload_config'],
        guests: 'none',
        source: 'dlm.conf(5) 4.2',
      },
      {
        change: 'what dlm_controld reads only at start',
        needs: [...DRAIN, 'restart pacemaker and corosync there'],
        guests: 'drain-node',
        source: 'dlm.conf(5): a restart closes all lockspaces',
      },
    ],
  },
  {
    path: /^\/etc\/systemd\/system\/resource-agents-deps\.target\.d\/[^/]+\.conf$/,
    rules: [
      {
        change: 'what starts before pacemaker',
        needs: ['systemctl daemon-reload; it counts from the next start of the host'],
        guests: 'none',
        source: 'systemd.unit(5), drop-in files',
      },
    ],
  },
  {
    path: /^\/etc\/ssh\/ssh_known_hosts2$/,
    rules: [
      {
        change: 'the keys that a live migration trusts',
        needs: ['it counts at the next migration'],
        guests: 'none',
        source: 'ssh(1): read at the next connection',
      },
    ],
  },
  {
    path: /^\/etc\/(default|sysconfig)\/sbd$/,
    rules: [
      {
        change: 'the watchdog or the disks of sbd',
        needs: [...DRAIN, 'restart corosync, which starts sbd'],
        guests: 'drain-node',
        source: 'sbd(8): read at its start, which is that of corosync',
      },
    ],
  },
  {
    path: /^\/etc\/corosync\/authkey$/,
    rules: [
      {
        change: 'the key of the network',
        needs: ['the same file on all nodes', 'compare the sums', 'corosync-cfgtool -R on one node'],
        guests: 'none',
        source: 'Measured with corosync 3.1.7: on one node only it cuts that node off within a second',
      },
    ],
  },
];
