/** The lines of a rendered file, each with the place in the site that it comes from. Pure. */
import type { SourcePath } from '../../base/brand.ts';
import type { OutputFile } from '../../bundle/bundle.ts';
import { shown } from '../../bundle/content.ts';
import type { Body, Draft } from '../../emit/draft.ts';
import { templateLines } from '../../emit/template-lines.ts';
import { elementLines } from '../../emit/xml-lines.ts';
import type { LinePlace } from './line-places.ts';

/** `from` empty: a fixed line, the same in every site. */
export type FileLine = { readonly text: string; readonly from: readonly LinePlace[] };

type PlaceOf = (path: SourcePath) => LinePlace | undefined;
type Templates = ReadonlyMap<string, string>;

/** At most `most` lines. */
export function fileLines(
  { content }: Pick<OutputFile, 'content'>,
  { body, from }: Pick<Draft, 'body' | 'from'>,
  { placeOf, templates, most }: { readonly placeOf: PlaceOf; readonly templates: Templates; readonly most: number },
): readonly FileLine[] {
  const lines = firstLines(shown(content), most);
  const sources = 'xml' in body ? elementSources(body, most) : templateSources(body, from, templates, placeOf);
  return lines.map((text, index) => ({ text, from: distinct((sources[index] ?? []).map(placeOf)) }));
}

type Sources = readonly (readonly SourcePath[])[];

function elementSources({ xml }: Extract<Body, { xml: unknown }>, most: number): Sources {
  return elementLines(xml, most).map((line) => line?.from ?? []);
}

function firstLines(text: string, most: number): readonly string[] {
  return text.replace(/\n$/, '').split('\n', most);
}

/** A line that reads values which have no key of their own in the site comes from all that the file is made from. */
function templateSources(
  { template, view }: Extract<Body, { template: string }>,
  from: readonly SourcePath[],
  templates: Templates,
  placeOf: PlaceOf,
): Sources {
  const known = new Map<string, readonly SourcePath[]>();
  const sourcesOf = (name: string) => {
    const found = known.get(name) ?? keysFor(name, from, placeOf);
    known.set(name, found);
    return found;
  };
  return templateLines(templates.get(template) ?? '', view).map((sources) => {
    const reads = [...new Set(sources.flatMap((one) => one.reads))];
    const keys = reads.flatMap(sourcesOf);
    return reads.length === 0 || keys.length > 0 ? keys : from;
  });
}

/** `is.queueDepth` -> `storage/iscsi/queue_depth`, among and next to the paths that the file is made from. */
function keysFor(name: string, from: readonly SourcePath[], placeOf: PlaceOf): readonly SourcePath[] {
  const key = (name.split('.').at(-1) ?? '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const exact = from.filter((path) => path.at(-1) === key);
  if (exact.length > 0) return exact;
  const near = from.flatMap((path) => [
    [...path, key],
    [...path.slice(0, -1), key],
  ]);
  const found = near.find((path) => path.length > 1 && placeOf(path) !== undefined);
  return found === undefined ? [] : [found];
}

function distinct(places: readonly (LinePlace | undefined)[]): readonly LinePlace[] {
  const byPlace = new Map(places.flatMap((one) => (one === undefined ? [] : [[one.path, one] as const])));
  return [...byPlace.values()];
}
