/**
 * The status of a cluster at rest, for a CIB that has none: every node is up, and everything runs where pacemaker first places it.
 * That is what two built documents are compared on.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { digestsOf } from './scheduler/input/digest.ts';
import type { Cluster, Node, Resource } from './scheduler/input/model.ts';
import { findResource } from './scheduler/input/resources.ts';
import type { Operation } from './scheduler/result/execute.ts';
import { schedule } from './scheduler/schedule.ts';
import { element, withAttributes, withChild } from './xml.ts';

/** Seconds since 1970 at which everything was done. Nothing depends on it but its age, which is none. */
const THEN = 1;
/** Transitions that are played at most; a start takes one, and a second one shows that there is nothing left to do. */
const ROUNDS = 4;

/** Is there a node whose state is known? */
export function hasStatus(cib: XmlElement): boolean {
  return elementsIn(cib, 'status').some((status) => elementsIn(status, 'node_state').length > 0);
}

/** The document with its members and the status of a cluster at rest. `members`: in the order of their numbers. */
export function atRest(cib: XmlElement, members: readonly string[]): XmlElement {
  const quorate = withAttributes(withMembers(cib, members), { 'have-quorum': '1' });
  const histories: Histories = new Map();
  let at = withStatus(quorate, members, histories);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { cluster, operations } = schedule(at, { now: THEN });
    if (!operations.some(({ kind }) => kind === 'rsc_action')) break;
    for (const operation of operations) record(cluster, operation, histories);
    at = withStatus(quorate, members, histories);
  }
  return at;
}

/** Names of members that a document mentions, sorted: its nodes, else those of constraints and fence devices. */
export function membersIn(cib: XmlElement): readonly string[] {
  const configurations = elementsIn(cib, 'configuration');
  const nodes = configurations.flatMap((one) => elementsIn(one, 'nodes')).flatMap((one) => elementsIn(one, 'node'));
  const listed = nodes.flatMap((node) => attributeOf(node, 'uname') ?? []);
  return listed.length > 0 ? listed : [...new Set(configurations.flatMap(namesBelow))].sort();
}

function namesBelow(parent: XmlElement): readonly string[] {
  return [...namesOf(parent), ...elementsIn(parent).flatMap(namesBelow)];
}

function namesOf(one: XmlElement): readonly string[] {
  if (one.name === 'rsc_location') return [attributeOf(one, 'node') ?? []].flat();
  if (one.name === 'fencing-level') return [attributeOf(one, 'target') ?? []].flat();
  if (one.name !== 'nvpair') return [];
  const names = (attributeOf(one, 'value') ?? '').split(/[ ,;\t]+/).filter((name) => name !== '');
  if (attributeOf(one, 'name') === 'pcmk_host_list') return names;
  return attributeOf(one, 'name') === 'pcmk_host_map' ? names.map((name) => name.replace(/[:=].*/, '')) : [];
}

/** Node -> resource -> its results by name: the last one, and one for each monitor. */
type Histories = Map<string, Map<string, { readonly resource: Resource; readonly results: Map<string, XmlElement> }>>;

function record(cluster: Cluster, operation: Operation, histories: Histories): void {
  if (operation.kind !== 'rsc_action') return;
  const resource = findResource(cluster, operation.resource) ?? findResource(cluster, `${operation.resource}:0`);
  const node = cluster.nodes.find(({ name }) => name === operation.node);
  if (resource === undefined || node === undefined || !RECORDED.has(operation.op)) return;
  const name = resource.is.unique ? resource.id : resource.xmlId;
  const onNode = histories.get(node.name) ?? new Map();
  histories.set(node.name, onNode);
  const known = onNode.get(name) ?? { resource, results: new Map() };
  onNode.set(name, known);
  const interval = Number(operation.interval ?? 0);
  const { id, xml } = resultOf(cluster, { resource, node, name, task: operation.op, interval });
  known.results.set(id, xml);
}

const RECORDED = new Set(['start', 'monitor', 'stop', 'promote', 'demote']);

type Done = {
  readonly resource: Resource;
  readonly node: Node;
  readonly name: string;
  readonly task: string;
  readonly interval: number;
};

/** A probe finds nothing; everything else succeeds. */
export function resultOf(cluster: Cluster, { resource, node, name, task, interval }: Done) {
  const id = interval === 0 ? `${name}_last_0` : `${name}_${task}_${interval}`;
  const result = task === 'monitor' && interval === 0 ? '7' : '0';
  const transition = `0:0:${result}:at-rest`;
  const xml = element('lrm_rsc_op', {
    id,
    operation_key: `${name}_${task}_${interval}`,
    operation: task,
    'transition-key': transition,
    'transition-magic': `0:${result};${transition}`,
    'call-id': callOf(task, interval),
    'rc-code': result,
    'op-status': '0',
    interval: String(interval),
    'last-rc-change': String(THEN),
    'op-digest': digestsOf(cluster, resource, node, { task, interval, restart: null }).all,
  });
  return { id, xml };
}

/** The order of results: a probe, a start or stop, then a recurring monitor. */
function callOf(task: string, interval: number): string {
  if (task !== 'monitor') return '2';
  return interval === 0 ? '1' : '3';
}

function withMembers(cib: XmlElement, members: readonly string[]): XmlElement {
  return withChild(cib, 'configuration', (configuration) =>
    withChild(configuration, 'nodes', (nodes) =>
      elementsIn(nodes, 'node').length > 0 ? nodes : { ...nodes, children: members.map(memberOf) },
    ),
  );
}

function memberOf(uname: string, at: number): XmlElement {
  return element('node', { id: String(at + 1), uname });
}

function withStatus(cib: XmlElement, members: readonly string[], histories: Histories): XmlElement {
  return withChild(cib, 'status', (status) => ({
    ...status,
    children: members.map((name, at) => stateOf(idOf(cib, name) ?? String(at + 1), name, histories)),
  }));
}

function idOf(cib: XmlElement, name: string): string | undefined {
  const nodes = elementsIn(cib, 'configuration').flatMap((one) => elementsIn(one, 'nodes'));
  const node = nodes.flatMap((one) => elementsIn(one, 'node')).find((one) => attributeOf(one, 'uname') === name);
  return node && attributeOf(node, 'id');
}

/** A member that may use the storage: where a device has to unfence it, it has. */
function stateOf(id: string, name: string, histories: Histories): XmlElement {
  const records = [...(histories.get(name) ?? [])].map(
    ([
      resource,
      {
        resource: { xml },
        results,
      },
    ]) => {
      const agent = Object.fromEntries(
        ['class', 'provider', 'type'].flatMap((key) => {
          const value = attributeOf(xml, key);
          return value === undefined ? [] : [[key, value]];
        }),
      );
      return element('lrm_resource', { id: resource, ...agent }, [...results.values()]);
    },
  );
  const unfenced = element('nvpair', { id: `status-${id}-unfenced`, name: '#node-unfenced', value: String(THEN) });
  return element(
    'node_state',
    { id, uname: name, in_ccm: 'true', crmd: 'online', join: 'member', expected: 'member' },
    [
      element('lrm', { id }, [element('lrm_resources', {}, records)]),
      element('transient_attributes', { id }, [element('instance_attributes', { id: `status-${id}` }, [unfenced])]),
    ],
  );
}
