/** The key of the schema that was meant by one that it does not know. */
import type { Json, SourcePath } from '../base/brand.ts';
import { isMap, own } from '../base/json.ts';
import { isOpposite, similar } from '../base/similar.ts';
import { isFenceWord } from '../catalogue/fence.ts';
import { isResourceWord } from '../catalogue/rm.ts';
import { allowedOf } from './schema-facts.ts';
import type { Schema } from './schema.ts';
import { schemaPaths } from './schema-key.ts';

/** Do other fence agents, or other types of resources, have this very key? */
export function isWordOfAnother(key: string, path: SourcePath): boolean {
  if (path[0] === 'fence_devices') return isFenceWord(key);
  return path.includes('resources') && isResourceWord(key);
}

/**
 * The key that was meant: another platform's spelling, else a similar key; never one that is set already. `isWord`: others have this
 * very key, so that it is no misspelling of another one, as ssh is none of ssl.
 */
export function suggest(
  key: string,
  known: readonly (readonly [string, Json])[],
  { map, isWord }: { readonly map: unknown; readonly isWord: boolean },
): string | null {
  const spelled = known.find(([, property]) => isMap(property) && allowedOf(property['x-spellings']).includes(key));
  const [unspaced = ''] = /^[\w-]+(?=:)/.exec(key) ?? [];
  if (known.some(([name]) => name === unspaced)) return unspaced;
  const free = known.map(([name]) => name).filter((name) => !(isMap(map) && Object.hasOwn(map, name)));
  return spelled?.[0] ?? (isWord ? undefined : similar(key, free)) ?? null;
}

/** The path of the schema that this one is without a name or a place in a list: `vms/vm1/memory` for `vms/memory`. */
export function keyOfAnyEntry(path: string, schema: Schema): string | undefined {
  const steps = path.split('/');
  return [...schemaPaths(schema)].find((other) => {
    const full = other.split('/');
    return full.length > steps.length && isShortFor(full, steps);
  });
}

function isShortFor([first, ...rest]: readonly string[], steps: readonly string[]): boolean {
  if (first === undefined) return steps.length === 0;
  if (first === '*' && isShortFor(rest, steps)) return true;
  return steps.length > 0 && (first === '*' || first === steps[0]) && isShortFor(rest, steps.slice(1));
}

/** The key that says the opposite of one that is not known, and its value where that one is true or false. */
export function oppositeOf(
  key: string,
  map: unknown,
  known: readonly (readonly [string, Json])[],
): readonly [key: string, value: boolean | null] | null {
  const opposite = known.find(([name]) => isOpposite(key, name))?.[0];
  const value = isMap(map) ? own(map, key) : undefined;
  return opposite === undefined ? null : [opposite, typeof value === 'boolean' ? !value : null];
}
