/** Names of clusters, and lists of node names in messages. */

/** A name of a cluster (check `cluster/name`), which is also a name for a folder. */
export const CLUSTER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/;

/** Most names that are all listed. Our choice. */
const FEW = 3;

/** `host1, host2`; of a long list the first: `host1 (same on 15 others)`. */
export function nodeNames(names: readonly string[]): string {
  const [first = '', ...others] = names;
  return names.length <= FEW ? names.join(', ') : `${first} (same on ${others.length} others)`;
}
