/** Which change is to blame for what happens to a service: attributes that differ, and resources that came, went or moved. */
import { differencesOf, type AttributeDifference, type States } from './delta/compare.ts';
import type { Key, Resource } from './delta/resources.ts';
import type { ServiceTree } from './delta/tree.ts';
import type { TreeNode } from './delta/tree-node.ts';

export type Cause =
  | (AttributeDifference & { readonly resource: Key; readonly what: 'attribute' })
  | { readonly resource: Key; readonly what: 'added' | 'removed' | 'moved' | 'twice' }
  /** rgmanager compares it with a resource that is gone, whose name is one of its values. */
  | { readonly resource: Key; readonly what: 'mistaken'; readonly for: Key };

/** A service or VM before and after; one of them is missing where it is new or gone. */
export type Root = { readonly before: TreeNode | undefined; readonly after: TreeNode | undefined };

/** `moved`: what stops in one place and starts in another. */
export type Known = {
  readonly before: ServiceTree;
  readonly after: ServiceTree;
  readonly states: States;
  readonly moved: ReadonlySet<Key>;
};

/** What is to blame first, then what would have been taken over live without it. */
export function causesOf(root: Root, known: Known): readonly Cause[] {
  return [...inTree(root, known)].sort((a, b) => Number(isLive(a)) - Number(isLive(b)));
}

function* inTree({ before, after }: Root, known: Known): Generator<Cause> {
  const old = placesIn(before);
  const now = haveSameKeys(before, after) ? old : placesIn(after);
  for (const resource of old === now ? old.keys() : new Set([...old.keys(), ...now.keys()])) {
    yield* inValues(resource, known);
    const [was, is] = [old.get(resource), now.get(resource)];
    if (was === is) continue;
    if ((was !== undefined && is !== undefined) || known.moved.has(resource)) yield { resource, what: 'moved' };
    else yield { resource, what: was === undefined ? 'added' : 'removed' };
    // Resources below a service that is new or gone are not to blame for it.
    if (resource === before?.key || resource === after?.key) return;
  }
  for (const resource of new Set([...twiceIn(before), ...twiceIn(after)])) yield { resource, what: 'twice' };
}

function haveSameKeys(before: TreeNode | undefined, after: TreeNode | undefined): boolean {
  if (before?.key !== after?.key || before?.children.length !== after?.children.length) return false;
  if (before === undefined || after === undefined || before.children === after.children) return true;
  return before.children.every((child, index) => haveSameKeys(child, after.children[index]));
}

function* inValues(resource: Key, { before, after, states }: Known): Generator<Cause> {
  const [old, now] = [before.list.get(resource), after.list.get(resource)];
  if (old === undefined || now === undefined) return;
  for (const difference of differencesOf(old, now)) yield { resource, what: 'attribute', ...difference };
  for (const gone of states.mistaken.get(now) ?? []) yield { resource, what: 'mistaken', for: gone.key };
}

/** Resources that occur twice below one parent. */
function* twiceIn(root: TreeNode | undefined): Generator<Key> {
  const children = root?.children ?? [];
  if (children.length > 1) {
    const seen = new Set<Resource>();
    for (const { resource, key } of children) {
      if (seen.has(resource)) yield key;
      seen.add(resource);
    }
  }
  for (const child of children) if (child.children.length > 0) yield* twiceIn(child);
}

/** The parent of each resource of a service; the service itself, first, has none. */
function placesIn(root: TreeNode | undefined): ReadonlyMap<Key, Key> {
  const places = new Map<Key, Key>();
  const place = (node: TreeNode, within: Key): void => {
    if (!places.has(node.key)) places.set(node.key, within);
    for (const child of node.children) place(child, node.key);
  };
  if (root !== undefined) place(root, '');
  return places;
}

/** The line of the new file that has the cause of a change; none for what is gone. */
export function lineOf(cause: Cause, service: Key, after: ServiceTree): number | undefined {
  if (cause.what === 'attribute')
    return cause.to === undefined ? undefined : after.list.get(cause.resource)?.element.line;
  if (cause.what === 'removed') return undefined;
  return linesIn(after).get(service)?.get(cause.resource);
}

type Lines = ReadonlyMap<Key, ReadonlyMap<Key, number>>;
const KNOWN = new WeakMap<ServiceTree, Lines>();

/** By service and resource: the first line that puts the one into the other. */
function linesIn(tree: ServiceTree): Lines {
  const known = KNOWN.get(tree);
  if (known !== undefined) return known;
  const lines = new Map<Key, Map<Key, number>>();
  for (const root of tree.roots) {
    const own = lines.get(root.key) ?? new Map<Key, number>();
    lines.set(root.key, own);
    enter(root, own);
  }
  KNOWN.set(tree, lines);
  return lines;
}

function enter({ key, element, children }: TreeNode, lines: Map<Key, number>): void {
  if (!lines.has(key)) lines.set(key, element.line);
  for (const child of children) enter(child, lines);
}

function isLive(cause: Cause): boolean {
  return cause.what === 'attribute' && cause.live;
}
