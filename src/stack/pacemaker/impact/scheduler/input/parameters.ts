/** Parameters of a resource on a node: its own, those of its parents, then rsc_defaults. */
import type { Cluster, Node, Resource } from './model.ts';
import { addValues } from './nvpairs.ts';
import type { Values } from './rules.ts';

export function parametersOf(cluster: Cluster, resource: Resource, node: Node): Values {
  const known = resource.parameters.get(node.id);
  if (known !== undefined) return known;
  const values = new Map<string, string>();
  const reading = { byId: cluster.byId, asked: { now: cluster.now, nodeAttributes: node.attributes } };
  for (let at: Resource | null = resource; at !== null; at = at.parent)
    addValues(values, { element: at.xml, block: 'instance_attributes' }, reading);
  addValues(values, { element: cluster.resourceDefaults, block: 'instance_attributes' }, reading);
  resource.parameters.set(node.id, values);
  return values;
}
