/** What the activator knows of the CIB: how a node reads, changes and waits for it. Measured on 2.1.5 (test/lab/pacemaker). */
import type { NodeProfile } from '../../../deploy/node/profile.ts';
import { SIMULATE } from '../impact/witness.ts';

export const node: NodeProfile = {
  announced: null,
  kept: {
    own: { argv: ['corosync-quorumtool', '-s'], after: 'Node ID:          ' },
    members: { argv: ['corosync-quorumtool', '-l'], sign: null },
    root: { element: 'cib', version: ['admin_epoch', 'epoch'], updates: 'num_updates' },
    query: ['cibadmin', '--query'],
    patched: ['crm_diff', '--original', '@1', '--patch', '@2'],
    // At most 120 s.
    foreseen: ['timeout', '120', ...SIMULATE],
    becomes: [
      'timeout',
      '120',
      'crm_simulate',
      '--xml-pipe',
      '--simulate',
      '--save-output',
      '/dev/fd/5',
      '--set-datetime',
    ],
    engine: SIMULATE[0],
    difference: ['crm_diff', '--no-version', '--original', '@1', '--new', '@2'],
    // 103: the version of the patch is not that of the CIB.
    amend: { argv: ['cibadmin', '--patch', '--xml-pipe'], conflict: 103 },
    finds: { argv: ['cibadmin', '--query', '--xpath'], absent: 105 },
    // Exit code 0 says that nothing is pending, not that all is well.
    settle: ['crm_resource', '--wait', '--timeout'],
  },
};
