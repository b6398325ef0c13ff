/**
 * A running document with hidden secrets, and digests computed from the hidden values. Otherwise every resource with a secret would
 * look changed. So the hidden values count as unchanged; only the node could tell.
 */
import { attributeOf, elementsIn, type XmlElement } from '../../../base/xml.ts';
import { isWithheld } from '../../../impact/masked-value.ts';
import { digestsOf } from './scheduler/input/digest.ts';
import type { Cluster } from './scheduler/input/model.ts';
import { findResource } from './scheduler/input/resources.ts';
import { clusterFrom } from './scheduler/schedule.ts';
import { integerOf } from './scheduler/input/text.ts';
import { withAttributes } from './xml.ts';

export function withMaskedDigests(live: XmlElement, now: number): XmlElement {
  const masked = new Set(elementsIn(live, 'configuration').flatMap(resourcesWithSecrets));
  if (masked.size === 0) return live;
  const cluster = clusterFrom(live, now);
  const below = (parent: XmlElement, node: string): XmlElement => ({
    ...parent,
    children: parent.children.map((child) => {
      if (!('name' in child)) return child;
      if (child.name === 'lrm_resource')
        return masked.has(attributeOf(child, 'id') ?? '') ? withDigests(child, cluster, node) : child;
      return BETWEEN.has(child.name) ? below(child, attributeOf(child, 'uname') ?? node) : child;
    }),
  });
  return below(live, '');
}

const BETWEEN = new Set(['status', 'node_state', 'lrm', 'lrm_resources']);

function resourcesWithSecrets(parent: XmlElement): readonly string[] {
  const own = elementsIn(parent, 'instance_attributes')
    .flatMap((block) => elementsIn(block, 'nvpair'))
    .some((pair) => isWithheld(attributeOf(pair, 'value')));
  return [...(own ? [attributeOf(parent, 'id') ?? ''] : []), ...elementsIn(parent).flatMap(resourcesWithSecrets)];
}

function withDigests(record: XmlElement, cluster: Cluster, uname: string): XmlElement {
  const id = attributeOf(record, 'id') ?? '';
  const resource = findResource(cluster, id) ?? findResource(cluster, `${id}:0`);
  const node = cluster.nodes.find(({ name }) => name === uname);
  if (resource === undefined || node === undefined) return record;
  const digested = (result: XmlElement) => {
    if (attributeOf(result, 'op-digest') === undefined) return result;
    const task = attributeOf(result, 'operation') ?? '';
    const { all } = digestsOf(cluster, resource, node, {
      task,
      interval: integerOf(attributeOf(result, 'interval')),
      restart: null,
    });
    return withAttributes(result, { 'op-digest': all });
  };
  return { ...record, children: record.children.map((child) => ('name' in child ? digested(child) : child)) };
}
