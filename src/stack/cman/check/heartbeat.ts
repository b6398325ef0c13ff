/** What the heartbeat runs over: addresses of one network, and a transport that the locks of GFS2 can live with. */
import { greatest } from '../../../base/lists.ts';
import type { Check } from '../../../check/check.ts';
import { definitionsOf, labelOf } from '../../../check/devices/uses.ts';
import { notOfAMachine } from '../../../check/site/address.ts';
import { defineDiagnostic, keyAt, valueAt } from '../../../diag/diagnostic.ts';
import type { Host } from '../../../model/model.ts';
import type { CmanModel, CmanOptions } from '../options.ts';
import { transportSupport } from './rings.ts';

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
  help: () => 'write an address of the network that all hosts share, or accept it if they are in one network',
  explain:
    'Multicast has a time to live of 1, and broadcast ends at the network: the nodes do not find each other, and each fences the rest. ' +
    'A site does not give prefix lengths; addresses from 192.0.0.0 on are compared by three numbers, and others by two: our choice. cman(5).',
});

/** 192.168.x is mostly a network of its own; below 192 networks are mostly larger. */
function networkOf(address: string): string {
  const numbers = address.split('.');
  return numbers.slice(0, Number(numbers[0]) >= 192 ? 3 : 2).join('.');
}

function* heartbeatsShareANetwork({ hosts, own: { network } }: CmanModel) {
  if (network.transport === 'udpu' || network.transport === 'rdma' || (network.multicast.ttl ?? 1) > 1) return;
  if (hosts.some(({ addresses }) => notOfAMachine(addresses.cluster) !== undefined)) return; // reported as such
  const most = commonest(hosts.map(({ addresses }) => networkOf(addresses.cluster)));
  const other = hosts.find(({ addresses }) => networkOf(addresses.cluster) === most);
  for (const host of hosts.filter(({ addresses }) => networkOf(addresses.cluster) !== most)) {
    if (other === undefined) continue;
    const facts = {
      host: host.name,
      address: host.addresses.cluster,
      other: other.name,
      otherAddress: other.addresses.cluster,
    };
    yield heartbeatNetworks(placeOf(host), facts, [{ at: placeOf(other), message: `${other.name} has another one` }]);
  }
}

/** The first of those that occur most often. */
function commonest(networks: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const one of networks) counts.set(one, (counts.get(one) ?? 0) + 1);
  const most = greatest([...counts.values()], 0);
  return [...counts].find(([, count]) => count === most)?.[0];
}

function placeOf({ at, addresses }: Host) {
  return valueAt(addresses.cluster === addresses.general ? [...at, 'address'] : [...at, 'addresses', 'cluster']);
}

function* locksTakeMulticast(model: CmanModel) {
  const { transport } = model.own.network;
  if (transport !== 'udpu' && transport !== 'broadcast') return;
  const mount = definitionsOf(model).find(({ type }) => type === 'clusterfs');
  if (mount === undefined) return;
  yield transportSupport(
    valueAt(['cluster', 'network', 'transport']),
    {
      problem: `${labelOf(mount)} takes its locks over ${transport}, which Red Hat supports with limits`,
      cure: 'use multicast',
    },
    [{ at: keyAt(mount.at), message: 'it is mounted here' }],
  );
}

export const heartbeatChecks: readonly Check<CmanOptions>[] = [heartbeatsShareANetwork, locksTakeMulticast];
