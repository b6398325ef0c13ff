/** Origins that many entities have in common: most VMs of a site take the same defaults. */
import type { Json } from '../base/brand.ts';
import { own } from '../base/json.ts';
import { memoized } from '../base/memoize.ts';
import type { Origin } from '../model/entity.ts';
import type { OriginsOf } from '../model/origins.ts';

type Fallback = { readonly value: Json; readonly because: string };

/** One for each default that is not set. */
export const defaultOrigin: (fallback: Fallback) => Origin = memoized(({ value, because }: Fallback) => ({
  kind: 'default',
  value,
  because,
}));

/** The origins of an entity by their places: those of defaults, which may be shared with others, and its own. */
export function origins(recorded: ReadonlyMap<string, Origin>): readonly OriginsOf[] {
  const all = [...recorded];
  const defaults = all.filter(([, { kind }]) => kind === 'default');
  const others = all.filter(([, { kind }]) => kind !== 'default');
  return [
    ...(defaults.length === 0 ? [] : [shared(defaults)]),
    ...(others.length === 0 ? [] : [Object.fromEntries(others)]),
  ];
}

/** The last map with these places. There are as many sets of places as there are kinds of entities. */
const known = new Map<string, OriginsOf>();
const MOST = 1000;

function shared(entries: readonly (readonly [string, Origin])[]): OriginsOf {
  const places = entries.map(([place]) => place).join('\n');
  const last = known.get(places);
  if (last !== undefined && entries.every(([place, origin]) => own(last, place) === origin)) return last;
  if (known.size >= MOST) known.clear();
  const made = Object.fromEntries(entries);
  known.set(places, made);
  return made;
}
