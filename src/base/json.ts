/** Canonical JSON and digests: the same value gives the same bytes, whatever the order of its keys. */
import { createHash } from 'node:crypto';
import { as, type Digest, type Json } from './brand.ts';

/** JSON with sorted keys, two blanks of indent and a final newline. Undefined is null. */
export function canonicalJson(value: Json): string {
  return [...canonicalPieces(value)].join('');
}

/** The SHA-256 of the canonical JSON, which is never there as a whole: that of a large bundle is 35 MB. */
export function canonicalDigest(value: Json): Digest {
  const hash = createHash('sha256');
  for (const piece of canonicalPieces(value)) hash.update(piece);
  return as<Digest>(hash.digest('hex'));
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

/** The text in pieces: the items of what is in the outermost map are one piece each. */
function* canonicalPieces(value: Json): Generator<string> {
  yield* pieces(value, '', 2);
  yield '\n';
}

function* pieces(value: Json, pad: string, levels: number): Generator<string> {
  const entries = isList(value)
    ? value.map((item) => ['', item] as const)
    : isMap(value)
      ? Object.entries(sorted(value)).map(([key, item]) => [`${JSON.stringify(key)}: `, item] as const)
      : [];
  if (levels === 0 || entries.length === 0) return yield whole(value).replaceAll('\n', `\n${pad}`);
  const [open, close] = isList(value) ? '[]' : '{}';
  for (const [index, [key, item]] of entries.entries()) {
    yield `${index === 0 ? open : ','}\n${pad}  ${key}`;
    yield* pieces(item ?? null, `${pad}  `, levels - 1);
  }
  yield `\n${pad}${close}`;
}

function whole(value: Json): string {
  return JSON.stringify(value, (_key, part: Json) => sorted(part), 2);
}

/** A map with sorted keys. Only its own: a copy of everything would take as much memory again. */
function sorted<T extends Json>(value: T): T | JsonMap {
  if (!isMap(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, value[key] ?? null]));
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
