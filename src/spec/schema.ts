/** The schema of a site as one document, from the files of schemas/: ajv compiles it, `init` copies it and `dump schema` prints it. */
import type { Json } from '../base/brand.ts';
import { isList, isMap, type JsonMap } from '../base/json.ts';

export type Schema = JsonMap;

const ROOT = 'site.schema.json';

/** A schema with every other file below `$defs` and all references rewritten. */
export function bundleSchemas(files: readonly Schema[]): Schema {
  const root = files.find((file) => file['$id'] === ROOT);
  if (root === undefined) throw new Error(`bug/schema: ${ROOT} is missing`);
  const others = files.filter((file) => file !== root);
  const definitions = Object.fromEntries(others.map((file) => [nameOf(idOf(file)), inlined(file)]));
  return { ...relinked(root, ROOT), $defs: definitions };
}

function inlined(file: Schema): Schema {
  const { $id: _id, $schema: _dialect, $comment: _notice, ...rest } = relinked(file, idOf(file));
  return rest;
}

/** References as seen from the root of the one document. */
function relinked(schema: Schema, home: string): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === '$ref' ? linkFrom(home, value) : walk(value, home)]),
  );
}

function walk(value: Json, home: string): Json {
  if (isList(value)) return value.map((item) => walk(item, home));
  return isMap(value) ? relinked(value, home) : value;
}

function linkFrom(home: string, reference: Json): string {
  const [file = '', pointer = ''] = String(reference).split('#');
  return `#/$defs/${nameOf(file === '' ? home : file)}${pointer}`;
}

function idOf(file: Schema): string {
  return String(file['$id']);
}

function nameOf(id: string): string {
  return id.replace('.schema.json', '').replace('.gen', '');
}
