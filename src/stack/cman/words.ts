/** Options of commands in the words of this stack: data alone, so that help loads nothing else of it. */
import type { FilesWords } from '../../impact/files.ts';

export const filesWords: FilesWords = {
  description: 'what a new cluster.conf does to a cluster that runs the old one',
  old: 'the cluster.conf that runs, from any tool',
  releases: 'rhel6.4, rhel5.8 or fedora13',
  metadata: 'what agents on a node print (/usr/share/cluster/vm.sh meta-data)',
  states: {
    name: 'clustat',
    description: 'what clustat -x printed: adds what the push does to services in their state of now',
  },
};
