/**
 * Keeps a two-node cluster without a fence delay as it is. A site derives a delay by default, so its absence has to be explicit.
 */
import type { Json } from '../../../../base/brand.ts';
import { isList, isMap, type JsonMap } from '../../../../base/json.ts';
import type { ImportNotes } from '../../../../import/site/notes.ts';

/**
 * Sets delay 0 explicitly where the site would derive one. `race`: a two-node cluster whose agents support a delay.
 */
export function withoutRace(hosts: JsonMap, race: boolean, notes: ImportNotes): JsonMap {
  const entries = Object.entries(hosts);
  const [first] = entries;
  const fence = isMap(first?.[1]) ? first[1]['fence'] : undefined;
  if (entries.length !== 2 || !race || first === undefined || fence === undefined || hasDelay(hosts)) return hosts;
  const [name, host] = first;
  notes.above(
    ['hosts', name, 'fence'],
    'no delay, as before: both nodes may kill each other; 15s here would let this one live',
  );
  return { ...hosts, [name]: { ...(isMap(host) ? host : {}), fence: delayed(fence) } };
}

function hasDelay(value: Json): boolean {
  if (isList(value)) return value.some(hasDelay);
  return isMap(value) && Object.entries(value).some(([key, inner]) => key === 'delay' || hasDelay(inner));
}

/** Adds the delay to the first device of the first method. */
function delayed(methods: Json): Json {
  if (!isList(methods)) return methods;
  const [method, ...others] = methods;
  const list = isMap(method) && isList(method['devices']) ? 'devices' : 'feeds';
  const uses = isMap(method) ? method[list] : undefined;
  if (!isMap(method) || uses === undefined || !isList(uses)) return methods;
  const [use, ...more] = uses;
  return [{ ...method, [list]: [{ ...(isMap(use) ? use : {}), delay: '0s' }, ...more] }, ...others];
}
