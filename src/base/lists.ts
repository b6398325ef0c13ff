/**
 * Lists of any length. A call with the items of a list as its arguments overflows the stack from about 120,000 items on
 * (measured on Node 20). So nothing in src/ spreads a list into `push`, `Math.min` or `Math.max`; a test verifies it.
 */

/** Adds items at the end. */
export function addAll<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}

/** The greatest of the numbers and `least`. */
export function greatest(numbers: readonly number[], least: number): number {
  return numbers.reduce((found, number) => Math.max(found, number), least);
}

/** The least number; infinity if there is none. */
export function leastOf(numbers: readonly number[]): number {
  return numbers.reduce((found, number) => Math.min(found, number), Number.POSITIVE_INFINITY);
}

/**
 * The same list in no more memory than it needs: V8 keeps room for 16 more items in one that was filled item by item, also by a
 * spread. For lists that exist by the ten thousand.
 */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.slice();
}
