/** The origin of model values: the line that sets it, or why none is needed. Pure. */
import type { FileId, Json, SourcePath } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { keyAt, valueAt, type Diagnostic } from '../diag/diagnostic.ts';
import type { Range } from '../diag/located.ts';
import type { Model } from '../model/model.ts';
import type { Origin } from '../model/entity.ts';
import { originAt } from '../model/origins.ts';
import { writtenPath } from '../model/written.ts';
import { locator } from '../source/locate.ts';
import { nodeAt, type SourceFile, type Tree } from '../source/tree.ts';

/** The part of a compilation that explanations need. */
export type ExplainedSite = {
  readonly files: readonly SourceFile[];
  readonly tree?: Tree;
  readonly model?: Model;
  readonly diagnostics: readonly Diagnostic[];
};

/** A line of the site and a position in it; line and column from 1. */
export type Spot = {
  readonly file: FileId | string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
};

/** `absent`: nothing is set there; `where` is the enclosing key. */
export type ValueOrigin =
  | { readonly path: string; readonly kind: 'written'; readonly where: Spot | null }
  /** From a profile or a group; `from` is its place. */
  | { readonly path: string; readonly kind: 'layer'; readonly value: Json; readonly from: ValueOrigin }
  | { readonly path: string; readonly kind: 'default'; readonly value: Json; readonly because: string }
  | {
      readonly path: string;
      readonly kind: 'derived';
      readonly value: Json;
      readonly because: string;
      readonly from: readonly ValueOrigin[];
    }
  | { readonly path: string; readonly kind: 'absent'; readonly where: Spot | null };

/** Returns a function that gives the origin of any path of the site. */
export function originFinder(site: ExplainedSite): (path: SourcePath) => ValueOrigin {
  const locate = locator(site.files, site.tree, site.diagnostics);
  const origins = site.model?.origins ?? {};
  const find = (path: SourcePath): ValueOrigin => {
    const name = path.join('/');
    const origin = originAt(origins, path);
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

/** The value that a profile or group sets at a path: that of the origin at or above it. */
export function layeredValue(path: SourcePath, origins: Model['origins']): Json | undefined {
  const depths = path.map((_, index) => path.length - index);
  const depth = depths.find((one) => originAt(origins, path.slice(0, one))?.kind === 'layer') ?? 0;
  const origin = originAt(origins, path.slice(0, depth));
  return path.slice(depth).reduce<Json | undefined>((value, step) => {
    if (isList(value)) return value[Number(step)];
    return isMap(value) ? own(value, String(step)) : undefined;
  }, origin?.value);
}

function unwritten(
  path: string,
  origin: Exclude<Origin, { kind: 'layer' }>,
  find: (path: SourcePath) => ValueOrigin,
): ValueOrigin {
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

/** A source for people: path, remarks, and the line of the site. */
export function* sourceLines(source: ValueOrigin): Generator<string> {
  if (source.kind === 'written' || source.kind === 'absent') {
    const remark = source.kind === 'absent' ? ' not written;' : '';
    yield `${source.path} ${remark} ${source.where === null ? '' : positionText(source.where)}`.trimEnd();
    yield* excerptLine(source.where);
  } else {
    yield `${source.path} = ${JSON.stringify(source.value)}`;
    yield* indented(reasonLines(source));
  }
}

/** Why a value exists that the site does not set, and what it was derived from. */
export function* reasonLines(
  source: Extract<ValueOrigin, { kind: 'layer' | 'default' | 'derived' }>,
): Generator<string> {
  if (source.kind === 'layer') return yield* layerLines(source.from);
  yield `${source.kind}: ${source.because}`;
  if (source.kind === 'default') return;
  yield 'from';
  for (const one of source.from) yield* indented(sourceLines(one));
}

/** The name of the profile or group, and its line. */
function* layerLines(from: ValueOrigin): Generator<string> {
  const [section, name] = from.path.split('/');
  yield `from the ${section === 'profiles' ? 'profile' : 'group'} ${name}`;
  if (from.kind === 'written') yield* writtenLines(from.where);
}

/** The place in the site and its line. */
export function* writtenLines(where: Spot | null): Generator<string> {
  if (where !== null) yield `written at ${positionText(where)}`;
  yield* excerptLine(where);
}

function* excerptLine(where: Spot | null): Generator<string> {
  if (where !== null) yield `  ${where.line} │ ${where.text}`;
}

export function positionText({ file, line, column }: Spot): string {
  return `${file}:${line}:${column}`;
}

export function* indented(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `  ${line}`;
}
