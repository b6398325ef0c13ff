/** The origin of a model value: written, defaulted or derived; for an unknown path, the one that was probably meant. Pure. */
import type { Json, SourcePath } from '../../base/brand.ts';
import { isList, isMap } from '../../base/json.ts';
import { similar } from '../../base/similar.ts';
import { eachOrigin } from '../../model/origins.ts';
import { nodeAt, plain, type Tree } from '../../source/tree.ts';
import { factsAbout, factLines, type FoundFact } from './facts.ts';
import {
  indented,
  layeredValue,
  reasonLines,
  writtenLines,
  originFinder,
  type ExplainedSite,
  type ValueOrigin,
} from '../value-origin.ts';

export type PathExplanation = {
  readonly kind: 'path';
  readonly path: string;
  /** As the site writes it, or would write it; absent if only paths below it have values. */
  readonly value?: Json;
  readonly source: ValueOrigin;
  /** Values below it that the site does not set there. */
  readonly unwritten: readonly ValueOrigin[];
  /** Facts about it that were found on hosts. */
  readonly found: readonly FoundFact[];
};

/** Undefined if the site has nothing there and nothing was added there. */
export function explainPath(path: string, site: ExplainedSite): PathExplanation | undefined {
  const steps = path.split('/');
  const find = originFinder(site);
  const source = find(steps);
  const below = originPaths(site).filter((name) => name.startsWith(`${path}/`));
  if (source.kind === 'absent' && below.length === 0) return undefined;
  const value = valueOf(source, steps, site);
  return {
    kind: 'path',
    path,
    ...(value === undefined ? {} : { value }),
    source,
    unwritten: below.map((name) => find(name.split('/'))),
    found: factsAbout(steps, site.model, find, (at) => writtenValue(at, site)),
  };
}

function writtenValue(at: SourcePath, { tree }: ExplainedSite): Json | undefined {
  const node = tree === undefined ? undefined : nodeAt(tree, at);
  return node && plain(node);
}

function originPaths({ model }: ExplainedSite): readonly string[] {
  return [...eachOrigin(model?.origins ?? {})].map(([path]) => path);
}

function valueOf(source: ValueOrigin, steps: SourcePath, { tree, diagnostics }: ExplainedSite): Json | undefined {
  if (source.kind !== 'written' && source.kind !== 'absent') return source.value;
  const node = tree === undefined ? undefined : nodeAt(tree, steps);
  const secret = diagnostics.flatMap(({ at }) => (at.in === 'model' && at.secret === true ? [at.path.join('/')] : []));
  return node === undefined ? undefined : shown(node, steps.join('/'), new Set(secret));
}

/** The value without secrets. */
function shown(node: Tree, path: string, secret: ReadonlySet<string>): Json {
  if (secret.has(path)) return '***';
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item, index) => shown(item, `${path}/${index}`, secret));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, shown(value, `${path}/${key}`, secret)]));
}

/** Suggestions for a path that does not exist: a corrected path, or what exists at its deepest valid step. */
export type Nearest = {
  readonly suggestion: string | null;
  readonly within: string;
  readonly known: readonly string[];
};

export function nearestPath(path: string, site: ExplainedSite): Nearest {
  const steps = path.split('/');
  const depth = steps.findIndex((step, index) => !childrenOf(steps.slice(0, index), site).includes(step));
  if (depth === -1) return { suggestion: path, within: path, known: [] };
  const known = childrenOf(steps.slice(0, depth), site);
  const meant = similar(steps[depth] ?? '', known);
  if (meant !== undefined)
    return nearestPath([...steps.slice(0, depth), meant, ...steps.slice(depth + 1)].join('/'), site);
  return { suggestion: null, within: steps.slice(0, depth).join('/'), known };
}

/** Keys at a path: those of the site and those that were added. */
function childrenOf(steps: readonly string[], site: ExplainedSite): readonly string[] {
  const node = site.tree === undefined ? undefined : nodeAt(site.tree, steps);
  const added = originPaths(site)
    .map((path) => path.split('/'))
    .filter((origin) => origin.length > steps.length && steps.every((step, index) => origin[index] === step))
    .map((origin) => origin[steps.length] ?? '');
  const layered = stepsOf(layeredValue(steps, site.model?.origins ?? {}));
  return [...new Set([...keysOf(node), ...layered, ...added])];
}

function stepsOf(value: Json | undefined): readonly string[] {
  if (isList(value)) return value.map((_, index) => String(index));
  return isMap(value) ? Object.keys(value) : [];
}

function keysOf(node: Tree | undefined): readonly string[] {
  if (node?.kind === 'map') return node.entries.map(({ key }) => key);
  return node?.kind === 'list' ? node.items.map((_, index) => String(index)) : [];
}

/** Lines for people. */
export function* pathLines({ path, value, source, unwritten, found }: PathExplanation): Generator<string> {
  const isShown = value !== undefined && !(source.kind === 'written' && isDeep(value));
  yield isShown ? `${path} = ${JSON.stringify(value)}` : path;
  if (source.kind === 'written') yield* indented(writtenLines(source.where));
  else if (source.kind !== 'absent') yield* indented(reasonLines(source));
  yield* indented(factLines(found, path));
  yield* layeredLines(unwritten, path);
  const withReason = unwritten.flatMap((one) => ('because' in one ? [unwrittenLine(one, path)] : []));
  if (withReason.length > 0) yield '  not set';
  for (const line of withReason) yield `    ${line}`;
}

/** What a VM gets from its profile and its groups. */
function* layeredLines(unwritten: readonly ValueOrigin[], below: string): Generator<string> {
  const layered = unwritten.filter((one) => one.kind === 'layer');
  if (layered.length > 0) yield '  from its profile and groups';
  for (const { path, value, from } of layered) {
    const [section, name] = from.path.split('/');
    yield `    ${path.slice(below.length + 1)} = ${JSON.stringify(value)}; ${section}/${name}`;
  }
}

function unwrittenLine(source: Extract<ValueOrigin, { kind: 'default' | 'derived' }>, below: string): string {
  return `${source.path.slice(below.length + 1)} = ${JSON.stringify(source.value)}; ${source.kind}: ${source.because}`;
}

/** A map or a list of maps, which is too long for one line. */
function isDeep(value: Json): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => typeof item === 'object');
  return typeof value === 'object' && value !== null;
}
