/** What the activator knows of cman. */
import type { NodeProfile } from '../../../deploy/node/profile.ts';
import { CLUSTER_CONF } from '../emit/cluster-conf.ts';
import { AGREED, FENCED, QUORATE } from './runtime.ts';

/** cman reads config_version with atoi into an int. */
const HIGHEST = 2_147_483_647;

/** Formats: version, show_status and print_node in cman_tool/main.c; `M` is a member, and 0 the id of a quorum disk. */
export const node: NodeProfile = {
  announced: {
    path: CLUSTER_CONF,
    version: { element: 'cluster', attribute: 'config_version', highest: HIGHEST },
    running: { argv: ['cman_tool', 'version'], after: ' config ' },
    own: { argv: ['cman_tool', 'status'], after: 'Node ID: ' },
    members: { argv: ['cman_tool', 'nodes'], sign: 'M' },
    // A suspended member reads a newer file within a second, and counts again; without quorum nothing is fenced. ccs_tool refuses then.
    opens: (renamed) => [AGREED.name, ...(renamed ? [QUORATE.name, FENCED.name] : [])],
  },
};
