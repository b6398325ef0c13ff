/** Names and sizes in a review. Pure. */
import { ranges } from '../rows.ts';

/** Up to this many are listed one by one. Our choice: a screen. */
export const FEW = 24;

/** `vm1-vm7, web`; of very many, the first. */
export function namesText(names: readonly string[]): string {
  const parts = ranges(inNaturalOrder(names, (name) => name)).split(', ');
  const more = parts.length - MOST;
  return more > 1 ? `${parts.slice(0, MOST).join(', ')} and ${more} more` : parts.join(', ');
}

const MOST = 12;

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** By name, `vm2` before `vm10`. */
export function inNaturalOrder<T>(values: readonly T[], nameOf: (value: T) => string): readonly T[] {
  return values.toSorted((a, b) => COLLATOR.compare(nameOf(a), nameOf(b)));
}

/** `2 GiB`, `1.5 GiB`, `512 MiB`. */
export function sizeWords(bytes: number): string {
  if (bytes === 0) return '0';
  const unit = UNITS.find(([, size]) => bytes >= size) ?? UNITS[UNITS.length - 1];
  if (unit === undefined) return `${bytes} bytes`;
  const [name, size] = unit;
  return `${Number((bytes / size).toFixed(1))} ${name}`;
}

const UNITS = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

/** Values by a key, in the order in which the keys appear. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return [...groups.values()];
}
