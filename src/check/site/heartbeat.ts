/** Addresses by which the nodes of a cluster see each other: those of one link are in one network. */
import { greatest } from '../../base/lists.ts';
import { defineDiagnostic, valueAt, type Diagnostic, type Place } from '../../diag/diagnostic.ts';
import type { Host } from '../../model/model.ts';
import { notOfAMachine } from './address.ts';

export const heartbeatNetworks = defineDiagnostic<{
  host: string;
  address: string;
  other: string;
  otherAddress: string;
}>({
  code: 'cluster/heartbeat-network',
  severity: 'warning',
  acceptable: true,
  message: (f) =>
    `the heartbeat address ${f.address} of ${f.host} seems to be in another network than ${f.otherAddress} of ${f.other}`,
  help: () => 'write an address of the network that all hosts share, or accept it if they reach each other',
  explain:
    'Multicast has a time to live of 1, and broadcast ends at the network: the nodes do not find each other, and each fences the rest. ' +
    'Links of corosync 3 can be routed, but two networks on one link are mostly a mistyped address, or that of another link. RFC 1112, 6.1; corosync.conf(5). ' +
    'A site does not give prefix lengths; addresses from 192.0.0.0 on are compared by three numbers, and others by two: our choice.',
});

export type Heartbeat = { readonly host: Host; readonly address: string; readonly at: Place };

/** The first heartbeat address of a host. */
export function heartbeatOf(host: Host): Heartbeat {
  const { at, addresses } = host;
  const keys = addresses.cluster === addresses.general ? ['address'] : ['addresses', 'cluster'];
  return { host, address: addresses.cluster, at: valueAt([...at, ...keys]) };
}

/** Reports the hosts whose address on a link is in another network than that of most hosts. */
export function* shareANetwork(link: readonly Heartbeat[]): Generator<Diagnostic> {
  if (link.some(({ address }) => notOfAMachine(address) !== undefined)) return; // reported as such
  const most = commonest(link.map(({ address }) => networkOf(address)));
  const other = link.find(({ address }) => networkOf(address) === most);
  for (const { host, address, at } of link.filter((one) => networkOf(one.address) !== most)) {
    if (other === undefined) continue;
    const facts = { host: host.name, address, other: other.host.name, otherAddress: other.address };
    yield heartbeatNetworks(at, facts, [{ at: other.at, message: `${other.host.name} has another one` }]);
  }
}

/** 192.168.x is mostly a network of its own; below 192 networks are mostly larger. */
function networkOf(address: string): string {
  const numbers = address.split('.');
  return numbers.slice(0, Number(numbers[0]) >= 192 ? 3 : 2).join('.');
}

/** The first of those that occur most often. */
function commonest(networks: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const one of networks) counts.set(one, (counts.get(one) ?? 0) + 1);
  const most = greatest([...counts.values()], 0);
  return [...counts].find(([, count]) => count === most)?.[0];
}
