/** What a change needs of other files that rgmanager or clvmd reads. Domain reference, 5.5 and 7.4. */
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
        source: 'Domain reference, 7.4 and 8.4',
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
        source: 'Domain reference, 5.5',
      },
      {
        keys: /^use_lvmetad$/,
        change: 'the cache of metadata',
        needs: ['stop lvm2-lvmetad', 'clvmd -R'],
        guests: 'none',
        source: 'Domain reference, 5.5',
      },
      {
        keys: /^(volume_list|auto_activation_volume_list|read_only_volume_list)$/,
        change: 'what may be activated',
        needs: [INITRAMFS, 'it counts at the next activation'],
        guests: 'at-next-start',
        source: 'Domain reference, 5.5',
      },
      {
        keys: /^(fallback_to_(local|clustered)_locking|wait_for_locks|archive|backup|retain_\w+)$/,
        change: 'what the next command does',
        needs: ['clvmd -R'],
        guests: 'none',
        source: 'Domain reference, 5.5',
      },
      {
        change: 'the filter, or how devices are found',
        needs: ['see that vgs lists the same groups', 'clvmd -R', INITRAMFS],
        guests: 'none',
        source: 'Domain reference, 5.5',
      },
    ],
  },
];
