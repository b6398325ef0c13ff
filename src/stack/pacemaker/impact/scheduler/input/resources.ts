/** Resources of a CIB: primitives, groups, clones with instances, and orphans of the status. */
import { own } from '../../../../../base/json.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import type { Clone, Cluster, Recovery, Resource, ResourceFlags } from './model.ts';
import { topOf } from './tree.ts';
import { addValues, dereferenced, type Reading } from './nvpairs.ts';
import { allow } from './score-on.ts';
import { flagsOf, isSet, type Parts } from './resource-flags.ts';
import { expandedTemplate } from './templates.ts';
import { booleanOf, INFINITY, integerOf, intervalOf, isTrue, Role, roleOf, scoreOf } from './text.ts';

/** Adds the resources of a document, those of higher priority first. */
export function addResources(cluster: Cluster, section: XmlElement | undefined): void {
  for (const element of section === undefined ? [] : elementsIn(section)) {
    const id = attributeOf(element, 'id') ?? '';
    if (element.name === 'template') addTo(cluster.templates, id);
    else {
      const resource = newResource(cluster, element, null);
      if (resource !== null) cluster.resources.push(resource);
    }
  }
  cluster.resources.sort((a, b) => b.priority - a.priority);
}

function addTo(lists: Map<string, string[]>, key: string, value?: string): void {
  const list = lists.get(key) ?? [];
  if (value !== undefined && !list.includes(value)) list.push(value);
  lists.set(key, list);
}

const KINDS: { readonly [element: string]: Resource['kind'] } = {
  primitive: 'primitive',
  group: 'group',
  clone: 'clone',
  master: 'clone',
};

/** A new resource. Null if the definition is invalid. */
export function newResource(
  cluster: Cluster,
  element: XmlElement,
  parent: Resource | null,
  instance?: number,
): Resource | null {
  const xmlId = attributeOf(element, 'id');
  const kind = own(KINDS, element.name);
  if (xmlId === undefined || kind === undefined) return null;
  const xml = expandedTemplate(cluster, element);
  if (xml === undefined) return null;
  const template = attributeOf(element, 'template');
  if (template !== undefined && instance === undefined) addTo(cluster.templates, template, xmlId);
  const id = instance === undefined ? xmlId : `${xmlId}:${instance}`;
  const meta = metaOf(cluster, xml, parent, instance);
  const resource = resourceWith(cluster, { id, xmlId, kind, xml, meta, parent });
  cluster.named.set(id, resource);
  if (resource.is.fenceDevice) cluster.haveFenceDevice = true;
  applyTargetRole(resource, true);
  if (!addMembers(cluster, resource, instance)) return null;
  if (cluster.options.symmetric) allowEverywhere(cluster, resource);
  return resource;
}

/** Meta attributes: the resource's own, then those of its parents, then rsc_defaults. */
function metaOf(
  cluster: Cluster,
  xml: XmlElement,
  parent: Resource | null,
  instance: number | undefined,
): Map<string, string> {
  const meta = new Map<string, string>(instance === undefined ? [] : [['clone', String(instance)]]);
  const agent = {
    class: attributeOf(xml, 'class'),
    provider: attributeOf(xml, 'provider'),
    type: attributeOf(xml, 'type'),
  };
  const reading: Reading = { byId: cluster.byId, asked: { now: cluster.now, agent } };
  for (const { name, value } of xml.attributes) if (!meta.has(name)) meta.set(name, value);
  for (let at: { xml: XmlElement; parent: Resource | null } | null = { xml, parent }; at !== null; at = at.parent)
    addValues(meta, { element: at.xml, block: 'meta_attributes' }, reading);
  addValues(meta, { element: cluster.resourceDefaults, block: 'meta_attributes' }, reading);
  for (const [name, value] of parent?.meta ?? []) if (!meta.has(name)) meta.set(name, value);
  return meta;
}

function resourceWith(cluster: Cluster, parts: Parts): Resource {
  const { id, xmlId, kind, xml, meta, parent } = parts;
  const operations = elementsIn(xml, 'operations')
    .slice(0, 1)
    .flatMap((block) => elementsIn(dereferenced(block, cluster.byId) ?? block, 'op'));
  const threshold = meta.get('migration-threshold');
  const utilization = new Map<string, string>();
  addValues(utilization, { element: xml, block: 'utilization' }, { byId: cluster.byId, asked: { now: cluster.now } });
  const is = flagsOf(cluster, parts);
  // Not `...parts`: V8 takes many times longer for a large object that begins with a spread.
  return {
    id,
    xmlId,
    kind,
    xml,
    meta,
    parent,
    operations,
    utilization,
    children: [],
    clone: kind === 'clone' ? cloneOf(cluster, parts, is) : null,
    group:
      kind === 'group'
        ? { ordered: booleanOf(meta.get('ordered')) ?? true, colocated: booleanOf(meta.get('collocated')) ?? true }
        : null,
    historyName: null,
    priority: scoreOf(meta.get('priority'), cluster.health),
    sortIndex: 0,
    stickiness: isSet(meta.get('resource-stickiness')) ? scoreOf(meta.get('resource-stickiness'), cluster.health) : 0,
    migrationThreshold: isSet(threshold) ? (scoreOf(threshold) < 0 ? 1 : scoreOf(threshold)) : INFINITY,
    failureTimeout: Math.trunc(intervalOf(meta.get('failure-timeout')) / 1000),
    recovery: recoveryOf(meta.get('multiple-active')),
    restartsWithOptional: meta.get('restart-type')?.toLowerCase() === 'restart',
    role: Role.stopped,
    nextRole: Role.unknown,
    is,
    allowed: new Map(),
    knownOn: new Set(),
    runningOn: [],
    assigned: null,
    pendingOn: null,
    pendingTask: null,
    partialMigration: null,
    danglingMigrations: [],
    lock: null,
    exclusiveDiscovery: false,
    parameters: new Map(),
    locations: [],
    thisWith: [],
    withThis: [],
    tickets: [],
    actions: [],
    actionsByKey: new Map(),
  };
}

function recoveryOf(value: string | undefined): Recovery {
  const word = value?.toLowerCase();
  return word === 'stop_only' || word === 'block' || word === 'stop_unexpected' ? word : 'stop_start';
}

/** Lowers the next role to target-role. Started and Promoted have no effect. Returns true if target-role limits the role. */
export function applyTargetRole(resource: Resource, replace: boolean): boolean {
  const role = roleOf(resource.meta.get('target-role'));
  const counts = role === Role.stopped || (role === Role.unpromoted && topOf(resource).is.promotable);
  if (counts && (replace || resource.nextRole === Role.unknown || role < resource.nextRole)) resource.nextRole = role;
  return counts;
}

function cloneOf(cluster: Cluster, { xml, meta }: Parts, is: ResourceFlags): Clone | null {
  const child = elementsIn(xml).find(({ name }) => name === 'primitive' || name === 'group');
  if (child === undefined) return null;
  const count = (fallback: number, ...names: string[]) => {
    const value = names.map((name) => meta.get(name)).find((text) => text !== undefined);
    return value === undefined ? fallback : Math.max(0, integerOf(value));
  };
  const nodeMax = count(1, 'clone-node-max');
  return {
    max: count(Math.max(1, cluster.nodes.length), 'clone-max'),
    nodeMax: is.unique ? nodeMax : Math.min(nodeMax, 1),
    instances: 0,
    promotedMax: is.promotable ? count(1, 'promoted-max', 'master-max') : 0,
    promotedNodeMax: is.promotable ? count(1, 'promoted-node-max', 'master-node-max') : 0,
    ordered: isTrue(meta.get('ordered')),
    child,
    promotionScoresAdded: false,
    promotionSorted: false,
    notifications: { start: undefined, stop: undefined, promote: undefined, demote: undefined },
  };
}

/** Adds members. Returns false for an invalid clone. */
function addMembers(cluster: Cluster, resource: Resource, instance: number | undefined): boolean {
  if (resource.kind === 'group') {
    for (const element of elementsIn(resource.xml, 'primitive')) {
      const member = newResource(cluster, element, resource, instance);
      if (member !== null) resource.children.push(member);
    }
    return true;
  }
  if (resource.kind === 'primitive') return fitsItsClone(cluster, resource);
  const { clone, meta } = resource;
  if (clone === null) return false;
  if (!meta.has('resource-stickiness')) meta.set('resource-stickiness', '1');
  if (!meta.has('globally-unique')) meta.set('globally-unique', String(resource.is.unique));
  for (let n = 0; n < Math.max(1, clone.max); n++) if (addInstance(cluster, resource) === null) return false;
  return true;
}

/** Adds an instance; an orphan if there are enough. */
export function addInstance(cluster: Cluster, resource: Resource): Resource | null {
  const { clone } = resource;
  if (clone === null) return null;
  const orphan = clone.instances >= clone.max;
  const instance = newResource(cluster, clone.child, resource, clone.instances);
  if (instance === null) return null;
  clone.instances += 1;
  resource.children.push(instance);
  if (orphan) markOrphan(instance);
  return instance;
}

function markOrphan(resource: Resource): void {
  resource.is.orphan = true;
  for (const child of resource.children) markOrphan(child);
}

/** True if the agent suits the clone: only OCF agents support unique instances and promotion. */
function fitsItsClone(cluster: Cluster, resource: Resource): boolean {
  const standard = attributeOf(resource.xml, 'class')?.toLowerCase();
  const top = topOf(resource);
  if (top.clone !== null && resource.is.unique && standard !== 'ocf' && standard !== 'stonith') {
    top.clone.nodeMax = 1;
    top.clone.max = Math.min(top.clone.max, cluster.nodes.length);
    for (const each of [top, ...top.children, resource]) makeAnonymous(each);
  }
  return standard === 'ocf' || !top.is.promotable;
}

function makeAnonymous(resource: Resource): void {
  resource.is.unique = false;
  if (!resource.meta.has('globally-unique')) resource.meta.set('globally-unique', 'false');
  for (const child of resource.children) makeAnonymous(child);
}

function allowEverywhere(cluster: Cluster, resource: Resource): void {
  for (const node of cluster.nodes) if (!resource.allowed.has(node.id)) allow(resource.allowed, node);
}

/** The resource with an id, or with a name in the status. */
export function findResource({ named, inHistory }: Cluster, name: string): Resource | undefined {
  return named.get(name) ?? inHistory.get(name);
}
