/** Names of nodes in few words. */

/** So many are all named. Our choice. */
const FEW = 3;

/** `host1, host2`; of many the first: `host1 (same on 15 others)`. */
export function nodeNames(names: readonly string[]): string {
  const [first = '', ...others] = names;
  return names.length <= FEW ? names.join(', ') : `${first} (same on ${others.length} others)`;
}
