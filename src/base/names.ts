/** Names of clusters, and lists of names in messages. */

/** A name of a cluster (check `cluster/name`), which is also a name for a folder. */
export const CLUSTER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,14}$/;

/** Most names that are all listed. Our choice. */
const FEW = 3;

/** `host1, host2`; of a long list the first: `host1 (same on 15 others)`. */
export function nodeNames(names: readonly string[]): string {
  const [first = '', ...others] = names;
  return names.length <= FEW ? names.join(', ') : `${first} (same on ${others.length} others)`;
}

/** `vm1, vm2 and 4 more`: at most `most` names of a list. */
export function firstNames(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}
