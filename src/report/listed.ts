/** Names in a sentence. */

/** The first names, and the number of the others. */
export function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 8), names.length - 8];
  return more > 0 ? `${shown.join(', ')} and ${more} others` : shown.join(', ');
}
