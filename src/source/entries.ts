/**
 * Rereads a file of a site: only entries with new text are parsed, the others are moved to their new places. The result is the tree
 * of parse.ts, or none; then the file has to be read as a whole.
 */
import { Mistakes } from './mistakes.ts';
import { readFile } from './read.ts';
import { simpleEntry } from './simple-entry.ts';
import type { MapNode, SourceFile, Span, Tree, TreeEntry } from './tree.ts';
import { splitEntries, type EntryText } from './entry-text.ts';
import { MAX_WEIGHT, type Load } from './weights.ts';

/** An entry with its places as of the offset `start`, and how far behind the start of its text the map around it would end. */
type Known = { readonly entry: TreeEntry; readonly start: number; readonly end: number; readonly weight: number };

/** The entries of one file, by their text. */
export class KnownEntries {
  #earlier: ReadonlyMap<string, Known> = new Map();
  #now = new Map<string, Known>();
  #parsed = 0;

  /** How many entries the last reading has parsed. */
  get parsed(): number {
    return this.#parsed;
  }

  /** The tree of the file. Undefined if it has a mistake, or anything that more than one entry decides. */
  treeOf(file: SourceFile, load: Load): Tree | undefined {
    this.#now = new Map();
    this.#parsed = 0;
    const texts = splitEntries(file.text);
    const own = { weight: load.weight };
    const tree = texts && this.#map(file, texts, own);
    const isRead = tree !== undefined && own.weight <= MAX_WEIGHT;
    // A broken file is mostly repaired next, and the rest of it stays the same.
    this.#earlier = isRead ? this.#now : new Map([...this.#earlier, ...this.#now]);
    if (isRead) load.weight = own.weight;
    return isRead ? tree : undefined;
  }

  #map(file: SourceFile, texts: readonly EntryText[], load: Load): MapNode | undefined {
    const entries: TreeEntry[] = [];
    let [start, end] = [-1, 0];
    for (const text of texts) {
      const read = text.inner === undefined ? this.#whole(file, text, load) : this.#outer(file, text, load);
      if (read === undefined) return undefined;
      entries.push(read.entry);
      if (start < 0) start = read.entry.keySpan.start;
      end = read.end;
    }
    if (start < 0 || new Set(entries.map(({ key }) => key)).size < entries.length) return undefined;
    return { kind: 'map', entries, span: { file: file.id, start, end } };
  }

  /** An entry that is split further. */
  #outer(file: SourceFile, { key, keyStart, inner = [] }: EntryText, load: Load) {
    const value = this.#map(file, inner, load);
    const keySpan = { file: file.id, start: keyStart, end: keyStart + key.length };
    return value && { entry: { key, keySpan, value }, end: value.span.end };
  }

  #whole(file: SourceFile, text: EntryText, load: Load) {
    const known = this.#knownAs(file, text);
    if (known === undefined) return undefined;
    load.weight += known.weight;
    return { entry: known.entry, end: known.end + text.start };
  }

  /** Most entries are where they were: behind a change that has the length of what it replaces, and before any other. */
  #knownAs(file: SourceFile, { above, text, start }: EntryText): Known | undefined {
    const name = above + text;
    const known = this.#earlier.get(name) ?? this.#now.get(name) ?? this.#parse(file, { above, text, start });
    if (known === undefined) return undefined;
    const placed =
      known.start === start ? known : { ...known, start, entry: movedEntry(known.entry, start - known.start) };
    this.#now.set(name, placed);
    return placed;
  }

  #parse(file: SourceFile, { above, text, start }: Omit<EntryText, 'key' | 'keyStart'>): Known | undefined {
    this.#parsed += 1;
    const simple = simpleEntry(file, start, start + text.length);
    return simple === undefined ? parsed(file, above, text) : { ...simple, start, end: simple.end - start };
  }
}

/** Parses an entry below the keys that it has above it. Undefined for anything but one entry without a mistake. */
function parsed({ id }: SourceFile, above: string, text: string): Known | undefined {
  const load = { weight: 0 };
  const mistakes = new Mistakes();
  const read = readFile({ id, text: above + text }, load, mistakes);
  if (typeof read === 'string' || mistakes.all().length > 0) return undefined;
  let tree: Tree | undefined = read;
  for (let depth = above.split('\n').length; depth > 1; depth -= 1) tree = onlyEntry(tree)?.value;
  const entry = onlyEntry(tree);
  if (entry === undefined || tree === undefined) return undefined;
  return { entry, start: above.length, end: tree.span.end - above.length, weight: load.weight };
}

function onlyEntry(tree: Tree | undefined): TreeEntry | undefined {
  return tree?.kind === 'map' && tree.entries.length === 1 ? tree.entries[0] : undefined;
}

function movedEntry({ key, keySpan, value }: TreeEntry, by: number): TreeEntry {
  return { key, keySpan: moved(keySpan, by), value: movedTree(value, by) };
}

function movedTree(tree: Tree, by: number): Tree {
  const span = moved(tree.span, by);
  if (tree.kind === 'scalar') return { kind: 'scalar', value: tree.value, span };
  if (tree.kind === 'list') return { kind: 'list', items: tree.items.map((item) => movedTree(item, by)), span };
  return { kind: 'map', entries: tree.entries.map((entry) => movedEntry(entry, by)), span };
}

function moved({ file, start, end }: Span, by: number): Span {
  return { file, start: start + by, end: end + by };
}
