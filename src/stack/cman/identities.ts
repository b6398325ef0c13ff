/** Numbers by which cman's clusters on one network are distinguished. cman, cman-preconfig.c. */
import type { Identity } from '../../model/identity.ts';
import { clusterIdOf, ringsOf } from './emit/multicast.ts';
import type { CmanModel } from './options.ts';

/** The cluster id, and the multicast addresses of its rings with both ports of each. */
export function identitiesOf({ cluster, hosts, own: { network } }: CmanModel): readonly Identity[] {
  const id = network.clusterId ?? (network.hashClusterId === true ? null : clusterIdOf(cluster.name));
  const at = ['cluster', ...(network.clusterId === null ? ['name'] : ['network', 'cluster_id'])];
  const { first, second } = ringsOf(cluster.name, network);
  const rings = hosts.some(({ altName }) => altName !== null) ? [first, second] : [first];
  const isMulticast = (network.transport ?? 'multicast') === 'multicast';
  const owner = 'the cluster';
  return [
    ...(id === null ? [] : [{ at, part: 'value' as const, what: 'the cluster id', value: String(id), owner }]),
    ...(isMulticast ? rings : []).flatMap(({ address, port }) =>
      address === null
        ? []
        : [port, port - 1].map((one) => ({
            at,
            part: 'value' as const,
            what: 'the multicast address',
            value: `${address}:${one}`,
            owner,
          })),
    ),
  ];
}
