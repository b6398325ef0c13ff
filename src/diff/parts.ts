/**
 * A file as a tree of parts, for a comparison that ignores its form. Noise is removed if the other file lacks it; siblings
 * without a meaningful order are sorted alike.
 */
export type Part = {
  readonly name: string;
  /** Equal in both files for the same thing; unique among its siblings. */
  readonly id: string;
  /** Siblings of different groups may change places; within a group their order counts. */
  readonly group: string;
  /** In the order of the file. */
  readonly attributes: ReadonlyMap<string, string>;
  /** As it is compared. */
  readonly text: string;
  /** As the file has it, where that differs. */
  readonly shown?: string;
  /** What has it, as messages name it; from its name and attributes if absent. */
  readonly label?: string;
  /** In its file, from 1. */
  readonly line: number;
  /** How many of its settings are noise, and were removed. */
  readonly noise?: number;
  readonly children: readonly Part[];
};

/** What a node has, and what the site says. */
export type Pair<T> = { readonly found: T; readonly desired: T };
export type Side = keyof Pair<unknown>;

/** What is no difference when only one of the two files has it. */
export type Noise = {
  /** A whole part; `within`: its parent; `others`: the parent in the other file. */
  readonly part: (part: Part, side: Side, within: Part, others: Part) => boolean;
  readonly attribute: (name: string, value: string, side: Side, within: Part) => boolean;
};

/** Adds a number to the ids of siblings with the same one. */
export function numbered(parts: readonly Part[]): readonly Part[] {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const count = (seen.get(part.id) ?? 0) + 1;
    seen.set(part.id, count);
    return count === 1 ? part : { ...part, id: `${part.id} ${count}` };
  });
}

/** How many settings a part and all below it have: attributes, texts, and elements that have neither. */
export function settingsIn({ attributes, text, children, noise = 0 }: Part): number {
  const own = attributes.size + (text === '' ? 0 : 1);
  const below = children.reduce((sum, child) => sum + settingsIn(child), 0);
  return own + below + noise === 0 ? 1 : own + below;
}

/** Both without noise, the found one in the order of the desired one. */
export function matched(pair: Pair<Part>, noise: Noise): Pair<Part> {
  if (isEqual(pair)) return pair;
  const children = matchedChildren(pair, noise);
  const attributes = attributesOf(pair, 'found', noise);
  const desired = { ...pair.desired, children: children.desired, attributes: attributesOf(pair, 'desired', noise) };
  const removed = children.noise + pair.found.attributes.size - attributes.size;
  const found = { ...pair.found, children: children.found, attributes: like(desired.attributes, attributes) };
  return { found: removed === 0 ? found : { ...found, noise: removed }, desired };
}

/** Equal in each part and each order, so that nothing is noise. Most files of a node are. */
export function isEqual({ found, desired }: Pair<Part>): boolean {
  return (
    found.id === desired.id &&
    found.text === desired.text &&
    found.attributes.size === desired.attributes.size &&
    found.children.length === desired.children.length &&
    [...found.attributes].every(([name, value]) => desired.attributes.get(name) === value) &&
    found.children.every((child, index) => {
      const other = desired.children[index];
      return other !== undefined && isEqual({ found: child, desired: other });
    })
  );
}

/** `noise`: how many settings of the found children were removed. */
function matchedChildren(
  { found, desired }: Pair<Part>,
  noise: Noise,
): Pair<readonly Part[]> & { readonly noise: number } {
  const pairs = new Map<string, { found?: Part; desired?: Part }>(
    found.children.map((part) => [part.id, { found: part }]),
  );
  for (const part of desired.children) pairs.set(part.id, { ...pairs.get(part.id), desired: part });
  let removed = 0;
  const kept: { readonly [S in Side]: Map<string, Part> } = { found: new Map(), desired: new Map() };
  for (const [id, pair] of pairs) {
    const both = matched(
      { found: pair.found ?? empty(pair.desired), desired: pair.desired ?? empty(pair.found) },
      noise,
    );
    const alone = pair.found === undefined ? 'desired' : pair.desired === undefined ? 'found' : undefined;
    if (pair.found !== undefined) {
      if (alone === 'found' && noise.part(both.found, 'found', found, desired)) removed += settingsIn(pair.found);
      else kept.found.set(id, both.found);
    }
    if (alone !== 'found' && !(alone === 'desired' && noise.part(both.desired, 'desired', desired, found)))
      kept.desired.set(id, both.desired);
  }
  const inOrder = (parts: readonly Part[], side: Side) => parts.flatMap(({ id }) => kept[side].get(id) ?? []);
  const order = inOrder(desired.children, 'desired');
  const rankOf = ranks(order);
  return { desired: grouped(order, rankOf), found: grouped(inOrder(found.children, 'found'), rankOf), noise: removed };
}

/** The counterpart of a part that the other file lacks. Its attributes are never noise: see `attributesOf`. */
function empty(part: Part | undefined): Part {
  return { name: '', id: '', group: '', text: '', line: part?.line ?? 0, attributes: new Map(), children: [] };
}

function attributesOf({ found, desired }: Pair<Part>, side: Side, noise: Noise): ReadonlyMap<string, string> {
  const [part, other] = side === 'found' ? [found, desired] : [desired, found];
  if (other.name === '') return part.attributes;
  return new Map(
    [...part.attributes].filter(
      ([name, value]) => other.attributes.has(name) || !noise.attribute(name, value, side, part),
    ),
  );
}

/** In the order of the first one, then what only the second has. */
function like(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const shared = [...first.keys()].filter((name) => second.has(name));
  return new Map([...shared, ...second.keys()].map((name) => [name, second.get(name) ?? '']));
}

/** Groups in the order in which they begin. */
function ranks(parts: readonly Part[]): ReadonlyMap<string, number> {
  const groups = new Set(parts.map(({ group }) => group));
  return new Map([...groups].map((group, index) => [group, index]));
}

/** Groups by rank, each in its own order; a part without a rank stays after its predecessor. */
function grouped(parts: readonly Part[], rankOf: ReadonlyMap<string, number>): readonly Part[] {
  let rank = -1;
  const ranked = parts.map((part) => ({ part, rank: (rank = rankOf.get(part.group) ?? rank) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ part }) => part);
}
