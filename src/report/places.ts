/** The place in the site that a change in a generated file comes from: the key of the attribute, else its entity. Pure. */
import type { SourcePath } from '../base/brand.ts';
import type { Xml } from '../emit/draft.ts';
import { sourceLines } from '../emit/xml-lines.ts';
import { positionText, originFinder, type ExplainedSite, type ValueOrigin, type Spot } from './value-origin.ts';

/** `site.yaml:73:15` for a line of the new file and an attribute of its element; undefined if the site does not contain it. */
export type PlaceOf = (line: number, attribute: string | undefined) => string | undefined;

/** Keys of a site that an attribute of an element can come from, steps joined with slashes. */
type SiteKeys = (element: string, attribute: string) => readonly string[];

export function placesIn(site: ExplainedSite, document: Xml, siteKeys: SiteKeys): PlaceOf {
  let known: Lines | undefined;
  const find = originFinder(site);
  return (line, attribute) => {
    known ??= linesOf(document);
    const [name, from] = [known.names[line - 1] ?? null, known.froms[line - 1] ?? []];
    if (name === null) return undefined;
    const paths = attribute === undefined ? [] : pathsOf(name, from, attribute, siteKeys);
    return firstSaid([...paths, ...entities(from)], find);
  };
}

/** By line. Two lists, since an object for each line of the CIB of 10,000 VMs takes four times as much. */
type Lines = { readonly names: readonly (string | null)[]; readonly froms: readonly (readonly SourcePath[])[] };

function linesOf(document: Xml): Lines {
  const names: (string | null)[] = [];
  const froms: (readonly SourcePath[])[] = [];
  for (const [name, from] of sourceLines(document)) {
    names.push(name);
    froms.push(from);
  }
  return { names, froms };
}

function firstSaid(paths: readonly SourcePath[], find: (path: SourcePath) => ValueOrigin): string | undefined {
  for (const path of paths) {
    const spot = spotOf(find(path));
    if (spot !== null) return positionText(spot);
  }
  return undefined;
}

/** A profile's value, or a derived one, has the place of its source; a default has none. */
function spotOf(source: ValueOrigin): Spot | null {
  if (source.kind === 'written') return source.where;
  if (source.kind === 'layer') return spotOf(source.from);
  return source.kind === 'derived' ? (source.from.map(spotOf).find((spot) => spot !== null) ?? null) : null;
}

/** Entities only: an element made from several sections of the cluster has no single section as its place. */
function entities(from: readonly SourcePath[]): readonly SourcePath[] {
  return from.length === 1 ? from : from.filter(([section, name]) => section !== 'cluster' && name !== undefined);
}

/** Paths at which the key of an attribute can be. Some sections of the cluster make no element of their own. */
function pathsOf(
  element: string,
  from: readonly SourcePath[],
  attribute: string,
  siteKeys: SiteKeys,
): readonly SourcePath[] {
  const steps = [...siteKeys(element, attribute), `raw/${attribute}`].map((key) => key.split('/'));
  const places = from.some(([section]) => section === 'cluster') ? [...from, ['cluster']] : from;
  return places.flatMap((path) => [
    ...(path.at(-1) === attribute ? [path] : []),
    ...steps.map((step) => [...path, ...step]),
  ]);
}
