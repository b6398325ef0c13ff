/** Attribute text for cluster.conf. Unset values are omitted. */
import type { Json, Millis, SourcePath } from '../../../base/brand.ts';
import { isList, isMap } from '../../../base/json.ts';
import { seconds } from '../../../base/units.ts';

const ZERO_ONE = [0, 1] as const;

/** One canonical spelling per attribute, since rgmanager compares text. rgmanager, reslist.c. */
export function flag<T extends string | number>(value: boolean | null, [off, on]: readonly [off: T, on: T]): T | null {
  return value === null ? null : value ? on : off;
}

/** 0 or 1, as atoi reads it. */
export function bit(value: boolean | null): 0 | 1 | null {
  return flag(value, ZERO_ONE);
}

export function secondsOf(time: Millis | null): number | null {
  return time === null ? null : seconds(time);
}

/** The sections of the cluster that the site sets, as the places that a line was made from. */
export function writtenSections(at: SourcePath, sections: { readonly [section: string]: Json }): readonly SourcePath[] {
  return Object.entries(sections).flatMap(([section, value]) =>
    saysSomething(value) ? [[...at, ...section.split('/')]] : [],
  );
}

function saysSomething(value: Json): boolean {
  if (isList(value)) return value.length > 0;
  return isMap(value) ? Object.values(value).some(saysSomething) : value !== null;
}
