/** The multicast address that cman derives from the cluster name if none is set. cman, cman-preconfig.c. */
import type { Network } from '../options.ts';

/** cman's cluster id: 16 bits. */
export function clusterIdOf(name: string): number {
  return Array.from(Buffer.from(name)).reduce((id, byte) => (id << 1) + byte, 0) & 0xff_ff;
}

/** The upper byte, and the whole id modulo 255 (which is not the lower byte). */
export function multicastOf(clusterId: number): string {
  return `239.192.${(clusterId >> 8) & 0xff}.${clusterId % 255}`;
}

export type Address = { readonly address: string | null; readonly port: number };

/** cman(5), port. */
const PORT = 5405;

/**
 * Address and port of both rings; null if cman derives the address, which is not repeated here. The alternate ring has the next
 * address.
 */
export function ringsOf(name: string, network: Network): { readonly first: Address; readonly second: Address } {
  const { multicast, secondRing, hashClusterId } = network;
  const id = network.clusterId ?? clusterIdOf(name);
  const derived = (number: number) => (hashClusterId === true ? null : multicastOf(number));
  const port = multicast.port ?? network.port ?? PORT;
  return {
    first: { address: multicast.address ?? derived(id), port },
    second: { address: secondRing?.address ?? derived(id + 1), port: secondRing?.port ?? port },
  };
}
