/** Values that are made again and again, mostly equal to the ones before. */
import type { Json } from './brand.ts';
import { isList, isMap, own, type JsonMap } from './json.ts';

/**
 * A value equal to `now`, with those parts of `before` that are equal to its own. So what was worked out for a part, and is
 * kept for it (`memoized`), holds until the part changes.
 */
export function withPartsOf(before: Json | undefined, now: Json): Json {
  if (before !== undefined && isEqual(before, now)) return before;
  if (isList(now) && isList(before)) return now.map((item, index) => withPartsOf(before[index], item));
  return isMap(now) && isMap(before) ? withEntriesOf(before, now) : now;
}

function withEntriesOf(before: JsonMap, now: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(now).map(([key, value]) => [key, withPartsOf(own(before, key), value)]));
}

/** Equal maps have their keys in the same order. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => isEqualPart(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  return isEqual(Object.keys(a), Object.keys(b)) && isEqual(Object.values(a), Object.values(b));
}

function isEqualPart(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isEqual(a, b));
}
