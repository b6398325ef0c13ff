/** The topology of a site as boxes and links: networks, bridges, hosts with their VMs, fencing, and storage. Pure. */
import type { Host, Model } from '../../../model/model.ts';
import { inNaturalOrder, sizeWords } from '../names.ts';
import { text, type Block } from '../document.ts';
import { hostId, type Box, type Link, type Topology } from './box.ts';
import { fenceBoxes, fenceWords } from './fencing.ts';
import { networksOf, addressRows, networkBoxes } from './network.ts';
import { storageBoxes } from './storage.ts';
import { failoverBlock } from './failover-matrix.ts';

/** The largest site that is drawn. Larger ones get a matrix. */
const MOST_HOSTS = 16;
const MOST_VMS = 100;
/** Up to this many VMs each has an arrow of its own. */
const ARROW_EACH = 16;

export function topologyBlocks(model: Model): readonly Block[] {
  const { hosts, vms } = model;
  const matrix = failoverBlock(model);
  if (hosts.length > MOST_HOSTS || vms.length > MOST_VMS)
    return [text(`A picture of ${hosts.length} hosts and ${vms.length} VMs would not be readable.`), ...matrix];
  return [{ is: 'picture', topology: topologyOf(model) }, ...matrix];
}

export function topologyOf(model: Model): Topology {
  const networks = networksOf(model);
  const network = networkBoxes(model, networks);
  const storage = storageBoxes(model);
  const fence = fenceBoxes(model);
  return {
    words: wordsOf(model),
    above: [...network.boxes, ...fence.boxes],
    hosts: model.hosts.map((host) => hostBox(host, model, addressRows(host, networks))),
    below: storage.boxes,
    links: [...network.links, ...fence.links, ...storage.links, ...failovers(model)],
  };
}

function wordsOf({ hosts, vms, targets, volumeGroups }: Model): string {
  const many = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  return `${many(hosts.length, 'host')} with ${many(vms.length, 'VM')}, ${many(targets.length, 'iSCSI target')} and ${many(volumeGroups.length, 'volume group')}`;
}

function hostBox(host: Host, { vms }: Model, addresses: readonly string[]): Box {
  const here = inNaturalOrder(
    vms.filter(({ runOn }) => runOn[0] === host.name),
    ({ name }) => name,
  );
  const facts = [
    `node ${host.nodeId}, ${sizeWords(host.memory)}, ${host.cpus} CPUs`,
    ...addresses,
    ...(host.bridges.length === 0 ? [] : [`bridges ${host.bridges.join(' ')}`]),
    ...fenceWords(host),
  ];
  return {
    id: hostId(host.name),
    kind: 'host',
    title: host.name,
    lines: [
      ...facts.map((words) => ({ text: words })),
      ...here.map(({ name, memory }) => ({ id: `vm ${name}`, text: `${name} ${sizeWords(memory)}` })),
    ],
  };
}

/** From each VM to the host where it goes first, or between hosts with the number of VMs, if there are many. */
function failovers({ vms }: Model): readonly Link[] {
  const moves = vms.flatMap(({ name, recovery, runOn: [from, to] }) =>
    from === undefined || to === undefined || recovery === 'disable' ? [] : [{ name, from, to }],
  );
  if (vms.length <= ARROW_EACH)
    return moves.map(({ name, from, to }) => ({
      kind: 'failover',
      from: hostId(from),
      line: `vm ${name}`,
      to: hostId(to),
    }));
  const counts = new Map<string, Link & { count: number }>();
  for (const { from, to } of moves) {
    const key = JSON.stringify([from, to]);
    const link = counts.get(key) ?? { kind: 'failover' as const, from: hostId(from), to: hostId(to), count: 0 };
    counts.set(key, { ...link, count: link.count + 1 });
  }
  return [...counts.values()].map(({ count, ...link }) => ({ ...link, label: String(count) }));
}
