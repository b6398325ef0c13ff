/** Options of commands in the words of this stack: data alone, so that help loads nothing else of it. */
import type { FilesWords } from '../../impact/files.ts';

export const filesWords: FilesWords = {
  description: 'what a new CIB or corosync.conf does to one that runs the old one',
  old: 'the CIB of cibadmin -Q, or the corosync.conf that runs',
  releases: 'debian12, rhel9 or ubuntu24.04',
  engine: 'crm_simulate',
};
