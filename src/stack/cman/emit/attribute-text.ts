/** How values are spelled in cluster.conf, where nobody wrote them: not at all. */
import type { Json, Millis, SourcePath } from '../../../base/brand.ts';
import { isList, isMap } from '../../../base/json.ts';
import { seconds } from '../../../base/units.ts';

const ZERO_ONE = [0, 1] as const;

/** One canonical spelling per place: rgmanager compares text. Domain reference, 1.1 and 1.8. */
export function flag<T extends string | number>(value: boolean | null, [off, on]: readonly [off: T, on: T]): T | null {
  return value === null ? null : value ? on : off;
}

/** 0 or 1: what atoi understands. */
export function bit(value: boolean | null): 0 | 1 | null {
  return flag(value, ZERO_ONE);
}

export function secondsOf(time: Millis | null): number | null {
  return time === null ? null : seconds(time);
}

/** The sections of the cluster in which anything is written, as places of the site: what a line was made from. */
export function writtenSections(at: SourcePath, sections: { readonly [section: string]: Json }): readonly SourcePath[] {
  return Object.entries(sections).flatMap(([section, value]) =>
    saysSomething(value) ? [[...at, ...section.split('/')]] : [],
  );
}

function saysSomething(value: Json): boolean {
  if (isList(value)) return value.length > 0;
  return isMap(value) ? Object.values(value).some(saysSomething) : value !== null;
}
