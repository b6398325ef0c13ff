/** IPv4 addresses that no host can have. RFC 6890; RFC 5771 for multicast. */

const RANGES: readonly (readonly [first: number, last: number, what: string])[] = [
  [0, 0, 'no address at all'],
  [127, 127, 'a loopback address'],
  [224, 239, 'for multicast'],
  [240, 255, 'reserved or for broadcast'],
];

/** What such an address is; undefined for a valid one. */
export function notOfAMachine(address: string): string | undefined {
  const start = Number(address.split('.')[0]);
  return RANGES.find(([first, last]) => first <= start && start <= last)?.[2];
}
