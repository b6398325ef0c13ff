/** One run of the scheduler on a CIB with its status. */
import { attributeOf, elementsIn, type XmlElement } from '../../../../base/xml.ts';
import { applyChanges } from './history/changes.ts';
import { addActions } from './acting/collective-actions.ts';
import { addConstraints } from './constraints/constraints.ts';
import { applyOrders } from './acting/apply-orders.ts';
import { addHealth, applyCriteria, clearOrphanFailures, sortForPlacement } from './result/criteria.ts';
import { operationsOf, type Failing, type Operation } from './result/execute.ts';
import { addFencing } from './acting/fencing.ts';
import { transitionOf } from './result/graph.ts';
import { applyStatus } from './history/history.ts';
import { History } from './history/history-entries.ts';
import { addInternalOrders } from './acting/internal-orders.ts';
import type { Cluster, Node } from './input/model.ts';
import { nodesFrom } from './input/nodes.ts';
import { addValues } from './input/nvpairs.ts';
import { healthScoresOf, optionsFrom } from './input/options.ts';
import { addProbes } from './acting/probes.ts';
import { addResources } from './input/resources.ts';
import { assignWith, NO_LONES, type Lones } from './placing/lone.ts';
import { nodeActions, resourceActions, type NodeAction, type ResourceAction } from './result/summary.ts';
import { integerOf, isTrue } from './input/text.ts';

export type Assignment = {
  readonly cluster: Cluster;
  /** Nodes of the resources that are placed by their scores alone. */
  readonly lones: ReadonlyMap<string, Node | null>;
};

export type Schedule = Assignment & {
  readonly nodes: readonly NodeAction[];
  readonly resources: readonly ResourceAction[];
  readonly operations: readonly Operation[];
};

type Conditions = { readonly now: number; readonly failing?: readonly Failing[]; readonly lones?: Lones };

/** The scheduled transition for a CIB with status. `now`: seconds since 1970. `lones`: resources that the document lacks. */
export function schedule(cib: XmlElement, { now, failing = [], lones = NO_LONES }: Conditions): Schedule {
  const assignment = assigned(cib, { now, lones });
  const { cluster } = assignment;
  addProbes(cluster);
  clearOrphanFailures(cluster);
  for (const resource of cluster.resources) addActions(cluster, resource);
  addFencing(cluster);
  applyOrders(cluster);
  const nodes = nodeActions(cluster);
  const resources = resourceActions(cluster);
  const operations = operationsOf(cluster, transitionOf(cluster), failing);
  return { ...assignment, nodes, resources, operations };
}

/** The first half of a schedule: the node of every resource, and none of the actions. */
export function assigned(cib: XmlElement, { now, lones = NO_LONES }: Omit<Conditions, 'failing'>): Assignment {
  const cluster = clusterFrom(cib, now);
  applyCriteria(cluster);
  for (const resource of cluster.resources) addInternalOrders(cluster, resource);
  applyChanges(cluster);
  sortForPlacement(cluster);
  return { cluster, lones: assignWith(cluster, lones) };
}

function section(cib: XmlElement, name: string): XmlElement | undefined {
  return elementsIn(cib, 'configuration').flatMap((configuration) => elementsIn(configuration, name))[0];
}

/** The cluster before anything is placed. */
export function clusterFrom(cib: XmlElement, now: number): Cluster {
  const quorate = isTrue(attributeOf(cib, 'have-quorum'));
  const byId = lazyIndex(cib);
  const properties = new Map<string, string>();
  const block = { element: section(cib, 'crm_config'), block: 'cluster_property_set', first: 'cib-bootstrap-options' };
  addValues(properties, block, { byId, asked: { now } });
  const options = optionsFrom(properties, { quorate, panic: integerOf(attributeOf(cib, 'no-quorum-panic')) !== 0 });
  const cluster: Cluster = {
    cib,
    byId,
    now,
    options,
    health: healthScoresOf(properties),
    quorate,
    enableUnfencing: usesUnfencing(cib),
    resourceDefaults: section(cib, 'rsc_defaults'),
    operationDefaults: section(cib, 'op_defaults'),
    dcId: attributeOf(cib, 'dc-uuid'),
    haveFenceDevice: options.haveWatchdog,
    nodes: [],
    resources: [],
    named: new Map(),
    inHistory: new Map(),
    templates: new Map(),
    tags: tagsFrom(section(cib, 'tags')),
    tickets: new Map(),
    locations: [],
    orders: [],
    actions: [],
    singletons: new Map(),
    history: new History(elementsIn(cib, 'status')[0]),
  };
  cluster.nodes = nodesFrom(cluster, section(cib, 'nodes'));
  addResources(cluster, section(cib, 'resources'));
  applyStatus(cluster, elementsIn(cib, 'status')[0]);
  addHealth(cluster);
  addConstraints(cluster, section(cib, 'constraints'));
  return cluster;
}

function tagsFrom(tags: XmlElement | undefined): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const tag of tags === undefined ? [] : elementsIn(tags, 'tag')) {
    const members = elementsIn(tag, 'obj_ref').map((reference) => attributeOf(reference, 'id') ?? '');
    found.set(attributeOf(tag, 'id') ?? '', [...new Set(members)]);
  }
  return found;
}

/** True if a resource or rsc_defaults sets `provides` or `requires` to unfencing. */
function usesUnfencing(cib: XmlElement): boolean {
  const inMeta = (element: XmlElement, within: boolean): boolean =>
    elementsIn(element).some((child) => {
      if (child.name === 'nvpair' && within) return isUnfencing(child);
      return inMeta(child, child.name === 'meta_attributes');
    });
  const found = [section(cib, 'resources'), section(cib, 'rsc_defaults')];
  return found.some((element) => element !== undefined && inMeta(element, false));
}

function isUnfencing(pair: XmlElement): boolean {
  const name = attributeOf(pair, 'name');
  return (name === 'provides' || name === 'requires') && attributeOf(pair, 'value') === 'unfencing';
}

/** An index of elements by id, built on the first reference. */
function lazyIndex(cib: XmlElement): Cluster['byId'] {
  let index: Map<string, XmlElement> | undefined;
  const build = (): Map<string, XmlElement> => {
    const found = new Map<string, XmlElement>();
    const walk = (element: XmlElement): void => {
      const id = attributeOf(element, 'id');
      if (id !== undefined && !found.has(id) && !REFERENCES.has(element.name)) found.set(id, element);
      for (const child of elementsIn(element)) walk(child);
    };
    for (const configuration of elementsIn(cib, 'configuration')) walk(configuration);
    return found;
  };
  return { get: (id) => (index ??= build()).get(id) };
}

/** Elements whose id refers to another element. */
const REFERENCES = new Set(['resource_ref', 'obj_ref']);
