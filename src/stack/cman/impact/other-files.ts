/** What a change needs of other files that rgmanager or clvmd reads. lvm.conf(5), clvmd(8), source of vm.sh. */
import { INITRAMFS, type FileRules } from '../../../impact/other-files.ts';

/** By severity within a file, as the common ones. */
export const fileRules: readonly FileRules[] = [
  {
    path: /^\/etc\/cluster\/vms\/[^/]+\.xml$/,
    rules: [
      {
        change: 'the definition of a guest',
        needs: ['clusvcadm -R vm:NAME (a reboot of the guest or a migration is not enough)'],
        guests: 'at-next-start',
        source: 'Source of vm.sh: read at each start',
      },
    ],
  },
  {
    path: /^\/etc\/lvm\/lvm\.conf$/,
    rules: [
      {
        keys: /^(locking_type|locking_library|use_lvmlockd)$/,
        change: 'how volume groups are locked',
        needs: ['stop the guests', 'vgchange -an', 'stop clvmd', 'write the file', 'start clvmd'],
        guests: 'outage',
        source: 'lvm.conf(5), global/locking_type; clvmd(8)',
      },
      {
        keys: /^use_lvmetad$/,
        change: 'the cache of metadata',
        needs: ['stop lvm2-lvmetad', 'clvmd -R'],
        guests: 'none',
        source: 'lvm.conf(5), global/use_lvmetad',
      },
      {
        keys: /^(volume_list|auto_activation_volume_list|read_only_volume_list)$/,
        change: 'what may be activated',
        needs: [INITRAMFS, 'it counts at the next activation'],
        guests: 'at-next-start',
        source: 'lvm.conf(5), activation/volume_list',
      },
      {
        keys: /^(fallback_to_(local|clustered)_locking|wait_for_locks|archive|backup|retain_\w+)$/,
        change: 'what the next command does',
        needs: ['clvmd -R'],
        guests: 'none',
        source: 'lvm.conf(5); clvmd(8), -R',
      },
      {
        change: 'the filter, or how devices are found',
        needs: ['see that vgs lists the same groups', 'clvmd -R', INITRAMFS],
        guests: 'none',
        source: 'lvm.conf(5), devices/filter; clvmd(8), -R',
      },
    ],
  },
];
