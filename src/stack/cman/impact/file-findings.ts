/** Findings about files given to `plan --old --new` that are not those of cman and rgmanager. */
import { defineDiagnostic } from '../../../diag/diagnostic.ts';

export const notClustat = defineDiagnostic<{ root: string }>({
  code: 'import/not-clustat',
  severity: 'error',
  message: (f) => `the first element is <${f.root}>; what clustat -x prints begins with <clustat>`,
  help: () => 'run clustat -x on a node of the cluster, and name the file with its output',
  explain: 'Any other file has no states in it: every service would count as one that does not run.',
});

export const notMetadata = defineDiagnostic<{ root: string }>({
  code: 'import/not-metadata',
  severity: 'error',
  message: (f) => `the first element is <${f.root}>; what a resource agent prints begins with <resource-agent>`,
  help: () => 'leave only files in the folder that /usr/share/cluster/AGENT.sh meta-data printed',
  explain: 'Any other file would be ignored, and the catalogue used in its place.',
});

export const notAClusterConf = defineDiagnostic<{ root: string }>({
  code: 'import/not-a-cluster-conf',
  severity: 'error',
  message: (f) => `the first element is <${f.root}>; a cluster.conf begins with <cluster>`,
  help: () => 'name the /etc/cluster/cluster.conf of a node',
  explain: 'cman and rgmanager look for <cluster> at the top and find nothing in any other file. cluster.conf(5).',
});

export const refusedAgent = defineDiagnostic<{ agent: string }>({
  code: 'import/refused-agent',
  severity: 'error',
  message: (f) => `rgmanager takes no agent ${f.agent} from this metadata, and leaves all its resources out`,
  help: () => 'let one parameter be primary at most, and none inherited that is primary, unique or required',
  explain:
    'rgmanager silently drops the whole agent where two parameters are primary, or where an inherited one is also primary, ' +
    'unique or required. rgmanager, resrules.c.',
});
