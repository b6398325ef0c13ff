/** What the activator knows of cman. */
import type { NodeProfile } from '../../../deploy/node/profile.ts';
import { CLUSTER_CONF } from '../emit/cluster-conf.ts';

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
  },
};
