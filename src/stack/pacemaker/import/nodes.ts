/** The nodes of the cluster: from corosync.conf, else from the CIB. corosync.conf(5), nodelist. */
import type { JsonMap } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { addressOf } from '../../../import/host-facts.ts';
import type { ImportedHost } from '../../../import/importer.ts';
import { isNodeName, type NodeNames } from '../../../import/node-names.ts';
import type { NodeFiles } from '../../../import/node-files.ts';
import type { ImportNotes } from '../../../import/site/notes.ts';
import { sectionsIn, valueIn, type CorosyncSection } from '../formats/corosync-conf.ts';

export type ClusterNode = {
  readonly name: string;
  readonly id: number | undefined;
  readonly votes: number;
  /** Addresses or names of the links, in their order. */
  readonly links: readonly string[];
  readonly file: string;
  readonly line: number;
};

/** The nodes of corosync.conf; a node without a name is called as in the CIB, else by its first link. */
export function nodesOfCorosync(
  root: CorosyncSection,
  file: string,
  cib: XmlElement | undefined,
): readonly ClusterNode[] {
  const known = cib === undefined ? [] : unamesIn(cib);
  return sectionsIn(sectionsIn(root, 'nodelist')[0], 'node').map((node) => {
    const links = Array.from({ length: 8 }, (_, number) => valueIn(node, `ring${number}_addr`)).filter(
      (one) => one !== undefined,
    );
    const id = numberOf(valueIn(node, 'nodeid'));
    const named = valueIn(node, 'name') ?? known.find((one) => one.id === id)?.name;
    const name = named ?? links[0] ?? '';
    return { name, id, votes: numberOf(valueIn(node, 'quorum_votes')) ?? 1, links, file, line: node.line };
  });
}

/** The nodes of the CIB, without addresses. */
export function nodesOfCib(cib: XmlElement, file: string): readonly ClusterNode[] {
  return unamesIn(cib).map(({ name, id, line }) => ({ name, id, votes: 1, links: [], file, line }));
}

function unamesIn(cib: XmlElement) {
  const nodes = elementsIn(cib, 'configuration').flatMap((one) => elementsIn(one, 'nodes'));
  return nodes
    .flatMap((one) => elementsIn(one, 'node'))
    .filter((node) => !['remote', 'ping'].includes(attributeOf(node, 'type') ?? 'member'))
    .map((node) => ({ name: attributeOf(node, 'uname') ?? '', id: numberOf(attributeOf(node, 'id')), line: node.line }))
    .filter(({ name }) => name !== '');
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Host name -> its keys without fencing. A node without an id gets the lowest free number. */
export function hostsOf(
  nodes: readonly ClusterNode[],
  { hosts, domain }: NodeNames,
  files: readonly NodeFiles[],
  notes: ImportNotes,
): ReadonlyMap<string, ImportedHost> {
  const ids = idsOf(nodes, notes);
  return new Map(
    nodes.map((node, index) => {
      const host = hosts.get(node.name) ?? node.name;
      const [first, ...links] = node.links.map((link) => addressFor(link, node, files, notes));
      const keys: JsonMap = {
        node_id: ids[index] ?? index + 1,
        ...nodeName(node, host, domain, notes),
        ...(node.votes === 1 ? {} : { votes: node.votes }),
        ...(links.length === 0 ? {} : { links: links.map((link) => link ?? '') }),
      };
      return [host, { nodeName: node.name, keys, ...(first === undefined ? {} : { address: first }) }] as const;
    }),
  );
}

function idsOf(nodes: readonly ClusterNode[], notes: ImportNotes): readonly number[] {
  const taken = new Set(nodes.map(({ id }) => id));
  const free = Array.from({ length: 2 * nodes.length }, (_, index) => index + 1).filter((one) => !taken.has(one));
  return nodes.map(({ id, name, file, line }) => {
    if (id !== undefined && id > 0) return id;
    const given = free.shift() ?? 1;
    notes.note('changed', { file, line }, `${name} has no number as its node id; it gets ${given}`, 'warning');
    return given;
  });
}

function nodeName(
  { name, file, line }: ClusterNode,
  host: string,
  domain: string | undefined,
  notes: ImportNotes,
): JsonMap {
  if (name === `${host}.${domain ?? 'localdomain'}`) return {};
  const said = name.toLowerCase().replaceAll('_', '-');
  if (said !== name || !isNodeName(said))
    notes.note(
      'changed',
      { file, line },
      `the node name "${name}" is written as ${said}: a site admits names of the DNS in lower case`,
      'error',
    );
  return { node_name: said };
}

/** The address of a link. A name is looked up in the copies of /etc/hosts. */
function addressFor(
  link: string,
  { name, file, line }: ClusterNode,
  files: readonly NodeFiles[],
  notes: ImportNotes,
): string | undefined {
  if (/^[0-9]+([.][0-9]+){3}$/.test(link)) return link;
  const found = addressOf(link, files);
  const place = { file, line };
  if (found === undefined)
    notes.note('lost', place, `the link "${link}" of ${name} is no IPv4 address, and no /etc/hosts names it; left out`);
  else notes.note('changed', place, `the link "${link}" of ${name} is written as its address ${found}`);
  return found;
}
