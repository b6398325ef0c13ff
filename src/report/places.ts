/** Where the site says what has changed in a generated file: the key of an attribute, else the entity that has it. Pure. */
import type { SourcePath } from '../base/brand.ts';
import type { Xml } from '../emit/draft.ts';
import { elementLines, type ElementLine } from '../emit/xml-lines.ts';
import { sayPosition, sourceFinder, type Site, type Source, type Spot } from './sources.ts';

/** `site.yaml:73:15` for a line of the new file and an attribute of its element; undefined where the site does not have it. */
export type PlaceOf = (line: number, attribute: string | undefined) => string | undefined;

/** The keys of a site that an attribute of an element can come from, steps joined with slashes. */
type SiteKeys = (element: string, attribute: string) => readonly string[];

export function placesIn(site: Site, document: Xml, siteKeys: SiteKeys): PlaceOf {
  const lines = elementLines(document);
  const find = sourceFinder(site);
  return (line, attribute) => {
    const element = lines[line - 1] ?? null;
    if (element === null) return undefined;
    const paths = attribute === undefined ? [] : pathsOf(element, attribute, siteKeys);
    return firstSaid([...paths, ...entities(element.from)], find);
  };
}

function firstSaid(paths: readonly SourcePath[], find: (path: SourcePath) => Source): string | undefined {
  for (const path of paths) {
    const spot = spotOf(find(path));
    if (spot !== null) return sayPosition(spot);
  }
  return undefined;
}

/** A value of a profile, or one that is derived, has the place of its source; a default has none. */
function spotOf(source: Source): Spot | null {
  if (source.kind === 'written') return source.where;
  if (source.kind === 'layer') return spotOf(source.from);
  return source.kind === 'derived' ? (source.from.map(spotOf).find((spot) => spot !== null) ?? null) : null;
}

/** An element made from several sections of the cluster: only the other entities are a place for it. */
function entities(from: readonly SourcePath[]): readonly SourcePath[] {
  return from.length === 1 ? from : from.filter(([section, name]) => section !== 'cluster' && name !== undefined);
}

/** Paths at which the key of an attribute can be; some sections of the cluster make no element of their own. */
function pathsOf({ element, from }: ElementLine, attribute: string, siteKeys: SiteKeys): readonly SourcePath[] {
  const type = element.replace(/^.*\//, '').replace(/\[[0-9]+\]$/, '');
  const steps = [...siteKeys(type, attribute), `raw/${attribute}`].map((key) => key.split('/'));
  const places = from.some(([section]) => section === 'cluster') ? [...from, ['cluster']] : from;
  return places.flatMap((path) => [
    ...(path.at(-1) === attribute ? [path] : []),
    ...steps.map((step) => [...path, ...step]),
  ]);
}
