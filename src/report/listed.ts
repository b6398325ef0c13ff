/** Names in a sentence. */

/** Of many the first. */
export function listed(names: readonly string[]): string {
  const [shown, more] = [names.slice(0, 8), names.length - 8];
  return more > 0 ? `${shown.join(', ')} and ${more} others` : shown.join(', ');
}
