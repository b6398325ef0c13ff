/** Merges trees: maps merge by key, nothing overrides, and no list concatenates except the top-level `accept`. */
import type { Diagnostic, Place } from '../diag/diagnostic.ts';
import { duplicateKey } from './findings.ts';
import type { Mistakes } from './mistakes.ts';
import type { Span, Tree, TreeEntry } from './tree.ts';

const CONCATENATED = 'accept';

/** The first entry of each key; every further one is `yaml/duplicate-key`. */
export function uniqueEntries(entries: readonly TreeEntry[], mistakes: Mistakes): readonly TreeEntry[] {
  const first = new Map<string, TreeEntry>();
  for (const entry of entries) {
    const earlier = first.get(entry.key);
    if (earlier === undefined) first.set(entry.key, entry);
    else mistakes.add(twice(entry, earlier));
  }
  return [...first.values()];
}

/** The trees of all files merged in the given order. Undefined if there is none. Code `yaml/duplicate-key`. */
export function mergeTrees([first, ...others]: readonly Tree[], mistakes: Mistakes): Tree | undefined {
  return others.reduce<Tree | undefined>((merged, tree) => merged && mergeTop(merged, tree, mistakes), first);
}

function mergeTop(a: Tree, b: Tree, mistakes: Mistakes): Tree {
  if (a.kind === 'map' && b.kind === 'map') return mergeMaps(a, b, mistakes, [CONCATENATED]);
  return a.kind === 'map' ? a : b;
}

type MapTree = Extract<Tree, { kind: 'map' }>;

function mergeMaps(a: MapTree, b: MapTree, mistakes: Mistakes, concatenated: readonly string[]): MapTree {
  const entries = new Map(a.entries.map((entry) => [entry.key, entry]));
  for (const entry of b.entries) {
    const earlier = entries.get(entry.key);
    entries.set(entry.key, earlier === undefined ? entry : mergeEntries(earlier, entry, mistakes, concatenated));
  }
  return { ...a, entries: [...entries.values()] };
}

function mergeEntries(a: TreeEntry, b: TreeEntry, mistakes: Mistakes, concatenated: readonly string[]): TreeEntry {
  if (a.value.kind === 'map' && b.value.kind === 'map')
    return { ...a, value: mergeMaps(a.value, b.value, mistakes, []) };
  if (a.value.kind === 'list' && b.value.kind === 'list' && concatenated.includes(a.key)) {
    return { ...a, value: { ...a.value, items: [...a.value.items, ...b.value.items] } };
  }
  mistakes.add(twice(b, a));
  return a;
}

function twice(entry: TreeEntry, earlier: TreeEntry): Diagnostic {
  const related = [{ at: placeOf(earlier.keySpan), message: 'it is first written here' }];
  return duplicateKey(placeOf(entry.keySpan), { key: entry.key }, related);
}

function placeOf(span: Span): Place {
  return { in: 'text', ...span };
}
