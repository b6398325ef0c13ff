/** Networks and bridges in the picture. A site names addresses by their use, so uses with the same addresses are one network. Pure. */
import type { Host, Model } from '../../../model/model.ts';
import { linksTo, type Box, type Link } from './box.ts';
import { count } from '../../count.ts';
import { groupedBy } from '../names.ts';

const USES = ['cluster', 'storage', 'migration', 'general'] as const;
type Use = (typeof USES)[number];
/** `uses`: at least one. */
export type Network = { readonly uses: readonly Use[] };

export function networksOf({ hosts }: Pick<Model, 'hosts'>): readonly Network[] {
  const addresses = (use: Use) => JSON.stringify(hosts.map((host) => host.addresses[use]));
  return groupedBy(USES, addresses).map((uses) => ({ uses }));
}

function nameOf({ uses }: Network): string {
  if (uses.length === USES.length) return 'all traffic';
  return uses.map((use) => (use === 'general' ? 'ssh' : use)).join(', ');
}

/** `cluster 10.0.0.11`, a line for each network. */
export function addressRows({ addresses }: Host, networks: readonly Network[]): readonly string[] {
  return networks.flatMap(({ uses }) => {
    const [use] = uses;
    if (use === undefined) return [];
    const name = uses.length === USES.length ? '' : `${use === 'general' ? 'ssh' : use} `;
    return [`${name}${addresses[use]}`];
  });
}

/** Most bridges that are drawn. */
const MOST = 8;

export function networkBoxes(
  model: Model,
  networks: readonly Network[],
): { readonly boxes: readonly Box[]; readonly links: readonly Link[] } {
  const { hosts, vms } = model;
  const drawn = networks.map((network): Box => {
    const words = network.uses.length === USES.length ? 'cluster, storage, migration, ssh' : '';
    const lines = words === '' ? [] : [{ text: words }];
    return { id: `network ${network.uses[0]}`, kind: 'network', title: `network: ${nameOf(network)}`, lines };
  });
  const bridges = [...new Set(hosts.flatMap((host) => host.bridges))].slice(0, MOST);
  const cards = vms.flatMap((vm) => vm.nics.map(({ bridge }) => bridge));
  const bridgeBoxes = bridges.map((bridge): Box => {
    const used = cards.filter((one) => one === bridge).length;
    return {
      id: `bridge ${bridge}`,
      kind: 'bridge',
      title: `bridge ${bridge}`,
      lines: [{ text: count(used, 'VM card') }],
    };
  });
  const everyHost = hosts.map(({ name }) => name);
  const links = [
    ...drawn.flatMap(({ id }) => linksTo(id, 'network', everyHost, model, true)),
    ...bridges.flatMap((bridge) => {
      const users = hosts.filter((host) => host.bridges.includes(bridge)).map(({ name }) => name);
      return linksTo(`bridge ${bridge}`, 'network', users, model, true);
    }),
  ];
  return { boxes: [...drawn, ...bridgeBoxes], links };
}
