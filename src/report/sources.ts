/** Where values of the model come from: the line that sets it, or why none is needed. Pure. */
import type { FileId, Json, SourcePath } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { keyAt, valueAt, type Diagnostic } from '../diag/diagnostic.ts';
import type { Range } from '../diag/located.ts';
import type { Model } from '../model/model.ts';
import type { Origin } from '../model/entity.ts';
import { writtenPath } from '../model/written.ts';
import { locator } from '../source/locate.ts';
import { nodeAt, type SourceFile, type Tree } from '../source/tree.ts';

/** As much of a compilation as explanations of the site need. */
export type Site = {
  readonly files: readonly SourceFile[];
  readonly tree?: Tree;
  readonly model?: Model;
  readonly diagnostics: readonly Diagnostic[];
};

/** A line of the site, and where in it; line and column from 1. */
export type Spot = {
  readonly file: FileId | string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
};

/** `absent`: nothing is set there; `where` is the key around it. */
export type Source =
  | { readonly path: string; readonly kind: 'written'; readonly where: Spot | null }
  /** Said by a profile or a group, which is written where `from` says. */
  | { readonly path: string; readonly kind: 'layer'; readonly value: Json; readonly from: Source }
  | { readonly path: string; readonly kind: 'default'; readonly value: Json; readonly because: string }
  | {
      readonly path: string;
      readonly kind: 'derived';
      readonly value: Json;
      readonly because: string;
      readonly from: readonly Source[];
    }
  | { readonly path: string; readonly kind: 'absent'; readonly where: Spot | null };

/** Says of any path of the site where it comes from. */
export function sourceFinder(site: Site): (path: SourcePath) => Source {
  const locate = locator(site.files, site.tree, site.diagnostics);
  const origins = site.model?.origins ?? {};
  const find = (path: SourcePath): Source => {
    const name = path.join('/');
    const origin = own(origins, name);
    if (origin !== undefined && origin.kind !== 'layer') return unwritten(name, origin, find);
    const said = writtenPath(path, origins);
    const value = said === path ? undefined : layeredValue(path, origins);
    if (value !== undefined) return { path: name, kind: 'layer', value, from: find(said) };
    const isWritten = site.tree !== undefined && nodeAt(site.tree, path) !== undefined;
    const where = spotOf(locate(isWritten ? valueAt(path) : keyAt(path)));
    return { path: name, kind: isWritten ? 'written' : 'absent', where };
  };
  return find;
}

/** What a profile or group says at a path: the value of the origin at or above it. */
export function layeredValue(path: SourcePath, origins: Model['origins']): Json | undefined {
  const depths = path.map((_, index) => path.length - index);
  const depth = depths.find((one) => own(origins, path.slice(0, one).join('/'))?.kind === 'layer') ?? 0;
  const origin = own(origins, path.slice(0, depth).join('/'));
  return path.slice(depth).reduce<Json | undefined>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isMap(value) ? own(value, String(step)) : undefined;
  }, origin?.value);
}

function unwritten(
  path: string,
  origin: Exclude<Origin, { kind: 'layer' }>,
  find: (path: SourcePath) => Source,
): Source {
  const { kind, value, because } = origin;
  return kind === 'default'
    ? { path, kind, value, because }
    : { path, kind, value, because, from: origin.from.map(find) };
}

function spotOf(where: Range | string): Spot | null {
  if (typeof where === 'string') return null;
  const { file, start, excerpt } = where;
  return { file, line: start.line, column: start.column, text: excerpt.at(-1) ?? '' };
}

/** A source for people: its path and what there is to say, the line of the site below it. */
export function* sayPlace(source: Source): Generator<string> {
  if (source.kind === 'written' || source.kind === 'absent') {
    const remark = source.kind === 'absent' ? ' not written;' : '';
    yield `${source.path} ${remark} ${source.where === null ? '' : sayPosition(source.where)}`.trimEnd();
    yield* sayText(source.where);
  } else {
    yield `${source.path} = ${JSON.stringify(source.value)}`;
    yield* indented(sayReason(source));
  }
}

/** Why there is a value that is not set in the site, and what it was derived from. */
export function* sayReason(source: Extract<Source, { kind: 'layer' | 'default' | 'derived' }>): Generator<string> {
  if (source.kind === 'layer') return yield* sayLayer(source.from);
  yield `${source.kind}: ${source.because}`;
  if (source.kind === 'default') return;
  yield 'from';
  for (const one of source.from) yield* indented(sayPlace(one));
}

/** The profile or group by its name, and its line. */
function* sayLayer(from: Source): Generator<string> {
  const [section, name] = from.path.split('/');
  yield `from the ${section === 'profiles' ? 'profile' : 'group'} ${name}`;
  if (from.kind === 'written') yield* sayWritten(from.where);
}

/** Where the site says it, and its line. */
export function* sayWritten(where: Spot | null): Generator<string> {
  if (where !== null) yield `written at ${sayPosition(where)}`;
  yield* sayText(where);
}

function* sayText(where: Spot | null): Generator<string> {
  if (where !== null) yield `  ${where.line} │ ${where.text}`;
}

export function sayPosition({ file, line, column }: Spot): string {
  return `${file}:${line}:${column}`;
}

export function* indented(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `  ${line}`;
}
