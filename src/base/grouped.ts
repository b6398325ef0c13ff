/** Things by what they have in common, in the order in which that first occurs. `Map.groupBy` needs Node 21. */
export function grouped<T, K>(things: readonly T[], keyOf: (thing: T) => K): Map<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return groups;
}

/** The first of the things with each key; a thing may have several. */
export function firstBy<T, K>(things: Iterable<T>, keysOf: (thing: T) => Iterable<K>): ReadonlyMap<K, T> {
  const firsts = new Map<K, T>();
  for (const thing of things) for (const key of keysOf(thing)) if (!firsts.has(key)) firsts.set(key, thing);
  return firsts;
}
