/** The CIB of a site as the scheduler reads it: with its nodes, and a status in which given resources run. */
import { own } from '../../../base/json.ts';
import { memoized } from '../../../base/memoize.ts';
import type { HostName } from '../../../base/brand.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { childrenOf, isXml, type Xml, type XmlValue } from '../../../emit/draft.ts';
import type { Running } from '../../../placement/placement.ts';
import { digest } from '../impact/scheduler/input/digest.ts';
import type { Lone } from '../impact/scheduler/placing/lone.ts';
import { isAbout, type Sections } from '../impact/scheduler/placing/separate.ts';
import type { Host } from '../../../model/model.ts';

/** Hosts in the cluster, and those of them that may run nothing. */
export type Present = {
  readonly hosts: readonly Host[];
  readonly members: readonly HostName[];
  readonly standby: readonly HostName[];
  readonly quorate: boolean;
};

/** An element as a parser would give it, without those below it that are not kept. Secrets are blanked. */
export function parsedElement(made: Xml, isKept: (child: Xml) => boolean = () => true): XmlElement {
  const { name, attributes = {} } = made;
  const children: XmlElement[] = [];
  for (const child of childrenOf(made)) if (isXml(child) && isKept(child)) children.push(parsedElement(child, isKept));
  return {
    name,
    attributes: Object.entries(attributes).map(([key, value]) => ({ name: key, value: textOf(value) })),
    children,
    line: 0,
  };
}

/** The sections of a document, one element after the other: those of a large site take 200 MB together. */
export function sectionsIn(cib: Xml): Sections {
  const sections = elementsOf(cib, 'configuration').flatMap((configuration) => elementsOf(configuration));
  return function* (name) {
    for (const section of sections)
      if (section.name === name) for (const child of childrenOf(section)) if (isXml(child)) yield parsedElement(child);
  };
}

function elementsOf(made: Xml, name?: string): readonly Xml[] {
  return [...childrenOf(made)].filter(isXml).filter((child) => name === undefined || child.name === name);
}

/** The document without these resources and their constraints. */
export function withoutLones(cib: Xml, lones: readonly Lone[]): XmlElement {
  const ids = new Set(lones.map(({ id }) => id));
  return parsedElement(cib, ({ name, attributes = {} }) => {
    return !isAbout(ids, name, (key) => {
      const value = own(attributes, key);
      return value === undefined ? undefined : textOf(value);
    });
  });
}

function textOf(value: XmlValue): string {
  return typeof value === 'object' ? '***' : String(value);
}

export function xml(
  name: string,
  values: { readonly [name: string]: string },
  children: readonly XmlElement[] = [],
): XmlElement {
  const attributes = Object.entries(values).map(([key, value]) => ({ name: key, value }));
  return { name, attributes, children, line: 0 };
}

/** Of pacemaker 2.1.5. Without one, the scheduler takes the document for one of an old cluster, which counts failures otherwise. */
const FEATURE_SET = '3.16.1';

/** The same document with nodes and status. A host that is not a member has left the cluster cleanly, as after fencing. */
export function withStatus(cib: XmlElement, running: Running, present: Present): XmlElement {
  const { hosts, members, quorate } = present;
  const first = hosts.find(({ name }) => members.includes(name));
  const records = recordsOf(cib, running);
  const states = hosts.map((host) => stateOf(host, records, present));
  const values = {
    crm_feature_set: FEATURE_SET,
    'have-quorum': quorate ? '1' : '0',
    ...(first === undefined ? {} : { 'dc-uuid': String(first.nodeId) }),
  };
  const children = elementsIn(cib).map((child) => {
    if (child.name === 'status') return { ...child, children: states };
    return {
      ...child,
      children: child.children.map((part) => ('name' in part && part.name === 'nodes' ? nodes(present) : part)),
    };
  });
  return { ...cib, attributes: [...cib.attributes, ...xml('', values).attributes], children };
}

/**
 * The same CIB without what decides nothing about places, and is most of the scheduler's work: probes, as every node's state is
 * given, and recurring operations. pacemaker-schedulerd(7), enable-startup-probes.
 */
export function forPlaces(cib: XmlElement): XmlElement {
  const probes = xml('nvpair', { id: 'no-probes', name: 'enable-startup-probes', value: 'false' });
  const quiet = within(cib, ['configuration', 'crm_config', 'cluster_property_set'], (set) => ({
    ...set,
    children: [...set.children, probes],
  }));
  return within(quiet, ['configuration', 'resources'], withoutOperations);
}

/** Many situations have the same elements. */
const withoutOperations = memoized((element: XmlElement): XmlElement => {
  const children = elementsIn(element).filter(({ name }) => name !== 'operations');
  return { ...element, children: element.name === 'primitive' ? children : children.map(withoutOperations) };
});

/** Changes the elements at the end of a path of names. */
function within(element: XmlElement, path: readonly string[], change: (one: XmlElement) => XmlElement): XmlElement {
  const [name, ...rest] = path;
  if (name === undefined) return change(element);
  const children = element.children.map((child) =>
    'name' in child && child.name === name ? within(child, rest, change) : child,
  );
  return { ...element, children };
}

function nodes({ hosts, standby }: Present): XmlElement {
  const children = hosts.map(({ name, nodeId, nodeName }) =>
    xml('node', { id: String(nodeId), uname: nodeName }, standby.includes(name) ? [standbyOf(nodeId)] : []),
  );
  return xml('nodes', {}, children);
}

function standbyOf(nodeId: number): XmlElement {
  const id = `nodes-${nodeId}`;
  return xml('instance_attributes', { id }, [xml('nvpair', { id: `${id}-standby`, name: 'standby', value: 'on' })]);
}

const MEMBER = { in_ccm: 'true', crmd: 'online', join: 'member', expected: 'member' };
const GONE = { in_ccm: 'false', crmd: 'offline', join: 'down', expected: 'down' };

type Records = ReadonlyMap<string, readonly XmlElement[]>;

function stateOf({ name, nodeId, nodeName }: Host, records: Records, { members, standby }: Present): XmlElement {
  const id = String(nodeId);
  const isThere = members.includes(name) || standby.includes(name);
  if (!isThere) return xml('node_state', { id, uname: nodeName, ...GONE });
  const resources = xml('lrm_resources', {}, records.get(name) ?? []);
  return xml('node_state', { id, uname: nodeName, ...MEMBER }, [xml('lrm', { id }, [resources]), unfenced(id)]);
}

/** A member may use the storage: where a device has to unfence it, it has. */
function unfenced(id: string): XmlElement {
  const block = { id: `status-${id}` };
  const pair = xml('nvpair', { id: `status-${id}-unfenced`, name: '#node-unfenced', value: '1' });
  return xml('transient_attributes', { id }, [xml('instance_attributes', block, [pair])]);
}

/** By host: what its history says of the resources that run there. */
function recordsOf(cib: XmlElement, running: Running): Records {
  const records = new Map<string, XmlElement[]>();
  for (const primitive of primitivesIn(cib))
    for (const host of running.get(attributeOf(primitive, 'id') ?? '') ?? []) {
      const own = records.get(host) ?? [];
      own.push(recordOf(primitive));
      records.set(host, own);
    }
  return records;
}

export function primitivesIn(element: XmlElement): readonly XmlElement[] {
  if (element.name === 'primitive') return [element];
  return elementsIn(element).flatMap(primitivesIn);
}

const TRANSITION = '1:1:0:00000000-0000-0000-0000-000000000000';

/** A successful start. Many situations have the same primitives. */
const recordOf = memoized((primitive: XmlElement): XmlElement => {
  const id = attributeOf(primitive, 'id') ?? '';
  const agent = primitive.attributes.filter(({ name }) => ['class', 'provider', 'type'].includes(name));
  const entry = xml('lrm_rsc_op', {
    id: `${id}_last_0`,
    operation_key: `${id}_start_0`,
    operation: 'start',
    'transition-key': TRANSITION,
    'transition-magic': `0:0;${TRANSITION}`,
    'call-id': '1',
    'rc-code': '0',
    'op-status': '0',
    interval: '0',
    'op-digest': digest(parametersIn(primitive), primitive),
  });
  return { ...xml('lrm_resource', { id }, [entry]), attributes: [{ name: 'id', value: id }, ...agent] };
});

function parametersIn(primitive: XmlElement): ReadonlyMap<string, string> {
  const pairs = elementsIn(primitive, 'instance_attributes').flatMap((block) => elementsIn(block, 'nvpair'));
  return new Map(pairs.map((pair) => [attributeOf(pair, 'name') ?? '', attributeOf(pair, 'value') ?? '']));
}
