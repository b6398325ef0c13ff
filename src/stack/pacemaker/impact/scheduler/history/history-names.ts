/** Names of resources in the status. */

/** A name without the number of an instance. */
export function baseOf(id: string): string {
  return id.replace(/(?<=.):[0-9]*$/, '');
}
