/** Canonical JSON and digests: the same value gives the same bytes, whatever the order of its keys. */
import { createHash } from 'node:crypto';
import { as, type Digest, type Json } from './brand.ts';

/** JSON with sorted keys, two blanks of indent and a final newline. Keys that hold undefined are left out. */
export function canonicalJson(value: Json): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

/** What a text of JSON holds; undefined when it is none. */
export function parsedJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

/** SHA-256 of text (as UTF-8) or bytes, in lower-case hexadecimal. */
export function sha256(data: string | Uint8Array): Digest {
  return as<Digest>(createHash('sha256').update(data).digest('hex'));
}

/** The bytes of SHA-1; only for names that must stay stable, never for trust. */
export function sha1(data: string | Uint8Array): Uint8Array {
  return createHash('sha1').update(data).digest();
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

/** The value of a map's own key; never an inherited one such as `constructor`. */
export function own<T>(map: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Is this a name that every object inherits? xmlbuilder2 takes an attribute of such a name for a duplicate. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

export type JsonMap = { readonly [key: string]: Json };

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value as a map; an empty one for anything else. */
export function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

export function isMap(value: unknown): value is JsonMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
