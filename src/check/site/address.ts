/** Addresses of hosts: where they are written, and IPv4 addresses that no host can have. RFC 6890; RFC 5771 for multicast. */
import type { SourcePath } from '../../base/brand.ts';
import type { Host } from '../../model/model.ts';

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

/** The addresses of a host, each once, with the place that says it. */
export function addressPlaces({
  at,
  addresses,
}: Host): readonly { readonly address: string; readonly at: SourcePath }[] {
  const { general, ...others } = addresses;
  const places = new Map<string, SourcePath>([[general, [...at, 'address']]]);
  for (const [key, address] of Object.entries(others))
    if (!places.has(address)) places.set(address, [...at, 'addresses', key]);
  return [...places].map(([address, place]) => ({ address, at: place }));
}
