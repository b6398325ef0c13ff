/** Location constraints: scores for nodes, plain or by rule. */
import { memoized } from '../../../../../base/memoize.ts';
import { attributeOf, elementsIn, type XmlElement } from '../../../../../base/xml.ts';
import { Discovery, type Cluster, type Location, type Node, type Resource } from '../input/model.ts';
import { dereferenced } from '../input/nvpairs.ts';
import { parametersOf } from '../input/parameters.ts';
import { ruleHolds, withGroups, type Asked } from '../input/rules.ts';
import { resourceNamed, setsOf } from './sets.ts';
import { addScores, INFINITY, Role, roleOf, scoreOf } from '../input/text.ts';

type Groups = Asked['groups'];
type For = {
  readonly resource: Resource;
  readonly role?: string | undefined;
  readonly score?: string | undefined;
  readonly groups?: Groups;
};

export function addLocationConstraint(cluster: Cluster, constraint: XmlElement): void {
  const sets = setsOf(cluster, constraint, [['rsc', 'role', 'role']], false);
  if (sets === undefined) return;
  for (const { resources, attribute } of sets)
    for (const resource of resources)
      add(cluster, constraint, { resource, role: attribute('role'), score: attribute('score') });
  if (sets.length > 0) return;
  const resource = resourceNamed(cluster, attributeOf(constraint, 'rsc'));
  if (resource !== undefined) add(cluster, constraint, { resource });
  for (const [matched, groups] of matching(cluster, attributeOf(constraint, 'rsc-pattern')))
    add(cluster, constraint, { resource: matched, groups });
}

function matching({ resources }: Cluster, pattern: string | undefined): readonly (readonly [Resource, Groups])[] {
  if (pattern === undefined) return [];
  const inverted = pattern.startsWith('!');
  const expression = expressionOf(inverted ? pattern.slice(1) : pattern);
  return resources.flatMap((resource) => {
    const match = expression?.exec(resource.id) ?? null;
    return expression !== undefined && (match === null) === inverted ? [[resource, match ?? undefined] as const] : [];
  });
}

/** Undefined for an invalid regular expression. */
function expressionOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}

function add(cluster: Cluster, constraint: XmlElement, { resource, role, score, groups }: For): void {
  const discovery = discoveryOf(attributeOf(constraint, 'resource-discovery'));
  const [name, points] = [attributeOf(constraint, 'node'), score ?? attributeOf(constraint, 'score')];
  if (name === undefined || points === undefined) {
    for (const rule of elementsIn(constraint, 'rule')) addRule(cluster, rule, { resource, discovery, groups });
    return;
  }
  const node = nodeNamed(cluster, name);
  const filter = role ?? attributeOf(constraint, 'role');
  if (node !== undefined)
    keep(cluster, {
      resource,
      role: filterOf(filter),
      discovery,
      nodes: [{ node, score: scoreOf(points, cluster.health) }],
    });
}

const byName = memoized(
  (nodes: readonly Node[]) => new Map(nodes.toReversed().map((node) => [node.name.toLowerCase(), node])),
);

/** Names of nodes are compared without case. */
function nodeNamed({ nodes }: Cluster, name: string): Node | undefined {
  return byName(nodes).get(name.toLowerCase());
}

/** The role of a location. Only the promoted role restricts it: a promoted resource was started before. */
function filterOf(text: string | undefined): Role {
  return roleOf(text) === Role.promoted || roleOf(text) === Role.stopped ? roleOf(text) : Role.unknown;
}

function discoveryOf(text: string | undefined): Discovery {
  if (text?.toLowerCase() === 'never') return Discovery.never;
  return text?.toLowerCase() === 'exclusive' ? Discovery.exclusive : Discovery.always;
}

function keep(cluster: Cluster, location: Location): void {
  if (location.discovery === Discovery.exclusive) location.resource.exclusiveDiscovery = true;
  cluster.locations.push(location);
  location.resource.locations.push(location);
}

function addRule(
  cluster: Cluster,
  reference: XmlElement,
  {
    resource,
    discovery,
    groups,
  }: { readonly resource: Resource; readonly discovery: Discovery; readonly groups: Groups },
): void {
  const rule = dereferenced(reference, cluster.byId);
  const role = rule && attributeOf(rule, 'role');
  if (rule === undefined || (role !== undefined && roleOf(role) === Role.unknown)) return;
  const any = attributeOf(rule, 'boolean-op')?.toLowerCase() === 'or';
  const nodes = cluster.nodes
    .filter((node) => ruleHolds(rule, askedOn(cluster, resource, node, groups)))
    .map((node) => {
      const score = scoreOn(cluster, rule, node, groups);
      return { node, score: any ? addScores(node.score, score) : score };
    });
  const filter = roleOf(role) === Role.unpromoted ? Role.unknown : roleOf(role);
  keep(cluster, { resource, role: filter, discovery, nodes });
}

function askedOn(cluster: Cluster, resource: Resource, node: Node, groups: Groups): Asked {
  const parameters = parametersOf(cluster, resource, node);
  return { now: cluster.now, nodeAttributes: node.attributes, parameters, meta: resource.meta, groups };
}

/** The score on a node: fixed, or the value of a node attribute. A node without the attribute is banned. */
function scoreOn({ health }: Cluster, rule: XmlElement, { attributes }: Node, groups: Groups): number {
  const plain = attributeOf(rule, 'score');
  const attribute = attributeOf(rule, 'score-attribute');
  if (plain !== undefined) return scoreOf(plain, health);
  if (attribute === undefined) return 0;
  const value = attributes.get(withGroups(attribute, groups));
  return value === undefined ? -INFINITY : scoreOf(value, health);
}

/** Applies all locations, the newest first, as pacemaker does. */
export function applyLocations({ locations }: Cluster): void {
  for (const location of locations.toReversed()) applyLocation(location.resource, location);
}

/** Applies a location. That of a group applies to its first member, which the others follow. */
function applyLocation(resource: Resource, location: Location): void {
  applyOwn(resource, location);
  if (resource.children.length === 0) return;
  const unscored = { ...location, nodes: location.nodes.map(({ node }) => ({ node, score: 0 })) };
  const firstOnly = resource.group?.colocated === true;
  for (const [at, child] of resource.children.entries())
    applyLocation(child, firstOnly && at > 0 ? unscored : location);
}

function applyOwn(resource: Resource, { role, nodes, discovery }: Location): void {
  if (role > Role.unknown && role !== resource.nextRole) return;
  for (const { node, score } of nodes) {
    const known = resource.allowed.get(node.id);
    const entry = known ?? { node, score, count: 0, discovery: Discovery.always };
    if (known === undefined) resource.allowed.set(node.id, entry);
    else known.score = addScores(known.score, score);
    if (entry.discovery >= discovery) continue;
    if (discovery === Discovery.exclusive) resource.exclusiveDiscovery = true;
    entry.discovery = discovery;
  }
}
