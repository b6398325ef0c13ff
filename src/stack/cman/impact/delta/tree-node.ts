/** A place of a resource in a tree of services. */
import type { XmlElement } from '../../../../base/xml.ts';
import type { Key, Resource } from './resources.ts';

export type TreeNode = {
  readonly key: Key;
  readonly type: string;
  readonly resource: Resource;
  /** What puts it there: for a reference not its definition. */
  readonly element: XmlElement;
  /** In the order in which rgmanager loads them: declared types first. */
  readonly children: readonly TreeNode[];
};

/** Siblings of one resource, from the second on, with other children than the first has. */
export function twiceIn(children: readonly TreeNode[]): readonly TreeNode[] {
  // Only what is referred to can occur in two places.
  const references = children.length < 2 ? [] : children.filter(({ resource }) => resource.isShared);
  if (references.length < 2) return [];
  const first = new Map<Resource, TreeNode>();
  return references.filter((child) => {
    const known = first.get(child.resource);
    if (known === undefined) first.set(child.resource, child);
    return known !== undefined && shapeOf(known) !== shapeOf(child);
  });
}

function shapeOf({ key, children }: TreeNode): string {
  return `${key}(${children.map(shapeOf).sort().join()})`;
}
