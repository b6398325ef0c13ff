/** Nodes and their state, from `nodes` and the `node_state` elements of the status. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { fenceNode } from '../acting/fence-actions.ts';
import type { Cluster, Node } from './model.ts';
import { addValues } from './nvpairs.ts';
import { compareNames, INFINITY, integerOf, isTrue, scoreOf } from './text.ts';

/** The members of a document, sorted by name. Nodes of pacemaker_remote are excluded. */
export function nodesFrom(cluster: Cluster, section: XmlElement | undefined): Node[] {
  const nodes: Node[] = [];
  for (const element of section === undefined ? [] : elementsIn(section, 'node')) {
    const [id, name] = [attributeOf(element, 'id'), attributeOf(element, 'uname')];
    if (id === undefined || name === undefined || (attributeOf(element, 'type') ?? 'member') === 'remote') continue;
    const node = newNode(cluster, element, { id, name });
    const at = nodes.findIndex((other) => compareNames(node.name, other.name) <= 0);
    nodes.splice(at === -1 ? nodes.length : at, 0, node);
  }
  return nodes;
}

/** A new node. With startup fencing, it is unclean until its state is seen. */
function newNode(
  cluster: Cluster,
  element: XmlElement,
  { id, name }: { readonly id: string; readonly name: string },
): Node {
  const attributes = builtIn(cluster, id, name);
  const utilization = new Map<string, string>();
  const reading = { byId: cluster.byId, asked: { now: cluster.now } };
  addValues(attributes, { element, block: 'instance_attributes' }, reading);
  addSiteName(attributes, cluster.options.clusterName);
  addValues(utilization, { element, block: 'utilization' }, reading);
  return {
    id,
    name,
    attributes,
    utilization: new Map([...utilization].map(([key, value]) => [key, integerOf(value)])),
    isDc: id === cluster.dcId,
    digests: new Map(),
    score: scoreOf(attributeOf(element, 'score')),
    online: false,
    shutdown: false,
    unclean: cluster.options.startupFencing,
    standby: false,
    maintenance: false,
    pending: false,
    expectedUp: false,
    unpacked: false,
    assigned: 0,
  };
}

function builtIn({ dcId, options }: Cluster, id: string, name: string): Map<string, string> {
  return new Map([
    ['#kind', 'cluster'],
    ['#uname', name],
    ['#id', id],
    ['#is_dc', String(id === dcId)],
    ...(options.clusterName === undefined ? [] : ([['#cluster-name', options.clusterName]] as const)),
  ]);
}

function addSiteName(attributes: Map<string, string>, clusterName: string | undefined): void {
  const name = attributes.get('site-name') ?? clusterName;
  if (name !== undefined && !attributes.has('#site-name')) attributes.set('#site-name', name);
}

/** The node of a `node_state` element. */
export function nodeOfState({ nodes }: Cluster, state: XmlElement): Node | undefined {
  const [id, name] = [attributeOf(state, 'id'), attributeOf(state, 'uname')];
  if (id === undefined || name === undefined) return undefined;
  return nodes.find((node) => node.id === id) ?? nodes.find((node) => node.name === name);
}

/** Sets a node's online state and transient attributes. */
export function applyState(cluster: Cluster, state: XmlElement): void {
  const node = nodeOfState(cluster, state);
  if (node === undefined) return;
  const reading = { byId: cluster.byId, asked: { now: cluster.now } };
  for (const element of elementsIn(state, 'transient_attributes').slice(0, 1))
    addValues(node.attributes, { element, block: 'instance_attributes', overwrite: true }, reading);
  if (isTrue(node.attributes.get('standby'))) node.standby = true;
  if (isTrue(node.attributes.get('maintenance'))) node.maintenance = true;
  node.unclean = false;
  applyMembership(cluster, node, state);
  if (!cluster.quorate && node.online && cluster.options.quorumPolicy === 'suicide')
    fenceNode(cluster, node, 'cluster does not have quorum');
}

function applyMembership(cluster: Cluster, node: Node, state: XmlElement): void {
  const wantsDown = node.attributes.get('shutdown') ?? '0';
  node.shutdown = wantsDown !== '0';
  node.expectedUp = !node.shutdown && attributeOf(state, 'expected') === 'member';
  node.online = cluster.options.fencing ? isOnline(cluster, node, state) : isOnlineWithoutFencing(cluster, node, state);
  if (!node.online || node.shutdown) node.score = -INFINITY;
}

function isOnlineWithoutFencing(cluster: Cluster, node: Node, state: XmlElement): boolean {
  if (!isTrue(attributeOf(state, 'in_ccm'))) return false;
  if (attributeOf(state, 'crmd') === 'online') return attributeOf(state, 'join') === 'member';
  if (node.expectedUp) fenceNode(cluster, node, 'peer is unexpectedly down');
  return false;
}

/** True if the node is online. With fencing, an expected member that is offline gets fenced. */
function isOnline(cluster: Cluster, node: Node, state: XmlElement): boolean {
  const member = isTrue(attributeOf(state, 'in_ccm'));
  const running = attributeOf(state, 'crmd') === 'online';
  const join = attributeOf(state, 'join');
  const terminate = /^(?:[1-9]|true|on|yes|y)/i.test(node.attributes.get('terminate') ?? '');
  const wait = (): boolean => {
    node.standby = true;
    node.pending = true;
    return member;
  };
  const fence = (reason: string): boolean => {
    fenceNode(cluster, node, reason);
    return member;
  };
  if (node.shutdown) return running;
  if (attributeOf(state, 'in_ccm') === undefined) return fence('peer has not been seen by the cluster');
  if (join === 'banned') return fence('peer failed Pacemaker membership criteria');
  if (!terminate && (attributeOf(state, 'expected') ?? 'down') === 'down') return member || running ? wait() : member;
  if (terminate && join === 'down' && !member && !running) return false;
  if (!member) return fence('peer is no longer part of the cluster');
  if (!running) return fence('peer process is no longer available');
  if (terminate) return fence('termination was requested');
  if (join === 'member') return true;
  return join === 'pending' || join === 'down' ? wait() : fence('peer was in an unknown state');
}
