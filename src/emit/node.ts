/** Hosts as nodes of a bundle. Separate from the emitters, which `facts` does not need to load. */
import type { BundleNode } from '../bundle/bundle.ts';
import type { Host } from '../model/model.ts';

/** A host and its connection. Unset values are omitted, so that the bundle keeps its id. */
export function nodeOf({ name, nodeName, nodeId, groups, login: { options, ...login } }: Host): BundleNode {
  return {
    host: name,
    nodeName,
    nodeId,
    ...(groups.length === 0 ? {} : { groups }),
    connection: { via: 'ssh', ...login, ...(Object.keys(options).length === 0 ? {} : { options }) },
  };
}
