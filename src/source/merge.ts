/** Merges trees: maps merge by key, nothing overrides, and no list concatenates except the top-level `accept`. Decision 1. */
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import { duplicateKey } from './findings.ts';
import type { Span, Tree, TreeEntry } from './tree.ts';

const CONCATENATED = 'accept';

/** The first entry of each key; every further one is `yaml/duplicate-key`. */
export function uniqueEntries(entries: readonly TreeEntry[]): {
  unique: readonly TreeEntry[];
  diagnostics: readonly Diagnostic[];
} {
  const first = new Map<string, TreeEntry>();
  const diagnostics: Diagnostic[] = [];
  for (const entry of entries) {
    const earlier = first.get(entry.key);
    if (earlier === undefined) first.set(entry.key, entry);
    else diagnostics.push(twice(entry, earlier));
  }
  return { unique: [...first.values()], diagnostics };
}

/** The trees of all files merged in the given order. Undefined if there is none. Code `yaml/duplicate-key`. */
export function mergeTrees(trees: readonly Tree[]): { tree?: Tree; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const [first, ...others] = trees;
  if (first === undefined) return { diagnostics };
  return { tree: others.reduce((merged, tree) => mergeTop(merged, tree, diagnostics), first), diagnostics };
}

function mergeTop(a: Tree, b: Tree, found: Diagnostic[]): Tree {
  if (a.kind === 'map' && b.kind === 'map') return mergeMaps(a, b, found, [CONCATENATED]);
  return a.kind === 'map' ? a : b;
}

type MapTree = Extract<Tree, { kind: 'map' }>;

function mergeMaps(a: MapTree, b: MapTree, found: Diagnostic[], concatenated: readonly string[]): MapTree {
  const entries = new Map(a.entries.map((entry) => [entry.key, entry]));
  for (const entry of b.entries) {
    const earlier = entries.get(entry.key);
    entries.set(entry.key, earlier === undefined ? entry : mergeEntries(earlier, entry, found, concatenated));
  }
  return { ...a, entries: [...entries.values()] };
}

function mergeEntries(a: TreeEntry, b: TreeEntry, found: Diagnostic[], concatenated: readonly string[]): TreeEntry {
  if (a.value.kind === 'map' && b.value.kind === 'map') return { ...a, value: mergeMaps(a.value, b.value, found, []) };
  if (a.value.kind === 'list' && b.value.kind === 'list' && concatenated.includes(a.key)) {
    return { ...a, value: { ...a.value, items: [...a.value.items, ...b.value.items] } };
  }
  found.push(twice(b, a));
  return a;
}

function twice(entry: TreeEntry, earlier: TreeEntry): Diagnostic {
  const related = [{ at: placeOf(earlier.keySpan), message: 'it is first written here' }];
  return duplicateKey(placeOf(entry.keySpan), { key: entry.key }, related);
}

function placeOf(span: Span): Place {
  return { in: 'text', ...span };
}
