/** Sections of the spec as lists: entries sorted by name, each with its place. */
import { exact } from '../base/lists.ts';
import type { Millis, SourcePath } from '../base/brand.ts';
import { parseDuration } from '../base/units.ts';

export type Entry<T> = { readonly name: string; readonly at: SourcePath; readonly value: T };

/** The entries of a map, sorted by name (UTF-16 order, the same on every machine). */
export function byName<T>(section: { readonly [name: string]: T } | undefined, at: SourcePath): readonly Entry<T>[] {
  const entries = Object.entries(section ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => ({ name, at: exact([...at, name]), value }));
}

/** The places of a section's keys. */
export function written(section: { readonly [name: string]: unknown }, at: SourcePath): readonly SourcePath[] {
  return byName(section, at).map((entry) => entry.at);
}

/** A value that the schema has accepted. */
export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('bug/schema: the schema let a value pass that cannot be read');
  return value;
}

/** A duration that the schema has accepted; null if it is not written. */
export function millisOf(text: string | undefined): Millis | null {
  return text === undefined ? null : known(parseDuration(text));
}

/** Resolved things as a table to refer to. */
export function tableOf<T>(
  what: string,
  things: readonly T[],
  nameOf: (thing: T) => string,
  place: (name: string) => SourcePath,
): Table<T> {
  return { what, entries: new Map(things.map((thing) => [nameOf(thing), thing])), place };
}

/** Things that can be referred to by name; `place` is where the site would define that name. */
export type Table<T> = {
  readonly what: string;
  readonly entries: ReadonlyMap<string, T>;
  readonly place: (name: string) => SourcePath;
};
