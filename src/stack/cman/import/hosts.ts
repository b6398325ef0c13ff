/** Converts `<clusternodes>` to the site's section `hosts`: names, votes and fencing. */
import type { Json } from '../../../base/brand.ts';
import type { JsonMap } from '../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { below, noteOthers, readAttributes, type Reading, type Rules } from '../../../import/attributes.ts';
import { nameOf } from './cluster-conf.ts';
import { PLUGS } from './fencing/plugs.ts';
import { isNodeName, type NodeNames } from '../../../import/node-names.ts';
import { count, oneOf, seconds, text, type ValueReader } from '../../../import/values.ts';
import { commentOn, first, named } from '../../../import/xml.ts';

export const NODE: Rules = {
  name: null,
  nodeid: ['node_id', count],
  votes: ['votes', count],
  weight: ['weight', count],
};

/** `action`, called `option` on RHEL 4 and 5; fence_apc(8) of that time. */
const action: ValueReader = (written) => oneOf('reboot', 'off', 'on')(written);
export const DEVICE: Rules = {
  name: null,
  nodename: null, // fenced passes it itself
  ...Object.fromEntries(PLUGS.map((spelling) => [spelling, ['plug', text] as const])),
  switch: ['switch', count],
  key: ['key', text],
  action: ['action', action],
  option: ['action', action],
  delay: ['delay', seconds],
};

export type Fencing = {
  readonly moved: ReadonlyMap<string, readonly string[]>;
  readonly given: ReadonlyMap<string, XmlElement['attributes']>;
  readonly storage: ReadonlySet<string>;
  readonly devices: ReadonlyMap<string, string>;
  readonly names: NodeNames;
};

/** All `<device>` elements of the nodes. */
export function usesBelow(element: XmlElement): readonly XmlElement[] {
  return elementsIn(element).flatMap((child) => (child.name === 'device' ? [child] : usesBelow(child)));
}

/** Host name -> its keys, in the order of the file. */
export function readHosts(clusternodes: XmlElement | undefined, fencing: Fencing, reading: Reading): JsonMap {
  if (clusternodes !== undefined) noteOthers(clusternodes, ['clusternode'], reading);
  const nodes = named(clusternodes, 'clusternode');
  const entries = nodes.map((node, index) => {
    const name = fencing.names.hosts.get(nameOf(node)) ?? '';
    const remark = clusternodes === undefined ? undefined : commentOn(node, clusternodes);
    if (remark !== undefined) reading.notes.above([...reading.at, name], remark);
    return [name, hostOf(node, nodes, index, fencing, below(reading, name))] as const;
  });
  return Object.fromEntries(entries);
}

function hostOf(
  node: XmlElement,
  nodes: readonly XmlElement[],
  index: number,
  fencing: Fencing,
  reading: Reading,
): JsonMap {
  noteOthers(node, ['fence', 'unfence', 'altname'], reading);
  const { node_id: id, ...keys } = readAttributes(node, NODE, reading, 'raw');
  const methods = named(first(node, 'fence'), 'method').map((method, at) => methodOf(method, at, fencing, reading));
  const fence = methods.filter((method) => method !== undefined);
  const unfence = usesIn(first(node, 'unfence'), fencing, reading);
  return {
    node_id: typeof id === 'number' && id > 0 ? id : inOrder(node, nodes, index, reading),
    ...nodeName(node, fencing.names, reading),
    ...alternative(first(node, 'altname'), reading),
    ...keys,
    ...(fence.length === 0 ? {} : { fence }),
    ...unfenceOf(node, unfence, fencing),
  };
}

/** Unfencing. A site derives it from storage fence devices, so its absence has to be explicit. */
function unfenceOf(node: XmlElement, uses: readonly Use[], { storage, devices }: Fencing): JsonMap {
  if (uses.length > 0) return { unfence: uses.map(({ action: _on, ...use }) => use) };
  const fencing = named(first(node, 'fence'), 'method').flatMap((method) => named(method, 'device'));
  return fencing.some((device) => storage.has(devices.get(nameOf(device)) ?? '')) ? { unfence: [] } : {};
}

/** The nodeid. RHEL 4 needs none: cman numbered nodes as they joined. Nodes without one get the lowest free number. */
function inOrder(node: XmlElement, nodes: readonly XmlElement[], index: number, { file, notes, at }: Reading): number {
  const taken = new Set(nodes.map((one) => Number(attributeOf(one, 'nodeid') ?? 0)));
  const free = Array.from({ length: 2 * nodes.length }, (_, number) => number + 1).filter((one) => !taken.has(one));
  const before = nodes.slice(0, index).filter((one) => !(Number(attributeOf(one, 'nodeid') ?? 0) > 0)).length;
  const id = free[before] ?? index + 1;
  notes.behind([...at, 'node_id'], 'no nodeid before');
  notes.note(
    'changed',
    { file, line: node.line },
    `${nameOf(node)} had no nodeid; it gets ${id}, by its place in the file`,
    'warning',
  );
  return id;
}

/** The node name, omitted if it equals host name and domain. */
function nodeName(node: XmlElement, { hosts, domain }: NodeNames, { file, notes }: Reading): JsonMap {
  const name = nameOf(node);
  if (name === `${hosts.get(name)}.${domain}`) return {};
  const said = name.toLowerCase().replaceAll('_', '-');
  if (said !== name || !isNodeName(said)) {
    const message = `the node name "${name}" is written as ${said}: a site admits names of the DNS in lower case`;
    notes.note('changed', { file, line: node.line }, message, 'error');
  }
  return { node_name: said };
}

/**
 * The second ring's address. Other keys (port, mcast, ttl on this node) have no place: the site sets them for the whole cluster.
 */
function alternative(altname: XmlElement | undefined, { file, notes }: Reading): JsonMap {
  if (altname === undefined) return {};
  for (const { name, value } of altname.attributes.filter((one) => one.name !== 'name'))
    notes.note(
      'lost',
      { file, line: altname.line },
      `<altname> ${name}="${value}" belongs to network.second_ring; left out`,
    );
  return { alt_name: nameOf(altname) };
}

function methodOf(method: XmlElement, index: number, fencing: Fencing, reading: Reading): JsonMap | undefined {
  noteOthers(method, ['device'], reading);
  const uses = usesIn(method, fencing, reading);
  if (uses.length === 0) {
    reading.notes.note(
      'lost',
      { file: reading.file, line: method.line },
      `the method "${nameOf(method)}" has no device left; left out`,
    );
    return undefined;
  }
  return { method: methodName(method, index, reading), ...(feedsOf(uses) ?? { devices: uses }) };
}

/** The method's name. luci's `1` is no valid name in a site, where names begin with a letter. */
function methodName(method: XmlElement, index: number, { file, notes }: Reading): string {
  const own = nameOf(method);
  if (/^[A-Za-z_][A-Za-z0-9._-]*$/.test(own)) return own;
  const name = /^[0-9]+$/.test(own)
    ? `method-${own}`
    : own === ''
      ? `method-${index + 1}`
      : `method-${own.replace(/[^A-Za-z0-9._-]/g, '-')}`;
  notes.note(
    'changed',
    { file, line: method.line },
    `the method "${own}" is called ${name}: names begin with a letter`,
  );
  return name;
}

type Use = JsonMap & { readonly device: Json };

function usesIn(element: XmlElement | undefined, fencing: Fencing, reading: Reading): readonly Use[] {
  return named(element, 'device').flatMap((device): readonly Use[] => {
    const name = nameOf(device);
    const known = fencing.devices.get(name);
    if (known === undefined) {
      const message = `a device of a method names the fence device "${name}", which is not there any more; the use was left out`;
      reading.notes.note('lost', { file: reading.file, line: device.line }, message);
      return [];
    }
    const moved = fencing.moved.get(name) ?? [];
    const given = (fencing.given.get(name) ?? []).filter((one) => attributeOf(device, one.name) === undefined);
    const here = device.attributes.filter((one) => !moved.includes(one.name));
    const own = { ...device, attributes: [...here, ...given] };
    for (const attribute of moved)
      reading.notes.note(
        'changed',
        { file: reading.file, line: device.line },
        `${attribute} is the fence device's own now`,
        'note',
      );
    return [{ device: known, ...readAttributes(own, DEVICE, reading, 'raw') }];
  });
}

/** Merges off, off, on, on of the same plugs: the node has several power feeds. fenced(8). */
function feedsOf(uses: readonly Use[]): JsonMap | undefined {
  const half = uses.length / 2;
  const [offs, ons] = [uses.slice(0, half), uses.slice(half)];
  const bare = (use: Use) => JSON.stringify({ ...use, action: '' });
  const fits =
    half > 1 &&
    Number.isInteger(half) &&
    offs.every(({ action }) => action === 'off') &&
    ons.every(({ action }) => action === 'on') &&
    offs.every((use, index) => bare(use) === bare(ons[index] ?? use));
  if (!fits) return undefined;
  return { feeds: offs.map(({ action: _off, ...use }) => use) };
}
