/** What the schema says of one key of a site: `cluster/quorum/disk/interval`. Names of entries can be anything, or `*`. */
import type { Json } from '../base/brand.ts';
import { isList, isMap, own } from '../base/json.ts';
import { similar } from '../base/similar.ts';
import { demandOf, isRequiredSection, leftOut } from './left-out.ts';
import type { Schema } from './schema.ts';

export type SchemaKey = {
  readonly path: string;
  readonly description: string;
  readonly example: string | null;
  /** How a value is written, with its units: `a whole number and ms, s, m or h, such as 30s`. */
  readonly form: string;
  /** The value when the site does not set it; absent if there is none, or it is derived. */
  readonly default?: Json;
  /** What holds when the site does not set it and there is no `default`, in words. Null for a default, and for the entry of a map or list. */
  readonly unset: string | null;
  /** Stacks that know the key; null: all. */
  readonly stacks: readonly string[] | null;
  /** By stack, the key to use instead. */
  readonly instead: { readonly [stack: string]: string };
  /** Keys below it. Of a map with free names, those of an entry. */
  readonly keys: readonly { readonly name: string; readonly description: string }[];
};

/** Undefined: the schema has no such key. */
export function schemaKeyAt(path: string, schema: Schema): SchemaKey | undefined {
  let above: Found | undefined;
  let found: Found | undefined = { schema, stacks: null, instead: {} };
  for (const step of path.split('/')) [above, found] = [found, found && stepInto(found, step, schema)];
  return above && found && { ...keyOf(path, found, schema), unset: unsetText(path, found, { above, root: schema }) };
}

function unsetText(
  path: string,
  { schema }: Found,
  { above, root }: { readonly above: Found; readonly root: Schema },
): string | null {
  const key = path.slice(path.lastIndexOf('/') + 1);
  const kinds = kindsWith(key, above.schema, root);
  if (schema['default'] !== undefined || kinds.length === 0) return null;
  const isRequired = above.schema === root && isRequiredSection(key);
  return leftOut(described(schema).text, isRequired ? 'always' : demandOf(key, kinds));
}

/** The shapes of a map that have a key: the map itself, or those of its choices. */
function kindsWith(key: string, schema: Schema, root: Schema): readonly Schema[] {
  const properties = schema['properties'];
  const own = isMap(properties) && Object.hasOwn(properties, key) ? [schema] : [];
  return [...own, ...branchesOf(schema, root).flatMap((branch) => kindsWith(key, branch, root))];
}

/** Keys that can be written at a path, '' for the root; none where entries have free names. */
export function keysBelow(path: string, schema: Schema): SchemaKey['keys'] {
  let found: Found | undefined = { schema, stacks: null, instead: {} };
  for (const step of path.split('/').filter((one) => one !== '')) found = found && stepInto(found, step, schema);
  return found === undefined ? [] : namedKeys(propertiesOf(found.schema, schema), schema);
}

/** The path with its first wrong step corrected; undefined if nothing similar exists. */
export function similarKey(path: string, schema: Schema): string | undefined {
  const steps = path.split('/');
  const known = (depth: number) => schemaKeyAt(steps.slice(0, depth).join('/'), schema);
  const depth = steps.findIndex((_, index) => known(index + 1) === undefined);
  if (depth === -1) return path;
  const names = (depth === 0 ? childrenOf(schema, schema) : (known(depth)?.keys ?? [])).map(({ name }) => name);
  const meant = similar(steps[depth] ?? '', names);
  return meant === undefined
    ? undefined
    : similarKey([...steps.slice(0, depth), meant, ...steps.slice(depth + 1)].join('/'), schema);
}

/** The only path without free names that ends in this one: `cluster/quorum` for `quorum`. */
export function keyElsewhere(path: string, schema: Schema): string | undefined {
  const found = keysElsewhere(path, schema).filter((other) => !other.includes('*'));
  return found.length === 1 ? found[0] : undefined;
}

/** Every path that ends in this one, but those of VMs in part. */
export function keysElsewhere(path: string, schema: Schema): readonly string[] {
  const found = [...schemaPaths(schema)].filter((other) => other.endsWith(`/${path}`));
  return found.filter((other) => !/^(?:profiles|groups)\//.test(other));
}

/** Every path of the schema with `*` for names of entries, each once: a shape that contains itself is not entered again. */
export function* schemaPaths(schema: Schema): Generator<string> {
  yield* pathsBelow({ schema, stacks: null, instead: {} }, [], new Set(), schema);
}

type Found = {
  readonly schema: Schema;
  readonly stacks: readonly string[] | null;
  readonly instead: SchemaKey['instead'];
};

function* pathsBelow(
  found: Found,
  steps: readonly string[],
  inside: ReadonlySet<Schema>,
  root: Schema,
): Generator<string> {
  const names = propertiesOf(found.schema, root);
  for (const name of [...Object.keys(names), ...(entryOf(found.schema, root) === undefined ? [] : ['*'])]) {
    const next = stepInto(found, name, root);
    const target = next && origin(next.schema);
    if (next === undefined || target === undefined) continue;
    const path = [...steps, name];
    if (name !== '*') yield path.join('/');
    if (!inside.has(target)) yield* pathsBelow(next, path, new Set([...inside, target]), root);
  }
}

const ORIGINS = new WeakMap<Schema, Schema>();

/** The shape that a resolved one was made from. */
function origin(schema: Schema): Schema {
  return ORIGINS.get(schema) ?? schema;
}

function stepInto(found: Found, step: string, root: Schema): Found | undefined {
  const next = own(propertiesOf(found.schema, root), step) ?? entryOf(found.schema, root);
  if (!isMap(next)) return undefined;
  const schema = resolved(next, root);
  const stacks = textsOf(schema['x-stacks']);
  return {
    schema,
    stacks: stacks.length > 0 ? stacks : found.stacks,
    instead: mapOfTexts(schema['x-instead']) ?? (stacks.length > 0 ? {} : found.instead),
  };
}

/** With its reference followed; keys next to the reference win. */
function resolved(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  const target = at(root, reference.slice(2).split('/'));
  const { $ref: _followed, ...rest } = schema;
  if (!isMap(target)) return rest;
  const followed = resolved(target, root);
  const result = { ...followed, ...rest, ...formOf(followed, rest) };
  ORIGINS.set(result, origin(followed));
  return result;
}

/** A shared shape of a value describes how it is written. */
function formOf(target: Schema, { description }: Schema): Schema {
  const words = target['x-words'] ?? target['description'];
  const isForm = typeof words === 'string' && !words.includes('Example:');
  return description !== undefined && isForm && !isMap(target['properties']) ? { 'x-words': words } : {};
}

function at(value: Json, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>((inside, step) => (isMap(inside) ? own(inside, step) : undefined), value);
}

/** Of several shapes, the keys of all. */
function propertiesOf(schema: Schema, root: Schema): Schema {
  const branches = branchesOf(schema, root).map((branch) => propertiesOf(branch, root));
  const properties = schema['properties'];
  return Object.assign({}, ...branches, isMap(properties) ? properties : {});
}

function branchesOf(schema: Schema, root: Schema): readonly Schema[] {
  const branches = schema['oneOf'];
  return isList(branches) ? branches.filter(isMap).map((branch) => resolved(branch, root)) : [];
}

/** The shape of the entries of a map with free names, or of a list. */
function entryOf(schema: Schema, root: Schema): Schema | undefined {
  for (const each of [schema['additionalProperties'], schema['items']]) if (isMap(each)) return each;
  return branchesOf(schema, root)
    .map((branch) => entryOf(branch, root))
    .find((entry) => entry !== undefined);
}

function keyOf(path: string, { schema, stacks, instead }: Found, root: Schema): Omit<SchemaKey, 'unset'> {
  const { text, example } = described(schema);
  const value = schema['default'];
  return {
    path,
    description: text,
    example,
    form: formText(schema, root),
    ...(value === undefined ? {} : { default: value }),
    stacks,
    instead,
    keys: childrenOf(schema, root),
  };
}

function childrenOf(schema: Schema, root: Schema): SchemaKey['keys'] {
  const own = propertiesOf(schema, root);
  const entry = Object.keys(own).length > 0 ? undefined : entryOf(schema, root);
  const shown = entry === undefined ? own : propertiesOf(resolved(entry, root), root);
  return namedKeys(shown, root);
}

function namedKeys(properties: Schema, root: Schema): SchemaKey['keys'] {
  return Object.entries(properties).flatMap(([name, value]) =>
    isMap(value) ? [{ name, description: described(resolved(value, root)).text }] : [],
  );
}

/** Descriptions end in `Example: ...`; a test of the schemas says so. */
function described({ description }: Schema): { readonly text: string; readonly example: string | null } {
  const [, text = '', example = null] =
    /^([^]*?)(?:\.?\s*Example: ([^]*))?$/.exec(typeof description === 'string' ? description : '') ?? [];
  return { text, example: example === null ? null : onOneLine(example) };
}

/** The entries of a map get braces, so that they can follow their key. */
function onOneLine(example: string): string {
  return /^(?:[^\s{["']+|"[^"]*"): /.test(example) ? `{ ${example} }` : example;
}

function formText(schema: Schema, root: Schema): string {
  const words = schema['x-words'];
  if (typeof words === 'string') return words;
  const values = schema['enum'];
  if (isList(values)) return `one of ${values.map(String).join(', ')}`;
  if (schema['const'] !== undefined) return String(schema['const']);
  const branches = branchesOf(schema, root).map((branch) => formText(branch, root));
  return branches.length > 0 ? [...new Set(branches)].join(', or ') : typeText(schema, root);
}

function typeText(schema: Schema, root: Schema): string {
  const { type, minimum, maximum } = schema;
  if (type === 'integer') return `a whole number${rangeText(minimum, maximum)}`;
  if (type === 'boolean') return 'true or false';
  const { items } = schema;
  if (type === 'array') return isMap(items) ? `a list; each: ${formText(resolved(items, root), root)}` : 'a list';
  if (type === 'object') return isMap(schema['properties']) ? 'a map of the keys below' : 'a map of names';
  return 'text';
}

function rangeText(minimum: Json | undefined, maximum: Json | undefined): string {
  if (typeof minimum === 'number')
    return typeof maximum === 'number' ? ` from ${minimum} to ${maximum}` : ` from ${minimum}`;
  return typeof maximum === 'number' ? ` up to ${maximum}` : '';
}

function textsOf(value: Json | undefined): readonly string[] {
  return isList(value) ? value.map(String) : [];
}

function mapOfTexts(value: Json | undefined): SchemaKey['instead'] | undefined {
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : undefined;
}
