/** The site's files as one tree with the place of every key and value. Plain data. */
import type { FileId, Json, SourcePath } from '../base/brand.ts';
import { memoized } from '../base/memoize.ts';

/** A file as read. Bytes, so that invalid UTF-8 becomes a diagnostic. */
export type InputFile = { readonly id: FileId; readonly bytes: Uint8Array };
export type SourceFile = { readonly id: FileId; readonly text: string };

/** Half-open range of UTF-16 offsets into one file. */
export type Span = { readonly file: FileId; readonly start: number; readonly end: number };

export type ScalarNode = {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly span: Span;
};
export type ListNode = { readonly kind: 'list'; readonly items: readonly Tree[]; readonly span: Span };
export type MapNode = { readonly kind: 'map'; readonly entries: readonly TreeEntry[]; readonly span: Span };
export type Tree = ScalarNode | ListNode | MapNode;
export type TreeEntry = { readonly key: string; readonly keySpan: Span; readonly value: Tree };

/** The tree without places, as a schema validates it. `inner` does the same for its parts. */
export function plain(tree: Tree, inner: (part: Tree) => Json = plain): Json {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map((item) => inner(item));
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, inner(value)]));
}

/** One step down: an entry of a map, or an item of a list by its index. */
export function entryOf(node: Tree, step: string | number): Tree | TreeEntry | undefined {
  if (node.kind === 'list') return /^[0-9]+$/.test(String(step)) ? node.items[Number(step)] : undefined;
  return node.kind === 'map' ? entriesByKey(node).get(String(step)) : undefined;
}

/** One of 10,000 entries is asked for each of them. */
const entriesByKey = memoized(
  ({ entries }: MapNode) => new Map(entries.toReversed().map((entry) => [entry.key, entry])),
);

/** The node at a path of the tree. */
export function nodeAt(root: Tree, path: SourcePath): Tree | undefined {
  return path.reduce<Tree | undefined>((node, step) => {
    const entry = node === undefined ? undefined : entryOf(node, step);
    return entry !== undefined && 'keySpan' in entry ? entry.value : entry;
  }, root);
}
