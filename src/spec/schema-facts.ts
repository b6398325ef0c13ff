/** What the schema itself says at the place of an error: its properties, examples, tags, and names that people write instead. */
import type { Json } from '../base/brand.ts';
import { isMap, own } from '../base/json.ts';
import type { Schema } from './schema.ts';

/** The map next to the others that has the key; null if none has, or several. `schema`: of the map around them, such as a whole site. */
export function sectionWith(key: string, schema: unknown): string | null {
  const found = Object.entries(propertiesOf(schema)).filter(([, part]) => admits(part, key, schema));
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
}

function admits(part: Json, key: string, whole: unknown): boolean {
  const reference = isMap(part) ? part['$ref'] : undefined;
  const section = typeof reference === 'string' ? referred(reference, whole) : part;
  return own(propertiesOf(section), key) !== undefined || isNativeName(key, section);
}

/** A name for a map that takes those of the cluster software. Only these have hyphens; no key of a site has one. */
function isNativeName(key: string, section: unknown): boolean {
  const names = isMap(section) ? section['propertyNames'] : undefined;
  const pattern = isMap(names) ? names['pattern'] : undefined;
  return key.includes('-') && typeof pattern === 'string' && new RegExp(pattern, 'u').test(key);
}

/** The part of a schema that a reference of its own means: `#/$defs/cluster`. */
function referred(reference: string, schema: unknown): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((here, step) => (isMap(here) ? own(here, step) : undefined), schema);
}

export function propertiesOf(schema: unknown): Schema {
  const properties = isMap(schema) ? schema['properties'] : undefined;
  return isMap(properties) ? properties : {};
}

export function exampleOf(property: unknown): string {
  const description = isMap(property) ? String(property['description'] ?? '') : '';
  return description.split('Example: ')[1] ?? '';
}

/** The values of the key that distinguishes the branches. */
export function tagsOf(schema: unknown): readonly string[] {
  return isMap(schema) ? allowedOf(schema['x-tags']) : [];
}

export function allowedOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(String) : [];
}

export function meantBy(value: unknown, schema: unknown): string | undefined {
  const names = isMap(schema) ? schema['x-meant'] : undefined;
  const meant = isMap(names) ? own(names, String(value)) : undefined;
  return meant === undefined ? undefined : String(meant);
}

/** Why a key, or a type, is never written. */
export function neverIn(schema: unknown, key: string): string | undefined {
  const because = isMap(schema) && isMap(schema['x-never']) ? own(schema['x-never'], key) : undefined;
  return typeof because === 'string' ? because : undefined;
}

/** Keywords by which a schema refuses an empty list or map, or takes something else, too. */
const NEVER_EMPTY = ['required', 'minItems', 'minProperties', 'oneOf', 'anyOf', 'x-tags', 'x-layered'];

/** An empty list or map, if a schema takes it. */
export function emptyOf(schema: unknown): '{}' | '[]' | null {
  if (!isMap(schema) || NEVER_EMPTY.some((keyword) => own(schema, keyword) !== undefined)) return null;
  if (schema['type'] === 'object') return '{}';
  return schema['type'] === 'array' ? '[]' : null;
}
