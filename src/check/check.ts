/**
 * Running checks. A check looks at the model and yields what is wrong; it changes nothing and reads no file.
 *
 * To add one: a kind and a generator function in src/check/<topic>.ts, the function in that file's list, and the
 * smallest broken site in fixtures/broken/.
 */
import type { Json } from '../base/brand.ts';
import type { Diagnostic } from '../diag/diagnostic.ts';
import type { Model } from '../model/model.ts';

export type Check<Own extends Json = Json> = (model: Model<Own>) => Iterable<Diagnostic>;

/** All findings of the checks. */
export function runChecks<Own extends Json>(model: Model<Own>, checks: readonly Check<Own>[]): readonly Diagnostic[] {
  return checks.flatMap((check) => [...check(model)]);
}

/** Items grouped by key, for keys with more than one item: `[key, [a, b]]`. */
export function shared<T>(
  things: readonly T[],
  keyOf: (thing: T) => string | number | null,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(String(key));
    if (group !== undefined) group.push(thing);
    else if (key !== null) groups.set(String(key), [thing]);
  }
  return [...groups].filter(([, members]) => members.length > 1);
}
