/**
 * A walk over every key of the site schema. Each key comes with a site that has its surroundings, and with values to try. Examples in
 * the descriptions of the schema supply values, so a new key needs nothing here.
 */
import { parse } from 'yaml';
import type { Json, SourcePath } from '../../../src/base/brand.ts';
import { isList, isMap, mapOf, own, type JsonMap } from '../../../src/base/json.ts';
import { siteSchema } from '../../../src/spec/site-schema.ts';

export type Key = {
  readonly path: SourcePath;
  /** A site with everything around the key, and in `around` the path of what was added for it. */
  readonly site: JsonMap;
  readonly around: SourcePath | null;
  readonly values: readonly Json[];
  /** The value is a map, whose keys are walked one by one. */
  readonly isMap: boolean;
};

type Place = { readonly path: SourcePath; readonly site: JsonMap; readonly around: SourcePath | null };

/** All keys below the root. The shape of a definition is walked once, at its first place. */
export function* schemaKeys(site: JsonMap): Generator<Key> {
  const walked = new Set<string>();
  yield* below(siteSchema, { path: [], site, around: null });

  function* below(written: JsonMap, place: Place): Generator<Key> {
    const reference = own(written, '$ref');
    // The entries of the common definitions are at many places; each of those is tried as a whole.
    if (typeof reference === 'string' && walked.has(reference)) return;
    if (typeof reference === 'string') walked.add(reference);
    const schema = resolved(written);
    for (const branch of branchesOf(schema)) yield* below(branch, withBranch(branch, place));
    for (const [key, value] of Object.entries(mapAt(schema, 'properties'))) yield* entry(key, mapOf(value), place);
    const each = schema['additionalProperties'];
    if (isMap(each)) yield* entry(firstKey(place, schema), each, place);
    const items = schema['items'];
    if (isMap(items)) yield* entry(0, items, place);
  }

  function* entry(key: string | number, schema: JsonMap, place: Place): Generator<Key> {
    const path = [...place.path, key];
    yield { path, site: place.site, around: place.around, values: valuesOf(schema), isMap: isMapped(resolved(schema)) };
    yield* below(schema, withEntry(schema, { ...place, path }));
  }
}

function isMapped(shape: JsonMap): boolean {
  return isMap(shape['additionalProperties']) || 'properties' in shape;
}

/** Its targets' keywords with those that are written next to the reference. */
function resolved(schema: JsonMap): JsonMap {
  const { $ref: reference, ...own_ } = schema;
  if (typeof reference !== 'string') return schema;
  const target = reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((value, step) => (isMap(value) ? own(value, step) : undefined), siteSchema);
  return { ...resolved(mapOf(target)), ...own_ };
}

function branchesOf(schema: JsonMap): readonly JsonMap[] {
  const all = ['oneOf', 'anyOf'].flatMap((key) => listAt(schema, key)).filter(isMap);
  return all.filter((branch) => ['properties', 'oneOf', 'anyOf'].some((key) => key in resolved(branch)));
}

/** The place with a minimal value of the branch instead of what is there. */
function withBranch(branch: JsonMap, place: Place): Place {
  const value = minimal(resolved(branch));
  return value === undefined ? place : { ...place, site: set(place.site, place.path, value), around: place.path };
}

/** The place with an example, if the site has nothing there, or nothing in it. */
function withEntry(schema: JsonMap, place: Place): Place {
  const there = get(place.site, place.path);
  if (there !== undefined && !(isMap(there) && Object.keys(there).length === 0)) return place;
  const example = valuesOf(schema).find((value) => isMap(value) || isList(value));
  const least = minimal(resolved(schema));
  const value = isMap(least) && (example === undefined || isMap(example)) ? { ...least, ...mapOf(example) } : example;
  return value === undefined ? place : { ...place, site: set(place.site, place.path, value), around: place.path };
}

/** The required keys with their examples. */
function minimal(shape: JsonMap): Json | undefined {
  const properties = mapAt(shape, 'properties');
  const required = listAt(shape, 'required').map(String);
  const tag = ['agent', 'type'].filter((key) => key in properties);
  const entries = [...new Set([...tag, ...required])].map((key) => [key, valuesOf(mapOf(own(properties, key)))[0]]);
  if (entries.length === 0 || entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries);
}

function firstKey({ path, site }: Place, schema: JsonMap): string {
  const [there] = Object.keys(mapOf(get(site, path)));
  const example = valuesOf(schema).find(isMap);
  return there ?? Object.keys(example ?? {})[0] ?? 'other';
}

/** Values to try: the example, then others of the type. */
export function valuesOf(schema: JsonMap): readonly Json[] {
  const shape = resolved(schema);
  const [, example] = /Example: ([\s\S]*)$/.exec(String(shape['description'] ?? '')) ?? [];
  const read = example === undefined || example.includes('...') ? [] : [readExample(example)];
  const listed = [...listAt(shape, 'enum'), ...('const' in shape ? [shape['const'] ?? null] : [])];
  const inner = ['oneOf', 'anyOf'].flatMap((key) => listAt(shape, key).filter(isMap).flatMap(valuesOf));
  return [...read, ...listed, ...inner, ...othersOf(shape)];
}

function readExample(text: string): Json {
  try {
    return parse(text.startsWith('{') || text.startsWith('[') || !text.includes(': ') ? text : `{ ${text} }`);
  } catch {
    return text;
  }
}

const TEXTS = [
  'host2',
  'vm2',
  'small',
  'web',
  '900T',
  '/srv/other.img',
  '/srv/other.iso',
  '7m',
  '7s',
  '3G',
  '192.168.1.77',
  '/srv/other',
  '/dev/other',
  'other.example.com',
  'other',
  '7',
  'http://other/',
];

function othersOf(shape: JsonMap): readonly Json[] {
  if (own(shape, 'x-secret') === true && shape['type'] === 'object') return [{ secret: 'other/secret' }];
  if (isMap(shape['items'])) return valuesOf(shape['items']).map((value) => [value]);
  if (shape['type'] === 'boolean') return [true, false];
  if (shape['type'] === 'integer') {
    const [least, most] = [Number(shape['minimum'] ?? 0), Number(shape['maximum'] ?? 9999)];
    return [least + 1, Math.floor((least + Math.min(most, 9999)) / 2), most, least];
  }
  const pattern = own(shape, 'pattern');
  if (shape['type'] !== 'string') return [];
  return TEXTS.filter((text) => typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text));
}

/** The site with a value at a path. A missing place on the way becomes a list for a number, else a map. */
export function set(value: Json | undefined, [key, ...rest]: SourcePath, leaf: Json): JsonMap;
export function set(value: Json | undefined, [key, ...rest]: SourcePath, leaf: Json): Json {
  if (key === undefined) return leaf;
  if (typeof key === 'number') {
    const list = isList(value) ? value : [];
    return Object.assign([...list], { [key]: rest.length === 0 ? leaf : set(list[key], rest, leaf) });
  }
  const map = mapOf(value);
  return { ...map, [key]: rest.length === 0 ? leaf : set(own(map, key), rest, leaf) };
}

export function get(value: Json | undefined, path: SourcePath): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (isList(inner)) return typeof key === 'number' ? inner[key] : undefined;
    return isMap(inner) ? own(inner, String(key)) : undefined;
  }, value);
}

function mapAt(schema: JsonMap, key: string): JsonMap {
  return mapOf(own(schema, key));
}

function listAt(schema: JsonMap, key: string): readonly Json[] {
  const value = own(schema, key);
  return isList(value) ? value : [];
}
