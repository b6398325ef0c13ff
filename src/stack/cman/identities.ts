/** Numbers by which cman's clusters on one network are distinguished. cman, cman-preconfig.c. */
import type { Identity } from '../../model/identity.ts';
import { clusterIdOf, multicastOf, ringsOf } from './emit/multicast.ts';
import type { CmanModel } from './options.ts';

/** Names on the second ring, the cluster id, and the multicast addresses of its rings with both ports of each. */
export function identitiesOf({ cluster, hosts, own: { network } }: CmanModel): readonly Identity[] {
  const id = network.clusterId ?? (network.hashClusterId === true ? null : clusterIdOf(cluster.name));
  const at = ['cluster', ...(network.clusterId === null ? ['name'] : ['network', 'cluster_id'])];
  const { first, second } = ringsOf(cluster.name, network);
  const rings = hosts.some(({ altName }) => altName !== null) ? [first, second] : [first];
  const isMulticast = (network.transport ?? 'multicast') === 'multicast';
  const owner = 'the cluster';
  const isDerived = network.clusterId === null;
  const instead = (taken: ReadonlySet<string>) =>
    `write network: { cluster_id: ${freeId(taken, first.port)} } at cluster`;
  return [
    ...hosts.flatMap(({ at: host, name, altName }) =>
      altName === null
        ? []
        : [{ at: [...host, 'alt_name'], part: 'value' as const, what: 'the node name', value: altName, owner: name }],
    ),
    ...(id === null
      ? []
      : [
          {
            at,
            part: 'value' as const,
            what: 'the cluster id',
            value: String(id),
            owner,
            ...(isDerived ? { instead } : {}),
          },
        ]),
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

/** The first id with its own multicast address, and the next one for a second ring. */
function freeId(taken: ReadonlySet<string>, port: number): number {
  const isTaken = (id: number) =>
    taken.has(String(id)) || [port, port - 1].some((one) => taken.has(`${multicastOf(id)}:${one}`));
  let id = 1;
  while (isTaken(id) || isTaken(id + 1)) id += 1;
  return id;
}
