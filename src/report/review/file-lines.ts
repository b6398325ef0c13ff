/** The lines of a rendered file, each with the place in the site that it comes from. Pure. */
import type { SourcePath } from '../../base/brand.ts';
import type { OutputFile } from '../../bundle/bundle.ts';
import { shownPieces, type Content } from '../../bundle/content.ts';
import type { Body, Draft } from '../../emit/draft.ts';
import { templateLines } from '../../emit/template-lines.ts';
import { sourceLines } from '../../emit/xml-lines.ts';
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
  const lines = firstLines(content, most);
  const sources = 'xml' in body ? elementSources(body, most) : templateSources(body, from, templates, placeOf);
  return lines.map((text, index) => ({ text, from: distinct((sources[index] ?? []).map(placeOf)) }));
}

type Sources = readonly (readonly SourcePath[])[];

function elementSources({ xml }: Extract<Body, { xml: unknown }>, most: number): Sources {
  const sources: (readonly SourcePath[])[] = [];
  for (const [, source] of sourceLines(xml)) {
    if (sources.length >= most) break;
    sources.push(source);
  }
  return sources;
}

/** Joins no more of the content than the lines need, since lines keep the whole text that they were cut from. */
function firstLines(content: Content, most: number): readonly string[] {
  let text = '';
  let count = 0;
  for (const part of shownPieces(content)) {
    if (count >= most) break;
    const first = part.slice(0, endOfLine(part, most - count));
    text += first;
    count += linesIn(first);
  }
  return text.replace(/\n$/, '').split('\n', most);
}

/** Where the line of this number ends, counted from 1; the end of the text if it has fewer. */
function endOfLine(text: string, line: number): number {
  let end = 0;
  for (let count = 0; count < line; count += 1) {
    const at = text.indexOf('\n', end);
    if (at < 0) return text.length;
    end = at + 1;
  }
  return end;
}

/** Line breaks. */
export function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
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
