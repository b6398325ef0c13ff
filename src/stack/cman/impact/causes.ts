/** Which change is to blame for what happens to a service: attributes that differ, and resources that came, went or moved. */
import type { AttributeDifference, States } from './compare.ts';
import type { Key, ServiceTree, TreeNode } from './tree.ts';

export type Cause =
  | (AttributeDifference & { readonly resource: Key; readonly what: 'attribute' })
  | { readonly resource: Key; readonly what: 'added' | 'removed' | 'moved' };

/** A service or VM before and after; one of them is missing where it is new or gone. */
export type Root = { readonly before: TreeNode | undefined; readonly after: TreeNode | undefined };

/** `moved`: what stops in one place and starts in another. */
export type Known = { readonly states: States; readonly moved: ReadonlySet<Key> };

/** What is to blame first, then what would have been taken over live without it. */
export function causesOf(root: Root, known: Known): readonly Cause[] {
  return [...inTree(root, known)].sort((a, b) => Number(isLive(a)) - Number(isLive(b)));
}

function* inTree({ before, after }: Root, { states, moved }: Known): Generator<Cause> {
  const [old, now] = [placesIn(before), placesIn(after)];
  for (const resource of new Set([...old.keys(), ...now.keys()])) {
    for (const difference of states.get(resource)?.differences ?? [])
      yield { resource, what: 'attribute', ...difference };
    const [was, is] = [old.get(resource), now.get(resource)];
    if (was === is) continue;
    if ((was !== undefined && is !== undefined) || moved.has(resource)) yield { resource, what: 'moved' };
    else yield { resource, what: was === undefined ? 'added' : 'removed' };
    // What stands below a service that is new or gone is not to blame for it.
    if (resource === before?.key || resource === after?.key) return;
  }
}

/** What each resource of a service stands in; the service itself, first, in nothing. */
function placesIn(root: TreeNode | undefined): ReadonlyMap<Key, Key> {
  const places = new Map<Key, Key>();
  const place = (node: TreeNode, within: Key): void => {
    if (!places.has(node.key)) places.set(node.key, within);
    for (const child of node.children) place(child, node.key);
  };
  if (root !== undefined) place(root, '');
  return places;
}

/** The line of the new file that a cause of a service stands in; what is gone stands in none. */
export function lineOf(cause: Cause, service: Key, after: ServiceTree): number | undefined {
  if (cause.what === 'attribute')
    return cause.to === undefined ? undefined : after.resources.get(cause.resource)?.element.line;
  if (cause.what === 'removed') return undefined;
  const nodes = after.roots.filter(({ key }) => key === service).flatMap((root) => [...below(root)]);
  return nodes.find(({ key }) => key === cause.resource)?.line;
}

function* below(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children) yield* below(child);
}

function isLive(cause: Cause): boolean {
  return cause.what === 'attribute' && cause.live;
}
